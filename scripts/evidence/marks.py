"""What users of a client are told of the evidence: a sentence where something is not simply documented."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scripts.document import is_object
from scripts.evidence.element import Element, Elements
from scripts.evidence.grades import grade
from scripts.evidence.sources import Sources
from scripts.lower.tree import operations

MARK = "x-mark"
BASIS = "x-basis"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be said of an element: in two words (`inferred`), and in a sentence that says why."""

    short: str
    sentence: str


def mark_of(element: Element, sources: Sources) -> Mark | None:
    """Return what is to be said of an element; None where it is documented as it stands."""
    observed = grade(element, sources) == "observed"
    if not element.own and (observed or element.doubt):
        # The reason stands with the thing around it.
        return Mark("observed", "Observed.") if observed else Mark("inferred", "Inferred.")
    if element.doubt:
        return Mark("inferred", f"Inferred, not documented: {element.doubt.rstrip('.')}.")
    parts = element.statement.parts
    seen = sources.observed(element.statement.sources) if element.own else ()
    short = ["observed"] if observed else ["observed in part"] if seen else []
    short += [f"inferred in part: {', '.join(parts)}"] if parts else []
    sentences = ["Observed, not documented."] if observed else []
    sentences += [f"Observed in part, not documented ({'; '.join(map(str, seen))})."] if seen else []
    sentences += [f"Inferred in part ({part}): {why.rstrip('.')}." for part, why in parts.items()]
    return Mark("; ".join(short), " ".join(sentences)) if short else None


def marks_of(found: Iterable[Elements], sources: Sources) -> dict[str, Mark]:
    """Return what is to be said of the elements of effective specs, by their places; the first spec wins."""
    marks: dict[str, Mark | None] = {}
    for elements in found:
        for each in elements.found:
            if each.at not in marks:
                marks[each.at] = mark_of(each, sources)
    return {at: mark for at, mark in marks.items() if mark}


def bases_of(found: Iterable[Elements], sources: Sources) -> dict[str, str]:
    """Return on what the operations of effective specs rest, by their places; the first spec wins."""
    bases: dict[str, str] = {}
    for elements in found:
        for each in elements.found:
            if each.kind == "operation" and each.at not in bases and not each.statement.unstated:
                bases[each.at] = basis(each, sources)
    return bases


def basis(element: Element, sources: Sources) -> str:
    """Return on what an element rests: `documented` or `observed` and where, or `inferred`."""
    on = grade(element, sources)
    if on in {"inferred", "unstated"}:
        return on
    return f"{'source' if on == 'undeclared' else on}: {'; '.join(map(str, element.statement.sources))}"


def annotate(document: dict[str, Any], marks: Mapping[str, Mark], bases: Mapping[str, str]) -> None:
    """Write into the operations, parameters, bodies and properties of a lowered document what is to be said of them."""
    if not marks and not bases:
        return
    for located in operations(document):
        operation = located.operation
        at = str(operation.get("x-at", located.pointer))
        _annotate([operation, operation.get("requestBody")], marks)
        _annotate([*operation.get("parameters", []), *located.item.get("parameters", [])], marks)
        inferred = [
            each for each in operation.get("responses", {}) if _is_inferred(marks.get(f"{at}/responses/{each}"))
        ]
        operation["x-inferred-statuses"] = inferred
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


def _is_inferred(mark: Mark | None) -> bool:
    return mark is not None and mark.short == "inferred"


def sentence(node: Mapping[str, Any]) -> str:
    """Return what is to be said of a node of an annotated document; empty where there is nothing."""
    mark = node.get(MARK)
    return mark.sentence if isinstance(mark, Mark) else ""


def short(node: Mapping[str, Any]) -> str:
    """Return the same in two words."""
    mark = node.get(MARK)
    return mark.short if isinstance(mark, Mark) else ""
