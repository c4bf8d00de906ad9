"""A report of evidence, told to a person at a terminal or to a program."""

from typing import Any

from scripts.document import dump_json
from scripts.evidence.check.report import Report
from scripts.evidence.check.texts import wanted
from scripts.evidence.element import plural
from scripts.evidence.grades import GRADES, coverage, grade
from scripts.evidence.page import page, plain


def as_text(report: Report) -> str:
    """Return how much rests on what, and what was verified, a line each."""
    lines: list[str] = []
    for revision in report.revisions:
        found = coverage(revision.elements, report.sources)
        grades = [*GRADES, *(["undeclared"] if any(counts["undeclared"] for counts in found.values()) else [])]
        columns = "".join(f"{name:>12}" for name in grades)
        title = ", ".join(filter(None, [report.vendor, revision.effective.variant]))
        lines += [f"{title:<20}{columns}   of these in part"]
        for kind, counts in found.items():
            cells = "".join(f"{counts[name] or '-':>12}" for name in grades)
            lines.append(f"  {plural(kind):<18}{cells}{counts['in part'] or '-':>19}")
        lines.append("")
    return "\n".join([*lines, *_verified(report)])


def _verified(report: Report) -> list[str]:
    at_hand = ", ".join(report.texts.at_hand)
    lines = [f"{report.verified} citations verified ({at_hand})"] if at_hand else []
    if counts := report.unverified:
        each = ", ".join(f"{name}: {count}" for name, count in sorted(counts.items()))
        why = "their texts are others" if report.texts.problems else "their texts are not at hand"
        lines.append(f"{counts.total()} citations not verified, since {why} ({each})")
    for name, how in report.on_record.items():
        said = "is on record as verified" if how == "verified" else "has changed since it was verified"
        lines.append(f"what rests on {name} {said}")
    if not at_hand and not report.texts.problems and (names := wanted(report.sources.by_id)):
        lines.append(f"give --documents DIR, a folder with {names}")
    outs = [out for source in report.sources.by_id.values() for out in source.left_out]
    if left_out := [name for out in outs for name in out.names or [f"all of {out.place}"]]:
        lines.append(f"left out with a reason: {', '.join(left_out)}")
    return lines


def as_markdown(report: Report) -> str:
    """Return the whole, as EVIDENCE.md has it, with what was verified."""
    told = page(report.specs, report.sources, {})
    found = [f"- {plain(str(each))}" for each in report.problems] or ["- Nothing is wrong."]
    lines = [f"- {plain(line)}" for line in _verified(report)]
    return "\n".join([told, "## Verified", "", *lines, *found])


def as_dict(report: Report) -> dict[str, Any]:
    """Return all that there is to say, for a program."""
    return {
        "vendor": report.vendor,
        "revisions": [
            {
                "variant": each.effective.variant or None,
                "coverage": {
                    kind: {name: counts[name] for name in (*GRADES, "in part")}
                    for kind, counts in coverage(each.elements, report.sources).items()
                },
                "elements": [
                    {
                        "kind": element.kind,
                        "name": element.name,
                        "pointer": element.at,
                        "grade": grade(element, report.sources),
                        "sources": [
                            f"{place.part}={place}" if place.part else str(place) for place in element.statement.sources
                        ],
                        "inferred": element.statement.inferred or dict(element.statement.parts) or None,
                    }
                    for element in each.elements.found
                ],
            }
            for each in report.revisions
        ],
        "verified": report.verified,
        "on record": report.on_record,
        "not verified": dict(sorted(report.unverified.items())),
        "left out": [
            {"source": source.id, "lines": out.place.place, "names": list(out.names), "reason": out.reason}
            for source in report.sources.by_id.values()
            for out in source.left_out
        ],
        "problems": [{"where": each.where, "what": each.what, "cure": each.cure} for each in report.problems],
    }


def as_json(report: Report) -> str:
    """Return the same as text."""
    return dump_json(as_dict(report)).rstrip("\n")
