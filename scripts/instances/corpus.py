"""The instances of a description's schemas: frozen in a file, made where there is none or where a schema changed.

    {"/components/schemas/Item": {"digest": "...", "instances": {"full": {}, "/owner is null": {}, "least": {}}}}

The digest is that of the schema with all that it refers to, without prose.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts import document
from scripts.conform.spec import Node, pointed
from scripts.document import is_object, resolve
from scripts.instances.maker import Maker
from scripts.lower.tree import references, walk, wire
from scripts.problem import refuse


class Corpus:
    """The instances of one description, each schema's made or read when it is first asked for."""

    def __init__(self, tree: Mapping[str, Any], name: str, frozen: Path | None = None) -> None:
        self.maker = Maker(tree, name)
        self._tree = tree
        self._frozen: dict[str, Any] = read(frozen) if frozen and frozen.is_file() else {}
        self._known: dict[str, dict[str, Any]] = {}

    def instances(self, schema: Node) -> dict[str, Any]:
        """Return the instances of a schema, by what is special about each; none where nobody can make any."""
        if schema.pointer not in self._known:
            kept = self._frozen.get(schema.pointer, {"digest": ""})
            good = kept["digest"] == self.digest(schema)
            self._known[schema.pointer] = kept["instances"] if good else self.maker.instances(schema)
        return self._known[schema.pointer]

    def stale(self, schemas: Iterable[Node]) -> list[str]:
        """Name the schemas whose instances are not frozen, or are those of another schema, and what no schema has."""
        wanted = {each.pointer: each for each in schemas}
        kept = {name: self._frozen.get(name, {}).get("digest") for name in wanted}
        changed = [name for name, each in wanted.items() if kept[name] != self.digest(each)]
        return sorted([*changed, *(self._frozen.keys() - wanted)])

    def text(self, schemas: Iterable[Node]) -> str:
        """Write the file that freezes the instances of schemas."""
        wanted = {each.pointer: each for each in schemas}
        return "{\n" + ",\n".join(self._entry(wanted[name]) for name in sorted(wanted)) + "\n}\n"

    def _entry(self, schema: Node) -> str:
        found = self.instances(schema)
        if not found:
            where = f"{schema.name}:{schema.pointer}"
            refuse(where, "nothing that conforms to it could be made", "give the schema an example, or mend it")
        lines = ",\n".join(f"    {json.dumps(label)}: {json.dumps(value)}" for label, value in found.items())
        digest = json.dumps(self.digest(schema))
        return f'{json.dumps(schema.pointer)}: {{\n  "digest": {digest},\n  "instances": {{\n{lines}\n  }}\n}}'

    def digest(self, schema: Node) -> str:
        """Return a digest of a schema with all that it refers to."""
        found, news = dict[str, Any](), [schema.pointer]
        while news:
            pointer = news.pop()
            if pointer not in found:
                value = resolve(self._tree, pointer)
                found[pointer] = wire(value)
                news += _leads(value)
        return hashlib.sha256(json.dumps([schema.pointer, found], sort_keys=True).encode()).hexdigest()[:16]


def read(path: Path) -> dict[str, Any]:
    """Read a frozen file."""
    return document.load(path).tree


def _leads(schema: Any) -> Iterator[str]:
    yield from (pointed(str(each["$ref"])) for each in references(schema))
    for each in walk(schema):
        if is_object(mapping := each.get("mapping")) and "propertyName" in each:
            yield from (pointed(str(ref)) for ref in mapping.values() if str(ref).startswith("#"))
