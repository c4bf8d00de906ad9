"""Whether a description is valid OpenAPI, said with the place of each fault.

The validator names neither the place of a schema's fault nor anything where it gives up. So the outer parts are judged
here before it, and the places are found here after it.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from openapi_spec_validator_rs import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator, ValidationAbortedError

from scripts.document import Document, escape, is_array, is_object, pointer, resolve
from scripts.lower.schemas import LISTS, TABLES, slots
from scripts.lower.tree import METHODS, fresh
from scripts.problem import Problem

Tree = dict[str, Any]
# The validator names at most so many faults of one document; the first ones usually explain the rest.
LIMIT = 20
VALIDATORS = {"3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}

# What every walk through a description goes by: objects, lists, texts that must be there, and * for any name.
BODY: Tree = {"content": {"*": {}}}
PARAMETER: Tree = {"name": "", "in": "", **BODY}
PARAMETERS = [PARAMETER]
OPERATION: Tree = {"parameters": PARAMETERS, "requestBody": BODY, "responses": {"*": BODY}, "servers": [{}]}
ITEM: Tree = {"parameters": PARAMETERS, "servers": [{}], **dict.fromkeys(METHODS, OPERATION)}
SHAPE: Tree = {
    "info": {},
    "servers": [{}],
    "tags": [{"name": ""}],
    "paths": {"*": ITEM},
    "webhooks": {"*": ITEM},
    "components": {
        "schemas": {},
        "parameters": {"*": PARAMETER},
        "headers": {"*": BODY},
        "responses": {"*": BODY},
        "requestBodies": {"*": BODY},
        "securitySchemes": {"*": {}},
        "pathItems": {"*": ITEM},
    },
}


def nodes(tree: Any, at: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every object of a tree with its JSON pointer."""
    if is_object(tree):
        yield at, tree
        for key, value in tree.items():
            if isinstance(value, dict | list):
                yield from nodes(value, f"{at}/{escape(key)}")
    elif is_array(tree):
        for index, value in enumerate(tree):
            if isinstance(value, dict | list):
                yield from nodes(value, f"{at}/{index}")


def validity_problems(tree: Tree, where: str) -> Iterator[Problem]:
    """Yield what makes a description no OpenAPI of its version.

    Defaults are not judged: no client acts upon them, and public descriptions are full of such as do not fit.
    """
    version = ".".join(str(tree.get("openapi", "")).split(".")[:2])
    if version not in VALIDATORS:
        yield Problem(f"{where}:/openapi", "is neither 3.0 nor 3.1", "write openapi: 3.1.0")
        return
    # The validator gives up at either.
    stopped = list(shape_problems(tree, SHAPE, where)) or list(reference_problems(tree, where))
    yield from stopped or _found(tree, where, version)


def with_line(problem: Problem, where: str, spec: Document) -> Problem:
    """Return a problem of an effective spec with the line of the hand-written one that is nearest to it."""
    at = problem.where.removeprefix(f"{where}:")
    if at == problem.where or not at.startswith("/"):
        return problem
    return Problem(f"{problem.where} (line {spec.line(at)})", problem.what, problem.cure)


def shape_problems(node: Any, shape: Any, where: str, at: str = "") -> Iterator[Problem]:
    """Yield a problem for every outer part that is not there, or of another type than it must be."""
    if type(node) is not type(shape):
        kind = "object" if is_object(shape) else "list" if is_array(shape) else "text"
        yield Problem(f"{where}:{at}", f"is no {kind}", f"write the {kind} that OpenAPI has here")
    elif is_array(shape):
        for index, value in enumerate(node if shape else ()):
            yield from shape_problems(value, shape[0], where, f"{at}/{index}")
    elif is_object(shape):
        for name in sorted(shape.keys() - node.keys()) if "$ref" not in node else ():
            if isinstance(shape[name], str):
                yield Problem(f"{where}:{at}", f"has no {name}", "give it one")
        for name in node if "*" in shape else [each for each in shape if each in node]:
            yield from shape_problems(node[name], shape.get(name, shape.get("*")), where, f"{at}/{escape(name)}")


