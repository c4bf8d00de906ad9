"""What users of a client are told of the evidence: a sentence where something is not simply documented."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.document import is_object
from scripts.evidence.element import IDENTITY, Element, Elements
from scripts.evidence.grades import apart, grade, guessed, joined
from scripts.evidence.sources import Sources
from scripts.lower.tree import operations, server_url

MARK = "x-mark"
BASIS = "x-basis"
STATUSES = "x-status-marks"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be said of an element: in two words (`inferred`), and in a sentence that says why."""

    short: str
    sentence: str


def mark_of(element: Element, sources: Sources) -> Mark | None:
    """Return what is to be said of an element; None where it is documented as it stands."""
    on = grade(element, sources)
    if not element.own and on in {"observed", "inferred"}:
        # The reason stands with the thing around it.
        return Mark(on, f"{on.capitalize()}.")
    if element.kind == "status" and element.doubt:
        return Mark("inferred", f"Inferred: {element.doubt.rstrip('.')}.")
    said = list(_said(element, sources, on))
    sentence = " ".join(text for _, text in said if text)
    return Mark(", ".join(short for short, _ in said), sentence) if said else None


def _said(element: Element, sources: Sources, on: str) -> Iterator[tuple[str, str]]:
    """Yield what is to be said of an element and of its parts, in two words and in a sentence."""
    elsewhere = apart(element, sources)
    if element.statement.inferred:
        yield "inferred", f"Inferred, not documented: {element.doubt.rstrip('.')}."
    elif on == "observed" and element.naming == element.statement.whole:
        yield "observed", "Observed, not documented."
    for parts, how, where in elsewhere:
        if how == "observed":
            # An operation says so already beside its path.
            told = element.kind == "operation" and set(parts) <= set(IDENTITY["operation"])
            yield f"{', '.join(parts)} observed", "" if told else f"{_named(parts)} observed ({'; '.join(where)})."
    for why, doubtful in guessed(element).items():
        yield f"{', '.join(doubtful)} inferred", f"{_named(doubtful)} inferred: {why.rstrip('.')}."


def _named(parts: Iterable[str]) -> str:
    text = joined(parts)
    return text[0].upper() + text[1:]


def marks_of(found: Iterable[Elements], sources: Sources) -> dict[str, Mark]:
    """Return what is to be said of the elements of effective specs, by their places; the first spec wins."""
    marks: dict[str, Mark | None] = {}
    for elements in found:
        for each in elements.found:
            if each.at not in marks:
                marks[each.at] = mark_of(each, sources)
    return {at: mark for at, mark in marks.items() if mark}


def bases_of(found: Iterable[Elements], sources: Sources) -> dict[str, str]:
    """Return on what operations rest, by their places, and servers, by their addresses; the first spec wins."""
    bases: dict[str, str] = {}
    for elements in found:
        for each in elements.found:
            key = {"operation": each.at, "server": each.name}.get(each.kind, "")
            if key and not each.unstated:
                bases.setdefault(key, basis(each, sources))
    return bases


def basis(element: Element, sources: Sources) -> str:
    """Return on what an element rests: `documented` or `observed` and where, or `inferred`."""
    on = grade(element, sources)
    if on in {"inferred", "unstated"}:
        return on
    return f"{'source' if on == 'undeclared' else on}: {'; '.join(dict.fromkeys(map(str, element.naming)))}"


def annotate(document: dict[str, Any], marks: Mapping[str, Mark], bases: Mapping[str, str]) -> None:
    """Write into the operations, parameters, bodies and properties of a lowered document what is to be said of them."""
    if not marks and not bases:
        return
    for server in document.get("servers", []):
        server[BASIS] = bases.get(server_url(server), "")
    for located in operations(document):
        operation = located.operation
        at = str(operation.get("x-at", located.pointer))
        _annotate([operation, operation.get("requestBody")], marks)
        _annotate([*operation.get("parameters", []), *located.item.get("parameters", [])], marks)
        stated = {each: marks.get(f"{at}/responses/{each}") for each in operation.get("responses", {})}
        operation[STATUSES] = {each: mark.short for each, mark in stated.items() if mark}
        operation[BASIS] = bases.get(at, "")
    components: Mapping[str, Any] = document.get("components", {})
    for kind in ("parameters", "requestBodies"):
        _annotate(components.get(kind, {}).values(), marks)
    for schema in components.get("schemas", {}).values():
        _annotate(schema.get("properties", {}).values(), marks)


def _annotate(nodes: Iterable[Any], marks: Mapping[str, Mark]) -> None:
    for node in nodes:
        mark = marks.get(str(node.get("x-at"))) if is_object(node) else None
        if mark:
            node[MARK] = mark


def sentence(node: Mapping[str, Any]) -> str:
    """Return what is to be said of a node of an annotated document; empty where there is nothing."""
    mark = node.get(MARK)
    return mark.sentence if isinstance(mark, Mark) else ""


def short(node: Mapping[str, Any]) -> str:
    """Return the same in two words."""
    mark = node.get(MARK)
    return mark.short if isinstance(mark, Mark) else ""
