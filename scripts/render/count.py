"""Count again: whatever the effective specs hold must stand in the generated package, so that nothing can vanish.

The package is read as Python text, without a look at the plan that made it.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.document import is_object, pointer
from scripts.lower.hoist import pascal
from scripts.lower.names import python_name
from scripts.lower.tree import Located, follow, operations, parameters
from scripts.problem import Problem
from scripts.render.engine import class_name

CURE = "this is a fault of scripts/lower or scripts/render: mend it there"
KEYWORDS = {"path_params": "path", "query": "query", "header_params": "header"}


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the code of an operation sends, by place and name, and the statuses that it handles, with their types."""

    sent: set[tuple[str, str]]
    handled: dict[str, str]


def recount(documents: Mapping[str, dict[str, Any]], files: Mapping[str, str], name: str) -> list[Problem]:
    """Return a problem for every operation, parameter, response and schema that the package lacks.

    Args:
        documents: the effective specs by the name of the variant; the vendor's own under an empty one.
        files: the generated files by path.
        name: what to call the spec in messages.
    """
    found = dict(_operations(files))
    types = _types(files)
    problems: list[Problem] = []
    for variant, document in documents.items():
        shown = f"{name} ({variant})" if variant else name
        for located in operations(document):
            problems.extend(_operation_problems(document, located, found, shown))
        for key, schema in document.get("components", {}).get("schemas", {}).items():
            wanted = class_name(python_name(schema.get("x-name", key)))
            # A component that differs from the vendor's own has a class of its own, called after the variant.
            fields = types.get(pascal(variant) + wanted, types.get(wanted))
            where = f"{shown}:{pointer(['components', 'schemas', key])}"
            problems.extend(_schema_problems(document, where, schema, wanted, fields))
    return problems


def _operation_problems(
    document: dict[str, Any], located: Located, found: Mapping[tuple[str, str], Traffic], shown: str
) -> Iterator[Problem]:
    where = f"{shown}:{located.pointer}"
    traffic = found.get((located.method.upper(), located.path))
    if traffic is None:
        yield Problem(where, "the operation is not in the package", CURE)
        return
    wanted = [(each["in"], each["name"]) for each in parameters(document, located, shown)]
    wanted += [("body", each) for each in _body_fields(document, located.operation, where)]
    for place, parameter in wanted:
        if (place, parameter) not in traffic.sent and not (place == "body" and ("json", "") in traffic.sent):
            yield Problem(where, f"the {place} parameter {parameter} is not in the package", CURE)
    for status, response in located.operation.get("responses", {}).items():
        content = follow(document, response, where).get("content", {})
        typed = any("schema" in media and not _is_null(media["schema"]) for media in content.values())
        if status not in traffic.handled or (typed and traffic.handled[status] == "None"):
            yield Problem(where, f"the response {status} is not in the package", CURE)


def _is_null(schema: Any) -> bool:
    return is_object(schema) and (schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None])


def _body_fields(document: dict[str, Any], operation: Mapping[str, Any], where: str) -> list[str]:
    body = follow(document, operation.get("requestBody", {}), where)
    return [
        field
        for media in body.get("content", {}).values()
        for field, schema in follow(document, media.get("schema", {}), where).get("properties", {}).items()
        if not (is_object(schema) and schema.get("readOnly"))
    ]


def _schema_problems(
    document: dict[str, Any], where: str, schema: Mapping[str, Any], wanted: str, fields: set[str] | None
) -> Iterator[Problem]:
    if fields is None:
        yield Problem(where, f"the schema is not in the package as {wanted}", CURE)
        return
    for field in follow(document, schema, where).get("properties", {}):
        if field not in fields:
            yield Problem(f"{where}/properties/{field}", "the property is not in the package", CURE)


def _operations(files: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], Traffic]]:
    for path, text in files.items():
        if "/api/" not in path or path.endswith("__init__.py"):
            continue
        traffic = Traffic(set(), {})
        key = ("", "")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called == "Request":
                method, template = (ast.literal_eval(each) for each in node.args)
                key = (method, template)
                traffic.sent.update(_sent(node))
            if called == "response.decode":
                for table in [*node.args, *(each.value for each in node.keywords)]:
                    traffic.handled.update(_entries(table))
        yield key, traffic


def _sent(call: ast.Call) -> Iterator[tuple[str, str]]:
    for each in call.keywords:
        if each.arg in KEYWORDS:
            yield from ((KEYWORDS[each.arg], name) for name in _entries(each.value))
        if each.arg == "json":
            names = list(_entries(each.value)) if isinstance(each.value, ast.Dict) else [""]
            yield from (("body" if name else "json", name) for name in names)


def _entries(table: ast.expr) -> dict[str, str]:
    """Return the entries of a dict that is written out, values as text."""
    if not isinstance(table, ast.Dict):
        return {}
    return {
        key.value: ast.unparse(value)
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _types(files: Mapping[str, str]) -> dict[str, set[str]]:
    """Return each class, enum or alias of the models with the names of its fields on the wire."""
    found: dict[str, set[str]] = {}
    for path, text in files.items():
        if "/models/" not in path or path.endswith("__init__.py"):
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = {_wire(each) for each in node.body if isinstance(each, ast.AnnAssign)}
            elif isinstance(node, ast.AnnAssign):
                found[ast.unparse(node.target)] = set()
    return found


def _wire(field: ast.AnnAssign) -> str:
    for node in ast.walk(field):
        if isinstance(node, ast.Dict):
            return next(str(ast.literal_eval(value)) for value in node.values)
    return ast.unparse(field.target)
