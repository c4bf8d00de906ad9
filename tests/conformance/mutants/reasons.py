"""Why a mutant survives: rules under which it means the same, and the reasons that a person wrote down for a subject.

A reason that a person wrote stands in `tests/conformance/survivors/<subject>.toml`, under the mutant's sentence.
"""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scripts.document import resolve
from tests.conformance.mutants.mutant import Mutant
from tests.conformance.mutants.samples import KINDS, allows
from tests.conformance.mutants.score import Exam

FOLDER = Path(__file__).parents[1] / "survivors"


def listed(name: str, folder: Path = FOLDER) -> dict[str, str]:
    """Read the reasons of a subject; there need not be any."""
    path = folder / f"{name}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def unexplained(exam: Exam, results: Iterable[tuple[Mutant, str]], reasons: Mapping[str, str]) -> list[str]:
    """Tell the survivors for which there is no reason, and the reasons for which there is no survivor."""
    survivors = {mutant.what: mutant for mutant, by in results if by == "nothing"}
    unlisted = [what for what, mutant in survivors.items() if not reasons.get(what) and not equivalence(exam, mutant)]
    stale = [what for what in reasons if what not in survivors]
    return [
        *(f"{what}: survives, and no reason is listed" for what in unlisted),
        *(f"{what}: is listed, and does not survive" for what in stale),
    ]


def equivalence(exam: Exam, mutant: Mutant) -> str:
    """Say why nothing that can be sent tells a mutant from the description; "" where something does."""
    if not mutant.schema:
        return _free_text(exam, mutant)
    before: dict[str, Any] = resolve(exam.subject.tree, mutant.schema)
    after: dict[str, Any] = resolve(mutant.tree, mutant.schema)
    if _rest(before, "type") == _rest(after, "type"):
        same = [kind for kind in KINDS if allows(before, kind) != allows(after, kind)]
        if not same:
            return "equivalent: the types are all that there are"
        asked = exam.touch.schemas[mutant.schema]
        scalar = "type" not in after or not {"array", "object", "string"} & set(same)
        if scalar and all(each.slot.text for each in asked) and allows(before, "string"):
            return "equivalent: on the wire every value is a text, and texts are allowed before and after"
    return ""


def _rest(schema: dict[str, Any], keyword: str) -> dict[str, Any]:
    return {name: each for name, each in schema.items() if name != keyword}


def _free_text(exam: Exam, mutant: Mutant) -> str:
    """Say so where a header or a cookie may be left out and may hold any text: unknown ones are allowed too."""
    pointer, _, change = mutant.what.partition(": ")
    if mutant.kind not in {"parameter", "header"} or change.startswith("required") or change == "in query":
        return ""
    holder = _followed(exam, resolve(exam.subject.tree, pointer))
    place = holder.get("in", "header")
    schema = _followed(exam, holder.get("schema", {}))
    if place == "query" or (holder.get("required") and place != "path"):
        return ""
    restricting = schema.keys() - {"type", "title", "default", "deprecated", "examples", "example"}
    free = not restricting and allows(schema, "string")
    return f"equivalent: any text may stand in this {place}, described or not" if free else ""


def _followed(exam: Exam, value: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in value:
        value = resolve(exam.subject.tree, str(value["$ref"]).removeprefix("#"))
    return value