def reference_problems(tree: Tree, where: str) -> Iterator[Problem]:
    """Yield a problem for every `$ref` that leads out of the document, nowhere in it, or back to itself."""
    for at, node in nodes(tree):
        ref = node.get("$ref")
        if not isinstance(ref, str):
            continue
        try:
            circle = _leads_back(tree, ref)
        except KeyError:
            said = f"{ref} leads nowhere in this document"
            yield Problem(f"{where}:{at}/$ref", said, "add the component, or correct the reference")
        else:
            if circle:
                yield Problem(f"{where}:{at}/$ref", f"{ref} leads back to itself", "refer to what says something")


def _leads_back(tree: Tree, ref: Any) -> bool:
    seen: set[str] = set()
    while isinstance(ref, str):
        if not ref.startswith("#/"):
            raise KeyError(ref)
        if ref in seen:
            return True
        seen.add(ref)
        node = resolve(tree, ref[1:])
        ref = node.get("$ref") if is_object(node) else None
    return False


def _found(tree: Tree, where: str, version: str) -> Iterator[Problem]:
    found: list[Exception] = []
    told: dict[Problem, None] = {}
    try:
        found.extend(islice(VALIDATORS[version](_without_defaults(tree)).iter_errors(), LIMIT))
    except ValidationAbortedError as aborted:
        if "recursion" in str(aborted):
            yield _endless(tree, where)
            return
        if misfits := list(_misfits(tree, where)):
            yield from misfits
            return
        found.append(aborted)
    for each in found:
        said = str(getattr(each, "message", each))
        at = _place(tree, pointer(list(getattr(each, "absolute_path", ()))), said)
        shown = said if len(said) <= 200 else said[:200] + "..."
        if isinstance(each, ValidationAbortedError):
            shown = f"the validator of OpenAPI gives up{f' at {shown}' if shown else ''}"
        told[Problem(f"{where}:{at}" if at else where, shown, f"correct it as OpenAPI {version} has it")] = None
    yield from told


def _misfits(tree: Tree, where: str) -> Iterator[Problem]:
    """Yield a problem for every keyword of a schema that holds no object, or no list, where it must."""
    for holder, key, at in slots(tree):
        schema = holder[key]
        for keyword in (*TABLES, *LISTS) if is_object(schema) else ():
            if keyword in schema:
                yield from shape_problems(schema[keyword], {} if keyword in TABLES else [], where, f"{at}/{keyword}")


def _without_defaults(tree: Tree) -> Tree:
    copied: Tree = fresh(tree)
    for holder, key, _ in slots(copied):
        if is_object(holder[key]):
            holder[key].pop("default", None)
    return copied


def _place(tree: Tree, at: str, said: str) -> str:
    """Return the pointer of a fault; that of a fault in a schema begins at the schema, and so is looked for."""
    if at and _resolved(tree, at) is not None:
        return at
    possible: list[str] = []
    for holder, key, outer in slots(tree):
        schema = holder[key]
        if is_object(schema) and isinstance(schema.get("$ref"), str):
            schema = _resolved(tree, schema["$ref"][1:])
        value = _resolved(schema, at)
        if value is not None and (at or not is_object(value)):
            if said.startswith(repr(value)):
                return outer + at
            possible.append(outer + at)
    return possible[0] if at and len(possible) == 1 else at


def _resolved(node: Any, at: str) -> Any:
    try:
        return resolve(node, at)
    except KeyError:
        return None


def _endless(tree: Tree, where: str) -> Problem:
    """Return the problem of a description whose parts the validator follows without end, or too far."""
    parts = {at: set(_parts(holder[key])) for holder, key, at in slots(tree) if at.startswith("/components/schemas/")}
    for start, own in parts.items():
        reached, news = set[str](), own
        while news:
            reached |= news
            news = {part for each in news for part in parts.get(each, ())} - reached
        if start in reached:
            return Problem(f"{where}:{start}", "the schema is a part of itself", "take it out of its parts")
    deepest = max((at for at, _ in nodes(tree)), key=lambda at: at.count("/"))
    return Problem(f"{where}:{deepest}", "is nested deeper than the validator of OpenAPI goes", "flatten it")


def _parts(schema: Any) -> Iterator[str]:
    """Yield the pointers of what a schema is itself, not what its properties or items are."""
    if not is_object(schema):
        return
    if isinstance(schema.get("$ref"), str):
        yield schema["$ref"][1:]
    for keyword in LISTS:
        for member in schema.get(keyword, ()) if keyword != "prefixItems" and is_array(schema.get(keyword)) else ():
            yield from _parts(member)
