"""How sure we are of each operation, in a line: the table of a package's README."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.document import resolve, split
from scripts.evidence.element import IDENTITY, Element, Spec, reached
from scripts.evidence.grades import apart, grade
from scripts.evidence.marks import mark_of
from scripts.evidence.page import code, path_of, plain
from scripts.evidence.sources import Sources
from scripts.lower.names import pascal

# What a caller meets of an operation.
MET = frozenset({"parameter", "request body", "header", "schema", "inner schema", "property"})
# What of a schema is our own business.
OURS = frozenset({"name", "form"})
COMPONENT = 3  # a pointer to a component has so many steps


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be said of an operation, as Markdown: what it rests on, and which of its parts are not documented."""

    call: str
    basis: str
    observed: str
    inferred: str
    statuses: str


def rows(specs: Sequence[Spec], sources: Sources, calls: Mapping[str, str]) -> list[Row]:
    """Return a row for what every call needs, and one for each operation; the first description that has it counts."""
    found: dict[str, Row] = {}
    for spec in specs:
        for each in spec.elements.found:
            if each.kind == "operation" and each.name not in found:
                found[each.name] = _row(spec, each, sources, calls.get(each.name, each.name))
    return [_all_calls(specs[0], sources), *found.values()]


def _all_calls(spec: Spec, sources: Sources) -> Row:
    """Return the row of the hosts and the credentials, on which every call rests."""
    chosen = [each for each in spec.elements.found if each.kind in {"server", "security scheme"}]
    observed = [each for each in chosen if grade(each, sources) == "observed"]
    inferred = [f"{code(each.name)}{_parts(each.statement.parts)}" for each in chosen if _guessed(each)]
    sound = [each for each in chosen if grade(each, sources) == "documented"]
    basis = f"documented: {', '.join(code(each.name) for each in sound)}" if sound else ""
    return Row("every call", basis, ", ".join(code(each.name) for each in observed), ", ".join(inferred), "")


def _row(spec: Spec, operation: Element, sources: Sources, call: str) -> Row:
    met = {(each.kind, each.at): each for each, _ in reached(spec.elements, operation.at) if each.kind in MET}
    # What only has it from the operation is told with it.
    elements = [each for each in met.values() if each.own or not each.at.startswith(f"{operation.at}/")]
    statuses = [
        each
        for each in spec.elements.found
        if each.kind == "status" and each.at.startswith(f"{operation.at}/") and mark_of(each, sources)
    ]
    named = {part: how for parts, how, _ in apart(operation, sources) for part in parts if part_names(operation, part)}
    named |= dict.fromkeys(operation.deciding, "inferred")
    basis = [f"{part} {how}" for part, how in named.items()] if len({*named.values()}) > 1 else [*named.values()][:1]
    listed = [each for each in elements if each.kind not in {"schema", "inner schema"}]
    parts = [part for each in elements if each not in listed for part in each.statement.parts if part not in OURS]
    inferred = [f"{code(_named(spec, each))}{_parts(each.statement.parts)}" for each in listed if _guessed(each)]
    inferred += ["which fields are required"] if "required" in parts else []
    inferred += [f"{part} of inner parts" for part in dict.fromkeys(parts) if part != "required"]
    return Row(
        code(call),
        ", ".join(basis) or grade(operation, sources),
        ", ".join(_observed(spec, listed, sources)),
        ", ".join(inferred),
        ", ".join(f"{code(each.name)}{_parts(_beside(each))}" for each in statuses),
    )


def _beside(status: Element) -> list[str]:
    """Return what of a status is inferred beside the status itself, with which its body is anyway."""
    parts = [part for part in status.statement.parts if part != "status"]
    return [part for part in parts if part != "body"] if status.doubt else parts


def _observed(spec: Spec, elements: Iterable[Element], sources: Sources) -> Iterator[str]:
    for each in elements:
        parts = [part for group, how, _ in apart(each, sources) for part in group if how == "observed"]
        if grade(each, sources) == "observed" and not parts:
            yield code(_named(spec, each))
        elif parts:
            yield f"{code(_named(spec, each))}{_parts(parts)}"


def part_names(element: Element, part: str) -> bool:
    """Tell whether a part of an element makes it what it is on the wire."""
    return part in IDENTITY[element.kind]


def _guessed(element: Element) -> bool:
    return bool(element.doubt or element.statement.parts)


def _parts(parts: Iterable[str]) -> str:
    """Return the parts of which something holds, if it does not hold of the whole."""
    shown = ", ".join(map(plain, parts))
    return f" ({shown})" if shown else ""


def _named(spec: Spec, element: Element) -> str:
    """Return what a caller knows an element by: a field with its class."""
    if element.kind == "request body":
        return "body"
    tokens = split(element.at)
    if element.kind != "property" or tokens[:2] != ["components", "schemas"]:
        return element.name
    home = "/".join(element.at.split("/")[: COMPONENT + 1])
    owner = resolve(dict(spec.tree), home).get("x-name") or pascal(tokens[2])
    return f"{owner}.{path_of(element, home)}"
