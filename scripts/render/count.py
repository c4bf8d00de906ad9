"""Count again: whatever the effective specs hold must stand in the generated package, so that nothing can vanish.

The package is read as Python text, without a look at the plan that made it.
"""

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from scripts.document import pointer
from scripts.lower.tree import follow, operations, parameters
from scripts.problem import Problem
from scripts.render.engine import class_name

CURE = "this is a fault of scripts/lower or scripts/render: mend it there"
KEYWORDS = {"path_params": "path", "query": "query", "header_params": "header"}


def recount(documents: Mapping[str, dict[str, Any]], files: Mapping[str, str]) -> list[Problem]:
    """Return a problem for every operation, parameter, response and schema that the package lacks.

    Args:
        documents: the effective specs, the vendor's own and its variants', by the name to show.
        files: the generated files by path.
    """
    found = dict(_operations(files))
    types = _types(files)
    problems: list[Problem] = []
    for name, document in documents.items():
        for located in operations(document):
            where = f"{name}:{located.pointer}"
            key = (located.method.upper(), located.path)
            if key not in found:
                problems.append(Problem(where, "the operation is not in the package", CURE))
                continue
            sent, handled = found[key]
            wanted = [(each["in"], each["name"]) for each in parameters(document, located, name)]
            wanted += [("body", each) for each in _body_fields(document, located.operation, where)]
            for place, parameter in wanted:
                if (place, parameter) not in sent and not (place == "body" and ("json", "") in sent):
                    problems.append(Problem(where, f"the {place} parameter {parameter} is not in the package", CURE))
            for status in located.operation.get("responses", {}):
                if status not in handled:
                    problems.append(Problem(where, f"the response {status} is not in the package", CURE))
        for key, schema in document.get("components", {}).get("schemas", {}).items():
            problems.extend(_schema_problems(document, name, key, schema, types))
    return problems


def _body_fields(document: dict[str, Any], operation: Mapping[str, Any], where: str) -> list[str]:
    body = follow(document, operation.get("requestBody", {}), where)
    return [
        field
        for media in body.get("content", {}).values()
        for field in follow(document, media.get("schema", {}), where).get("properties", {})
    ]


def _schema_problems(
    document: dict[str, Any], name: str, key: str, schema: Mapping[str, Any], types: Mapping[str, set[str]]
) -> Iterator[Problem]:
    where = f"{name}:{pointer(['components', 'schemas', key])}"
    wanted = class_name(schema.get("x-name", key))
    # A component that differs between the variants has one class for each, under a name that ends alike.
    classes = [fields for each, fields in types.items() if each == wanted or each.endswith(wanted)]
    if not classes:
        yield Problem(where, f"the schema is not in the package as {wanted}", CURE)
    for field in follow(document, schema, where).get("properties", {}):
        if classes and not any(field in fields for fields in classes):
            yield Problem(f"{where}/properties/{field}", "the property is not in the package", CURE)


def _operations(files: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], tuple[set[tuple[str, str]], set[str]]]]:
    for path, text in files.items():
        if "/api/" not in path or path.endswith("__init__.py"):
            continue
        sent: set[tuple[str, str]] = set()
        handled: set[str] = set()
        key = ("", "")
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called == "Request":
                method, template = (ast.literal_eval(each) for each in node.args)
                key = (method, template)
                sent.update(_sent(node))
            if called == "response.decode":
                tables = [*node.args, *(each.value for each in node.keywords)]
                handled.update(name for table in tables for name in _keys(table))
        yield key, (sent, handled)


def _sent(call: ast.Call) -> Iterator[tuple[str, str]]:
    for each in call.keywords:
        if each.arg in KEYWORDS:
            yield from ((KEYWORDS[each.arg], name) for name in _keys(each.value))
        if each.arg == "json":
            names = list(_keys(each.value)) if isinstance(each.value, ast.Dict) else [""]
            yield from (("body" if name else "json", name) for name in names)


def _keys(table: ast.expr) -> Iterator[str]:
    if isinstance(table, ast.Dict):
        yield from (key.value for key in table.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))


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
