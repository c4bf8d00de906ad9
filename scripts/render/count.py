"""Count again: whatever the effective specs hold must stand in the generated package, so that nothing can vanish.

The package is read as Python text, without a look at the plan that made it.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.digest import parsed, spelled
from scripts.document import is_object, pointer
from scripts.lower.names import pascal, python_names
from scripts.lower.tree import Located, follow, operations
from scripts.problem import Problem
from scripts.render import media
from scripts.render.arguments import sent_parameters
from scripts.render.engine import class_name

CURE = "this is a fault of scripts/lower or scripts/render: mend it there"
KEYWORDS = {"path_params": "path", "query": "query", "header_params": "header", "cookie_params": "cookie"}


@dataclass(frozen=True, slots=True)
class Traffic:
    """What the code of an operation sends, by place and name, the statuses that it handles, and its text.

    `stated` holds what else its request says: a body, a media type, a server, the security schemes.
    """

    sent: set[tuple[str, str]]
    handled: dict[str, str]
    module: str
    stated: set[str]


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
        schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
        names = python_names(schemas, shown)
        for key, schema in schemas.items():
            wanted = class_name(names[key])
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
    wanted = [(each["in"], each["name"]) for each in sent_parameters(document, located, shown)]
    wanted += [("body", each) for each in _body_fields(document, located.operation, where)]
    for place, parameter in wanted:
        if (place, parameter) not in traffic.sent and not (place == "body" and ("whole", "") in traffic.sent):
            yield Problem(where, f"the {place} parameter {parameter} is not in the package", CURE)
    body = follow(document, located.operation.get("requestBody", {}), where)
    content: Mapping[str, Any] = body.get("content", {})
    yield from _media_problems(list(content), traffic.module, f"{where}/requestBody")
    wanted_words = {
        "body": bool(content),
        "media_type": any(kind not in {media.JSON, "*/*"} for kind in content),
        "server": bool(located.operation.get("servers") or located.item.get("servers")),
        "security": bool(located.operation.get("security", document.get("security", []))),
    }
    for word, is_wanted in wanted_words.items():
        if is_wanted and word not in traffic.stated:
            yield Problem(where, f"the {word} of the request is not in the package", CURE)
    for status, response in located.operation.get("responses", {}).items():
        content = {} if located.method == "head" else follow(document, response, where).get("content", {})
        typed = any("schema" in media and not _is_null(media["schema"]) for media in content.values())
        if status not in traffic.handled or (typed and traffic.handled[status] == "None"):
            yield Problem(where, f"the response {status} is not in the package", CURE)
        handled = traffic.handled.get(status, "None")
        yield from _media_problems(list(content), handled, f"{where}{pointer(['responses', status])}")


def _texts(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def _media_problems(kinds: list[str], text: str, where: str) -> Iterator[Problem]:
    if all(map(media.is_json, kinds)):
        return
    texts = _texts(ast.parse(text))
    for kind in kinds:
        if kind not in texts and kind != "*/*":
            yield Problem(where, f"the media type {kind} is not in the package", CURE)


def _is_null(schema: Any) -> bool:
    return is_object(schema) and (schema.get("type") in ("null", ["null"]) or schema.get("enum") == [None])


def _body_fields(document: dict[str, Any], operation: Mapping[str, Any], where: str) -> list[str]:
    body = follow(document, operation.get("requestBody", {}), where)
    return [
        field
        for media in body.get("content", {}).values()
        for field, schema in follow(document, media.get("schema", {}), where).get("properties", {}).items()
        if not _is_read_only(schema)
    ]


def _is_read_only(schema: Any) -> bool:
    return is_object(schema) and (schema.get("readOnly") is True or any(map(_is_read_only, schema.get("allOf", ()))))


def _schema_problems(
    document: dict[str, Any], where: str, schema: Mapping[str, Any], wanted: str, fields: set[str] | None
) -> Iterator[Problem]:
    if fields is None:
        yield Problem(where, f"the schema is not in the package as {wanted}", CURE)
        return
    for field in follow(document, schema, where).get("properties", {}):
        if field not in fields:
            yield Problem(f"{where}/properties/{field}", "the property is not in the package", CURE)
    for tag in schema.get("discriminator", {}).get("mapping", {}):
        if f"={tag}" not in fields and any(each.startswith("=") for each in fields):
            yield Problem(f"{where}/discriminator/mapping/{tag}", "the tag is not in the package", CURE)


def _operations(files: Mapping[str, str]) -> Iterator[tuple[tuple[str, str], Traffic]]:
    for path, text in files.items():
        if "/api/" not in path or path.endswith("__init__.py"):
            continue
        traffic = Traffic(set(), {}, text, set())
        key = ("", "")
        for node in ast.walk(parsed(text)):
            if not isinstance(node, ast.Call):
                continue
            called = spelled(node.func)
            if called == "Request":
                method, template = (ast.literal_eval(each) for each in node.args)
                key = (method, template)
                traffic.sent.update(_sent(node))
                traffic.stated.update(each.arg for each in node.keywords if each.arg)
            if called == "response.decode":
                for table in [*node.args, *(each.value for each in node.keywords)]:
                    traffic.handled.update(_entries(table))
        yield key, traffic


def _sent(call: ast.Call) -> Iterator[tuple[str, str]]:
    for each in call.keywords:
        if each.arg in KEYWORDS:
            yield from ((KEYWORDS[each.arg], name) for name in _entries(each.value))
        if each.arg == "body":
            names = list(_entries(each.value)) if isinstance(each.value, ast.Dict) else [""]
            yield from (("body" if name else "whole", name) for name in names)


def _entries(table: ast.expr) -> dict[str, str]:
    """Return the entries of a dict that is written out, values as text."""
    if not isinstance(table, ast.Dict):
        return {}
    return {
        key.value: spelled(value)
        for key, value in zip(table.keys, table.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    }


def _types(files: Mapping[str, str]) -> dict[str, set[str]]:
    """Return each class, enum or alias of the models with the names of its fields on the wire.

    An alias has the fields that all classes in it have, and its tags, each after a `=`.
    """
    found: dict[str, set[str]] = {}
    aliases: dict[str, ast.AnnAssign] = {}
    for path, text in files.items():
        if "/models/" not in path or path.endswith("__init__.py"):
            continue
        for node in parsed(text).body:
            if isinstance(node, ast.ClassDef):
                found[node.name] = {_wire(each) for each in node.body if isinstance(each, ast.AnnAssign)}
            elif isinstance(node, ast.AnnAssign):
                aliases[spelled(node.target)] = node
    classes = dict(found)
    for name, node in aliases.items():
        used = [classes[each.id] for each in ast.walk(node) if isinstance(each, ast.Name) and each.id in classes]
        common = set[str].intersection(*used) if used else set[str]()
        calls = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
        found[name] = common | {f"={tag}" for call in calls for tag in _texts(call)}
    return found


def _wire(field: ast.AnnAssign) -> str:
    for each in field.value.keywords if isinstance(field.value, ast.Call) else ():
        if each.arg == "metadata":
            metadata: dict[str, object] = ast.literal_eval(each.value)
            if "wire" in metadata:
                return str(metadata["wire"])
    return spelled(field.target)
