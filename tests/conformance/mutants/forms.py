"""Bodies that are no JSON, read and written for the mutants: forms and plain text."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote_plus

from scripts.conform.spec import Node
from scripts.document import is_array, is_object
from scripts.exchange import Request, Response
from tests.conformance.mutants.oracle import Oracle
from tests.conformance.mutants.wires import best, scalars, types

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A body read as the object of its fields, or as the text that it is."""

    essence: str
    boundary: str
    charset: str
    schema: Node
    heads: dict[str, str]
    oracle: Oracle
    value: Any

    def written(self, value: Any) -> bytes | None:
        """Write another value as such a body; None where it can't be."""
        if self.essence.startswith("text/"):
            return value.encode(self.charset) if isinstance(value, str) else None
        if not is_object(value):
            return None
        fields = [(name, _text(part)) for name, each in value.items() for part in (each if is_array(each) else [each])]
        if self.essence == "application/x-www-form-urlencoded":
            return "&".join(f"{quote(name)}={quote(text)}" for name, text in fields).encode()
        parts = [f"--{self.boundary}\r\n{self._head(name)}\r\n\r\n{text}\r\n" for name, text in fields]
        return ("".join(parts) + f"--{self.boundary}--\r\n").encode("latin-1", "replace")

    def fits(self, pointer: str, value: Any) -> bool:
        """Whether a value is valid as it would be read back."""
        content = self.written(value)
        if content is None:
            return False
        again = (
            content.decode(self.charset) if self.essence.startswith("text/") else _object(self, _fields(self, content))
        )
        return self.oracle.valid(pointer, again)

    def _head(self, name: str) -> str:
        return self.heads.get(name, f'Content-Disposition: form-data; name="{name}"')


def form_of(message: Request | Response, media: Node, oracle: Oracle) -> Form | None:
    """Read a body that is a form or a text; None where it is neither."""
    content_type, schema = message.header("content-type") or "", media.get("schema")
    essence = content_type.partition(";")[0].strip().lower()
    if schema is None:
        return None
    parameters = dict(re.findall(r';\s*(\w+)="?([^";]+)', content_type))
    boundary, charset = parameters.get("boundary", ""), parameters.get("charset", "utf-8")
    if essence.startswith("text/") and essence != "text/event-stream":
        return Form(essence, "", charset, schema, {}, oracle, message.content.decode(charset))
    if essence not in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return None
    heads = {name: head for name, head, _ in _parts(boundary, message.content)} if boundary else {}
    empty = Form(essence, boundary, charset, schema, heads, oracle, {})
    return replace(empty, value=_object(empty, _fields(empty, message.content)))


def _fields(form: Form, content: bytes) -> Fields:
    if form.essence == "multipart/form-data":
        return [(name, text) for name, _, text in _parts(form.boundary, content)]
    pairs = (part.partition("=") for part in content.decode().split("&") if part)
    return [(unquote_plus(name), unquote_plus(text)) for name, _, text in pairs]


def _parts(boundary: str, content: bytes) -> Iterator[tuple[str, str, str]]:
    for part in content.decode("latin-1").split(f"--{boundary}")[1:-1]:
        head, _, text = part.removeprefix("\r\n").partition("\r\n\r\n")
        name = re.search(r'\bname="([^"]*)"', head)
        yield name[1] if name else "", head, text.removesuffix("\r\n")


def _object(form: Form, fields: Fields) -> dict[str, Any]:
    listed, found = form.schema.get("properties"), dict[str, Any]()
    for name, text in fields:
        node = listed.get(name) if listed else None
        if "array" in types(node):
            items = node.get("items") if node else None
            found[name] = [*found.get(name, []), _value(text, items, form.oracle)]
        else:
            found[name] = _value(text, node, form.oracle)
    return found


def _value(text: str, node: Node | None, oracle: Oracle) -> Any:
    if "object" in types(node):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return best(text, node, oracle) if node else scalars(text)[-1]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
