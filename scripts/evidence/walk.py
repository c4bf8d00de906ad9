"""The elements of an effective spec that somebody must have said: operations, parameters, fields, values, statuses.

Besides the elements, a walk finds what a citation reaches: the nodes that cite a source themselves (anchors), and the
references by which one part of a description is a part of another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from scripts.document import escape, is_array, is_object, split
from scripts.evidence.element import IDENTITY, UNPRINTED, Element, Elements, Fault, Reference, Spec
from scripts.evidence.statement import UNSTATED, Statement, stated
from scripts.lower.schemas import LISTS, ONE, TABLES
from scripts.lower.tree import METHODS, follow, server_url

SECURITY_HEADER = "Authorization"
# Parts that only some kinds have.
DECIDING = frozenset({"method", "name", "path", "status", "url"})


def spec_of(variant: str, tree: Mapping[str, Any]) -> Spec:
    """Walk through an effective spec that is valid OpenAPI; what a path refers to belongs to the path."""
    paths = {path: follow(dict(tree), item, f"/paths/{escape(path)}") for path, item in tree.get("paths", {}).items()}
    tree = {**tree, "paths": paths}
    walk = _Walk(tree)
    walk.run()
    return Spec(variant, tree, walk.elements)


class _Walk:
    def __init__(self, tree: Mapping[str, Any]) -> None:
        self.tree = tree
        self.elements = Elements()

    def run(self) -> None:
        if _says(self.tree.get("info")):
            self.add("info", "", self.tree["info"], "/info", UNSTATED)
        self.servers(self.tree, "", UNSTATED)
        for path, item in self.tree.get("paths", {}).items():
            if not path.startswith("x-"):
                self.item(item, path, f"/paths/{escape(path)}")
        components: Mapping[str, Any] = self.tree.get("components", {})
        for key, scheme in components.get("securitySchemes", {}).items():
            at = f"/components/securitySchemes/{escape(key)}"
            name = scheme.get("name", "") if scheme.get("type") == "apiKey" else SECURITY_HEADER
            self.add("security scheme", name, scheme, at, UNSTATED)
        for kind, walk in (
            ("parameters", self.parameter),
            ("requestBodies", self.request_body),
            ("responses", self.response),
            ("schemas", self.component),
        ):
            for key, each in components.get(kind, {}).items():
                walk(each, f"/components/{kind}/{escape(key)}", UNSTATED)
        self.headers(components, "/components", UNSTATED)
        self.answered()

    def answered(self) -> None:
        """Note with which statuses the responses of the components are answered."""
        statuses: dict[str, list[str]] = {}
        for each in self.elements.found:
            if each.via:
                statuses.setdefault(f"/components/responses/{escape(each.via)}", []).append(each.name)
        self.elements.found[:] = [
            replace(each, statuses=tuple(dict.fromkeys(statuses.get(each.at, ())))) if each.kind == "response" else each
            for each in self.elements.found
        ]

    def add(self, kind: str, name: str, node: Any, at: str, above: Statement, parent: str = "") -> Statement:
        """Note an element, unless it only refers to one, and return its statement."""
        statement = self.noted(node, at, above)
        named = {*statement.parts, *(each.part for each in statement.sources)} & DECIDING
        for part in sorted(named - {*IDENTITY[kind], *UNPRINTED[kind]}) if _says(node) else ():
            what = f"{part} is no part of {'an' if kind[0] in 'aeiou' else 'a'} {kind}"
            self.elements.faults.append(Fault(at, what, "name another part, or all of it"))
        if not self.refers(node, at, name if kind == "property" else parent) or kind in {"property", "inner schema"}:
            self.elements.found.append(Element(kind, name, at, statement, parent, _says(node)))
        return statement

    def noted(self, node: Any, at: str, above: Statement) -> Statement:
        """Return the statement of a node; one that cites a source itself is an anchor."""
        statement = stated(node, above)
        if is_object(node) and "x-source" in node:
            self.elements.anchors[at] = statement
            if isinstance(node.get("x-inferred"), str):
                what = "x-source says that somebody printed it, x-inferred that nobody did"
                cure = "drop one of them, or say which part is inferred, such as x-inferred: {required: why}"
                self.elements.faults.append(Fault(at, what, cure))
        return statement

    def refers(self, node: Any, at: str, parent: str) -> bool:
        ref: Any = node.get("$ref") if is_object(node) else None
        if not isinstance(ref, str):
            return False
        self.elements.references.append(Reference(at, ref.removeprefix("#"), parent))
        return True

    def servers(self, holder: Mapping[str, Any], at: str, above: Statement) -> None:
        for index, server in enumerate(holder.get("servers", [])):
            self.add("server", server_url(server), server, f"{at}/servers/{index}", above)

    def item(self, item: Mapping[str, Any], path: str, at: str) -> None:
        above = self.noted(item, at, UNSTATED)
        self.parameters(item, at, above)
        self.servers(item, at, above)
        for method in METHODS:
            if method in item:
                self.operation(item, f"{method.upper()} {path}", method, at, above)

    def operation(self, item: Mapping[str, Any], name: str, method: str, outer: str, above: Statement) -> None:
        operation: Mapping[str, Any] = item[method]
        at = f"{outer}/{method}"
        own = self.add("operation", name, operation, at, above)
        shared = [Reference(at, f"{outer}/parameters/{index}") for index in range(len(item.get("parameters", [])))]
        stated_: list[Any] = operation.get("security", self.tree.get("security", []))
        schemes = dict.fromkeys(key for alternative in stated_ for key in alternative)
        shared += [Reference(at, f"/components/securitySchemes/{escape(key)}") for key in schemes]
        self.elements.references += shared
        self.parameters(operation, at, own)
        self.servers(operation, at, own)
        if "requestBody" in operation:
            self.request_body(operation["requestBody"], f"{at}/requestBody", own)
        for status, response in operation.get("responses", {}).items():
            if not status.startswith("x-"):
                self.status(status, response, f"{at}/responses/{escape(status)}", own)

    def parameters(self, holder: Mapping[str, Any], at: str, above: Statement) -> None:
        for index, each in enumerate(holder.get("parameters", [])):
            self.parameter(each, f"{at}/parameters/{index}", above)

    def parameter(self, node: Mapping[str, Any], at: str, above: Statement) -> None:
        statement = self.add("parameter", node.get("name", ""), node, at, above)
        self.content(node, at, statement)

    def request_body(self, node: Mapping[str, Any], at: str, above: Statement) -> None:
        statement = self.add("request body", "", node, at, above)
        self.content(node, at, statement)

    def status(self, status: str, node: Mapping[str, Any], at: str, above: Statement) -> None:
        """Note a status of an operation; where its response is a component, what that says counts."""
        target = follow(dict(self.tree), node, at)
        via = _component(node)
        statement = stated(target, UNSTATED if via else above)
        self.elements.found.append(Element("status", status, at, statement, "", _says(target), above, via))
        if not self.refers(node, at, ""):
            self.inside(node, at, self.noted(node, at, above))

    def response(self, node: Mapping[str, Any], at: str, above: Statement) -> None:
        self.inside(node, at, self.add("response", "", node, at, above))

    def inside(self, node: Mapping[str, Any], at: str, above: Statement) -> None:
        self.headers(node, at, above)
        self.content(node, at, above)

    def headers(self, holder: Mapping[str, Any], at: str, above: Statement) -> None:
        for name, header in holder.get("headers", {}).items():
            place = f"{at}/headers/{escape(name)}"
            self.content(header, place, self.add("header", name, header, place, above))

    def content(self, node: Mapping[str, Any], at: str, above: Statement) -> None:
        """Walk through the schemas of a parameter, a body or a response; what is inferred of parts stays behind."""
        below = above.below
        if "schema" in node:
            self.schema(node["schema"], f"{at}/schema", below, "")
        for kind, media in node.get("content", {}).items():
            place = f"{at}/content/{escape(kind)}"
            self.schema(media.get("schema"), f"{place}/schema", self.noted(media, place, below), "")

    def component(self, node: Any, at: str, above: Statement) -> None:
        self.parts(node, at, self.add("schema", split(at)[-1], node, at, above), "")

    def schema(self, node: Any, at: str, above: Statement, parent: str) -> None:
        """Walk through a schema that has no name of its own."""
        if _says(node):
            statement = self.add("inner schema", "", node, at, above, parent)
        else:
            statement = self.noted(node, at, above)
            self.refers(node, at, parent)
        self.parts(node, at, statement, parent)

    def parts(self, node: Any, at: str, statement: Statement, parent: str) -> None:
        if not is_object(node):
            return
        below = statement.below
        self.values(node, at, below, parent)
        for name, each in node.get("properties", {}).items():
            place = f"{at}/properties/{escape(name)}"
            own = self.add("property", name, each, place, below, parent)
            self.parts(each, place, own, name)
        for keyword in (*sorted(ONE & node.keys()), *(key for key in LISTS if key in node)):
            inner = node[keyword]
            for index, each in enumerate(inner) if is_array(inner) else [("", inner)]:
                self.schema(each, f"{at}/{keyword}/{index}".rstrip("/"), below, parent)
        for keyword in TABLES:
            for name, each in node.get(keyword, {}).items() if keyword != "properties" else ():
                self.schema(each, f"{at}/{keyword}/{escape(name)}", below, parent)

    def values(self, node: Mapping[str, Any], at: str, above: Statement, parent: str) -> None:
        said: Mapping[str, Any] = node.get("x-enum-evidence", {})
        known: set[str] = set()
        for place, value in _values(node):
            known.add(value)
            self.add("enum value", value, said.get(value), at + place, above, parent)
        for value in sorted(said.keys() - known - {"true", "false", "null"}):
            place = f"{at}/x-enum-evidence/{escape(value)}"
            self.elements.faults.append(Fault(place, f"{value} is no value of the enum", "correct it, or delete it"))


def _component(node: Mapping[str, Any]) -> str:
    """Return the name of the response of the components that a node refers to, if it refers to one."""
    ref = str(node.get("$ref", ""))
    return split(ref[1:])[-1] if ref.startswith("#/components/responses/") else ""


def _says(node: Any) -> bool:
    return is_object(node) and bool({"x-source", "x-inferred"} & node.keys())


def _values(schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the values that a schema names, as text, each with the pointer that leads there."""
    stated_: list[tuple[str, Any]] = [(f"/enum/{index}", each) for index, each in enumerate(schema.get("enum", []))]
    stated_ += [("/const", schema["const"])] if "const" in schema else []
    mapping: Any = schema.get("discriminator", {}).get("mapping", {})
    stated_ += [(f"/discriminator/mapping/{escape(key)}", key) for key in mapping]
    for place, value in stated_:
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            yield place, str(value)
