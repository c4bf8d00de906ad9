"""A replay of the description with every feature, and of other small ones, for any test."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from scripts import document
from scripts.conform.spec import Operation
from scripts.exchange import Exchange, Request, Response, dumps
from scripts.instances import Corpus
from scripts.replay.bodies import text_of
from scripts.vendors import Vendor
from tests import features_package

JSON = ("content-type", "application/json")
ID = "6f1c9a3e-0b1d-4d5e-8f00-1234567890ab"
API = "https://api.acme.test/v1"
KEYS = {
    "x-desk-key": "k",
    "x-desk-id": "i",
    "x-desk-secret": "s",
    "x-old-desk": "o",
    "authorization": "Bearer t",
    "cookie": "desk_session=c",
}


def exchange(name: str, operation: str, request: Request, response: Response, variant: str | None = None) -> Exchange:
    source = {"document": "d", "lines": "1-2"}
    return Exchange(name, "docs", "acme", variant, operation, source, request, response)


def vendor_of(root: Path, tree: dict[str, Any], exchanges: Iterable[Exchange] = ()) -> Vendor:
    """Lay a vendor out in a tree of its own."""
    found = Vendor("acme", root)
    found.effective().parent.mkdir(parents=True)
    found.effective().write_text(document.dump_yaml(tree))
    found.recordings.mkdir(parents=True)
    for each in exchanges:
        (found.recordings / f"{each.name}.json").write_text(dumps(each))
    return found


def acme_vendor(root: Path, exchanges: Iterable[Exchange] = ()) -> Vendor:
    return vendor_of(root, features_package.description(), exchanges)


def request_of(operation: Operation, corpus: Corpus, base: str = "") -> Request:
    """Make a request that fits an operation: what it requires, and a body where it takes one."""
    path, query, headers, content = operation.path, list[str](), dict(KEYS), b""
    for each in operation.parameters:
        if each.required and each.kind:
            text = text_of(next(iter(corpus.instances(each.kind).values())))
            path = path.replace(f"{{{each.name}}}", text)
            query += [f"{each.name}={text}"] if each.location == "query" else []
            headers |= {each.name: text} if each.location == "header" else {}
    query += [f"{scheme.node.field('name')}=k" for way in operation.alternatives for scheme in way if _in_query(scheme)]
    media = operation.body.get("content") if operation.body else None
    if media:
        kind, node = next(iter(media.items()))
        schema = node.get("schema")
        value = next(iter(corpus.instances(schema).values())) if schema else ""
        content = document.dump_json(value).encode() if kind.endswith("json") else b"x"
        if kind == "multipart/form-data":
            kind, content = "multipart/form-data; boundary=next", b"".join(map(part_of, value.items())) + b"--next--"
        if kind == "application/x-www-form-urlencoded":
            content = urlencode({name: text_of(each) for name, each in value.items()}).encode()
        headers |= {"content-type": kind}
    if all(scheme.node.field("scheme") == "basic" for way in operation.alternatives for scheme in way):
        headers |= {"authorization": "Basic eDp5"}
    url = f"{base}{path}" + (f"?{'&'.join(query)}" if query else "")
    return Request.of(operation.method, url, headers.items(), content)


def part_of(field: tuple[str, Any]) -> bytes:
    """Write a field of a form in parts; a list is the first of its items."""
    name, value = field[0], field[1][0] if isinstance(field[1], list) else field[1]
    is_json = isinstance(value, dict)
    kind = "content-type: application/json\r\n" if is_json else ""
    text = document.dump_json(value) if is_json else text_of(value)
    return f'--next\r\ncontent-disposition: form-data; name="{name}"\r\n{kind}\r\n{text}\r\n'.encode()


def _in_query(scheme: Any) -> bool:
    return bool(scheme.node.field("in") == "query")
