"""How sure we are of each operation, in a line: the table of a package's README."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.document import resolve, split
from scripts.evidence.element import Element, Spec, reached
from scripts.evidence.grades import grade
from scripts.evidence.page import code, plain
from scripts.evidence.sources import Sources
from scripts.lower.names import pascal

# What a caller meets of an operation.
MET = frozenset({"operation", "parameter", "request body", "status", "header", "property", "enum value"})
COMPONENT = 3  # a pointer to a component has so many steps


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be said of an operation: what it rests on itself, and which of its parts are not documented."""

    call: str
    operation: str
    basis: str
    observed: str
    inferred: str


def rows(specs: Sequence[Spec], sources: Sources, calls: Mapping[str, str]) -> list[Row]:
    """Return a row for each operation, in the order of the descriptions; the first that has it counts."""
    found: dict[str, Row] = {}
    for spec in specs:
        for each in spec.elements.found:
            if each.kind == "operation" and each.name not in found:
                found[each.name] = _row(spec, each, sources, calls.get(each.name, ""))
    return list(found.values())


def _row(spec: Spec, operation: Element, sources: Sources, call: str) -> Row:
    parts = dict.fromkeys((each.kind, each.at) for each, _ in reached(spec.elements, operation.at) if each.kind in MET)
    by_place = {(each.kind, each.at): each for each in spec.elements.found}
    elements = [by_place[key] for key in parts]
    # What only has it from the operation is told with it.
    elements = [each for each in elements if each is not operation and (each.own or not _within(each, operation))]
    observed = [code(_named(spec, each)) for each in elements if grade(each, sources) == "observed"]
    observed += [
        f"{code(_named(spec, each))} (in part)"
        for each in elements
        if each.own and not each.doubt and sources.observed(each.statement.sources)
    ]
    doubt = f": {plain(operation.doubt)}" if operation.doubt else ""
    return Row(
        call,
        operation.name,
        grade(operation, sources) + doubt,
        ", ".join(observed),
        "; ".join(_inferred(spec, elements)),
    )


def _within(element: Element, operation: Element) -> bool:
    return element.at.startswith(f"{operation.at}/") and not element.via


def _inferred(spec: Spec, elements: Sequence[Element]) -> Iterator[str]:
    statuses = [code(each.name) for each in elements if each.kind == "status" and each.doubt]
    for each in elements:
        name = code(_named(spec, each)) if each.name else "the request's body"
        if each.doubt and each.kind != "status":
            yield name
        elif each.statement.parts and not each.doubt:
            yield f"{name} ({plain(', '.join(each.statement.parts))})"
    if statuses:
        yield f"that it answers {', '.join(statuses)}"


def _named(spec: Spec, element: Element) -> str:
    """Return what a caller knows an element by: a field with its class."""
    if not element.name:
        return "body"
    tokens = split(element.at)
    if tokens[:2] != ["components", "schemas"]:
        return element.name
    component = resolve(dict(spec.tree), "/".join(element.at.split("/")[: COMPONENT + 1]))
    owner = component.get("x-name") or pascal(tokens[2])
    if element.kind == "property":
        return f"{owner}.{element.name}"
    return f"{owner}.{element.parent} {element.name}" if element.parent else f"{owner} {element.name}"
