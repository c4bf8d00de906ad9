"""Why a mutant survives: rules under which it means the same, and the reasons that a person wrote down for a subject.

A reason that a person wrote stands in `tests/conformance/survivors/<subject>.toml`, under the mutant's sentence.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.document import is_object, resolve
from tests.conformance.mutants.edits import put
from tests.conformance.mutants.mutant import Mutant
from tests.conformance.mutants.oracle import Oracle
from tests.conformance.mutants.planted import tags
from tests.conformance.mutants.samples import KINDS, OPAQUE, allows, breaking, edges, kind_of, types_of
from tests.conformance.mutants.score import Exam

_SILENT = ("title", "default", "deprecated", "examples", "example")
FOLDER = Path(__file__).parents[1] / "survivors"


def listed(name: str, folder: Path = FOLDER) -> dict[str, str]:
    """Read the reasons of a subject; there need not be any."""
    path = folder / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def unexplained(exam: Exam, results: Sequence[tuple[Mutant, str]], reasons: Mapping[str, str]) -> list[str]:
    """Tell the survivors for which there is no reason, and the reasons for which there is no survivor.

    What a reason is listed for is judged in any case, whatever the exam leaves out.
    """
    survivors = {mutant.what: mutant for mutant, by in results if by == "nothing"}
    left_out = set(reasons) - {mutant.what for mutant, _ in results}
    others = (mutant for mutant in exam.mutants() if mutant.what in left_out) if left_out else ()
    stands = {*survivors, *(mutant.what for mutant in others if exam.caught_by(mutant) == "nothing")}
    unlisted = [what for what, mutant in survivors.items() if not reasons.get(what) and not equivalence(exam, mutant)]
    stale = [what for what in reasons if what not in stands]
    return [
        *(
            f"{what}: survives, and no reason is listed: record what tells it apart, or list why nothing does"
            for what in unlisted
        ),
        *(f"{what}: is listed, and does not survive: take the reason out" for what in stale),
    ]


def equivalence(exam: Exam, mutant: Mutant) -> str:
    """Say why nothing that can be sent tells a mutant from the description; "" where something may."""
    if not mutant.schema:
        return _of_http(exam, mutant)
    asked = exam.touch.schemas[mutant.schema]
    before: dict[str, Any] = resolve(exam.subject.tree, mutant.schema)
    after: dict[str, Any] = resolve(mutant.tree, mutant.schema)
    texts = all(each.slot.text for each in asked)
    is_same_list = "array" in types_of(before) and "array" in types_of(after)
    if texts and is_same_list and _is_free(exam, before) and _is_free(exam, after) and "object" not in types_of(after):
        return "equivalent: any text will do, before and after"
    if mutant.kind == "type":
        return _of_type(exam, mutant, before, after, texts=texts)
    if mutant.kind == "union":
        is_told = "mapping" in mutant.what and _has_constants(exam, before)
        return "the same verdict: the constants of the branches say what a tag stands for" if is_told else ""
    if mutant.kind == "required" and _is_tag(exam, mutant, mutant.part):
        return "the same verdict: the discriminator asks for the tag"
    kinds = {"$ref", "additionalProperties", "anyOf", "items", "property", "required"}
    return _of_others(exam, mutant) if mutant.kind in kinds else ""


def _of_type(exam: Exam, mutant: Mutant, before: dict[str, Any], after: dict[str, Any], *, texts: bool) -> str:
    kinds = [kind for kind in KINDS if allows(before, kind) != allows(after, kind)]
    asked = exam.touch.schemas[mutant.schema]
    if not kinds:
        return "equivalent: the types are all that there are"
    scalar = "type" not in after or not {"array", "object", "string"} & set(kinds)
    if texts and scalar and allows(before, "string"):
        return "equivalent: on the wire every value is a text, and texts are allowed before and after"
    spelled = [each.slot.write(put(each.slot.value, each.path, KINDS[kind])) for each in asked for kind in kinds]
    if types_of(before) == ["object"] and allows(after, "object") and not any(spelled):
        return "equivalent: nothing but an object can be spelled there"
    if _is_tag(exam, mutant, ""):
        return "the same verdict: the discriminator judges the tag"
    for values in (_listed(before), _listed(after)):
        if values is not None and not {kind_of(value) for value in values} & set(kinds):
            return "the same verdict: the values that are listed are of the types that are left"
    return _of_others(exam, mutant)


def _is_tag(exam: Exam, mutant: Mutant, part: str) -> bool:
    places = {(each.exchange.name, each.place + part) for each in exam.touch.schemas[mutant.schema]}
    return places <= set(tags(exam.subject, exam.touch))


def _has_constants(exam: Exam, schema: dict[str, Any]) -> bool:
    branches = schema.get("oneOf", schema.get("anyOf", []))
    return bool(branches) and all("const" in str(_followed(exam, each)) for each in branches)


def _listed(schema: dict[str, Any]) -> list[Any] | None:
    return schema.get("enum", [schema["const"]] if "const" in schema else None)


def _of_others(exam: Exam, mutant: Mutant) -> str:
    """Say so where the whole value stays as valid as it was, whatever stands where the schema judges."""
    oracle, schema = Oracle(mutant.tree), resolve(exam.subject.tree, mutant.schema)
    for asked in exam.touch.schemas[mutant.schema]:
        slot = asked.slot
        wholes = [put(slot.value, asked.path, value) for value in _samples(schema, asked.value, mutant.part)]
        before = [exam.subject.oracle.valid(slot.schema, whole) for whole in wholes]
        if before != [oracle.valid(slot.schema, whole) for whole in wholes]:
            return ""
        if mutant.kind not in {"type", "required", "property"} and not all(before[: len(KINDS)]):
            return ""
    return "the same verdict: what it is a part of takes no other values"


def _samples(schema: dict[str, Any], value: Any, part: str) -> Iterator[Any]:
    """Give a value of each type, all that was planted, and an object with a value of each type in the part."""
    yield from KINDS.values()
    yield value
    yield from (each for _, _, each in (*breaking(schema, value), *edges(schema, value)))
    name = part.removeprefix("/")
    if is_object(value) and name:
        yield from ({**value, name: sample} for sample in KINDS.values())


def _of_http(exam: Exam, mutant: Mutant) -> str:
    pointer, _, change = mutant.what.partition(": ")
    at_place = _reached(exam, pointer)
    if mutant.kind == "security":
        ways = _reached(exam, pointer.rpartition("/")[0])
        return "equivalent: nobody need authenticate" if isinstance(ways, list) and {} in ways else ""
    node = _followed(exam, at_place) if is_object(at_place) else {}
    schema = _followed(exam, node.get("schema", {}))
    is_joined = mutant.kind == "style" and (node.get("explode") is False or node.get("in") == "header")
    if (is_joined or change == "no schema") and _is_free(exam, schema):
        return "equivalent: any text will do, however it is taken apart"
    takes = exam.subject.oracle.valid
    if (
        mutant.kind == "media type"
        and change == "no schema"
        and all(takes(f"{pointer}/schema", value) for value in KINDS.values())
    ):
        return "equivalent: any value will do"
    place = node.get("in", "header")
    unseen = {"header": {"dropped", "renamed", "in cookie"}, "path": {"dropped"}}
    if mutant.kind not in {"parameter", "header"} or change not in unseen.get(place, ()):
        return ""
    if place == "query" or (node.get("required") and place != "path") or not _is_free(exam, schema):
        return ""
    return f"equivalent: any text may stand in this {place}, described or not"


def _reached(exam: Exam, pointer: str) -> Any:
    try:
        return resolve(exam.subject.tree, pointer)
    except KeyError:
        return None


def _is_free(exam: Exam, schema: dict[str, Any]) -> bool:
    """Whether a schema takes any text, as one or as a list of texts."""
    schema = _followed(exam, schema)
    schema = {name: each for name, each in schema.items() if name != "format" or each not in OPAQUE}
    is_list = "items" in schema or "array" in types_of(schema)
    if is_list and not schema.keys() - {"type", "items", *_SILENT}:
        return _is_free(exam, schema.get("items", {}))
    return not schema.keys() - {"type", *_SILENT} and allows(schema, "string")


def _followed(exam: Exam, value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        value = resolve(exam.subject.tree, str(value["$ref"]).removeprefix("#"))
    return value
