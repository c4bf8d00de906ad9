"""What a document prints: operations, parameters, fields of samples, statuses, values, each with its line.

The texts are dumps of web pages of several makers, and none keeps its tables. So names are known by their company: a
path by the method before it, a field by the colon behind it in a sample, a parameter by its type, which may stand
behind it in brackets, on the next line, or run together with it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from scripts.evidence.check.text import CELLS, PHRASES, STATUS, TYPES, Text, printed_status

METHOD = "GET|PUT|POST|DELETE|OPTIONS|HEAD|PATCH|TRACE"
OPERATION = re.compile(
    rf"(?<![A-Za-z])(?:({METHOD})[ \t*`|:]{{0,8}}\n?[ \t*`|]{{0,8}}|^(?i:({METHOD}))(?=/))"
    r"""(?:https?://[^\s/]+)?(/(?:<\w+>|[^\s?"'`<>,;)])*)(\?[^\s"'`<>]*(?:\n[\w.%-]+=[^\s"'`<>]*)?)?""",
    re.MULTILINE,
)
# `:id` and `<id>` in a path are `{id}`.
PARAMETER = re.compile(r"(?<=/)(?::([A-Za-z_]\w*)|<(\w+)>)")
QUERY = re.compile(r"[?&]([^=&? \t]+)=")
KEY = re.compile(r"""["“”]([^"“”\n]{1,100})["“”]\s*:""")
# What a type may be followed by, where a table has lost its columns.
TYPE = "|".join(f"{each}|{each.capitalize()}" for each in TYPES.split("|"))
AFTER = (
    rf"(?=\[\]| · |$|-|[A-ZÀ-Þ]|date|uuid|int32|int64|email|uri|binary|[a-z]\w{{0,60}}?(?:{TYPE})(?:[A-ZÀ-Þ]| · |$))"
)
GLUED = re.compile(
    rf"(?:(?<![\w-])(?:required|optional)?|(?<=\d)|(?<=string))([A-Za-z_][\w-]{{0,60}}?)(?:{TYPE}){AFTER}"
)
TYPED = re.compile(rf"(?:[•*-]\s*`?([\w.$-]+)`? \((?:\w|-|<|>| )+[,)]|`?([\w.$-]+)`? \((?i:{TYPES})\b[\w <>-]*,)")
LISTED = re.compile(r"[•*-]\s*`?([A-Za-z_][\w.-]*)`?:(?:\s|$)")
ALONE = re.compile(r"^([A-Za-z_][\w-]*)$")
TYPE_LINE = re.compile(
    r"^(?:(?:string|integer|number|boolean|object|array|any|null)\b[^.]{0,60}|Array of .+"
    r"|(?:[A-Z]\w+ )?\(?(?:object|string)\)?(?: or .+)? ?\(\w+\))$"
)
HEADER = re.compile(r"(?<![\w/-])(x-[a-z0-9]+(?:-[a-z0-9]+)*)")
# A list of words in brackets, after a word that says what they are.
VALUES = re.compile(r"(?::|\bare|\bof):? \[([A-Za-z][\w-]*(?:, ?[A-Za-z][\w-]*)+)\]")
ENUM = re.compile(r"^(?:values|enum|allowed values):\s*([^\[\]]+)$", re.IGNORECASE)
OPENS = re.compile(r"(?:[•*-]\s*)?[{\[]")
# A line that is longer holds no rows of a table, but data; to look for rows there takes long.
LONGEST = 2000
BODY = re.compile(r"(?:request )?body\b", re.IGNORECASE)
SECTIONS = (
    (
        re.compile(r"^(?:query|path|header|cookie|url)s?[ -]param(?:eter)?s?:?$|^headers?:?$", re.IGNORECASE),
        "parameter",
    ),
    (re.compile(r"^(?:request )?body\b.*|^responses?(?: samples?)?:?$|^request samples?:?$", re.IGNORECASE), "field"),
    (re.compile(r"^(?:data )?schemas?:?$|^properties:?$|^models?:?$", re.IGNORECASE), "name"),
)
NO_NAMES = frozenset({"required", "optional", "Responses", "Request", *CELLS.split("|")})


@dataclass(frozen=True, slots=True)
class Mention:
    """Something that a document prints.

    Attributes:
        kind: operation, parameter, field, status, value, body (which has no name), or name where it may be several.
        parent: the field around it in a sample, empty where there is none; None outside of samples.
        parent_line: the line of that field.
        side: `request` or `response`, where a field stands below such a heading.
    """

    kind: str
    name: str
    line: int
    parent: str | None = None
    parent_line: int = 0
    side: str = ""


def mentions(text: Text) -> list[Mention]:
    """Return what a text prints, by line; what a line prints twice, once."""
    samples = _Samples()
    found = list(_operations(text))
    starts = {each.line for each in found if each.kind == "operation"}
    section, side = "name", ""
    for number, whole in enumerate(text.lines, 1):
        line = whole.strip()
        bare = line.lstrip("•*- ")
        if heading := next((kind for pattern, kind in SECTIONS if pattern.match(bare)), ""):
            section, side = heading, _side(bare, heading)
            samples.end()
            found += [Mention("body", "", number)] if BODY.match(bare) else []
            continue
        if number in starts:
            samples.end()
            # Where the path comes last, what follows are the samples of both sides, each below its heading.
            side = ""
        rows = list(samples.read(number, line)) or ([] if samples.inside else _rows(text, number, line, section))
        found += (replace(each, side=side) if each.kind == "field" else each for each in rows)
        found += (Mention("parameter", name, number) for name in HEADER.findall(line))
    return sorted(dict.fromkeys(found), key=lambda each: each.line)


def _side(heading: str, kind: str) -> str:
    """Return to which side of an exchange that belongs which stands below a heading."""
    if kind != "field":
        return ""
    return "response" if heading.lower().startswith("response") else "request"


def _operations(text: Text) -> Iterator[Mention]:
    whole = "\n".join(text.lines)
    starts = list(accumulate((len(line) + 1 for line in text.lines), initial=0))
    for each in OPERATION.finditer(whole):
        verb = (each[1] or each[2]).upper()
        path = PARAMETER.sub(lambda found: f"{{{found[1] or found[2]}}}", each[3].rstrip(".:*"))
        yield Mention("operation", f"{verb} {path}", bisect_right(starts, each.start()))
        for name in QUERY.finditer(each[4] or ""):
            at = bisect_right(starts, each.start(4) + name.start())
            yield Mention("parameter", name[1].replace("\n", ""), at)


class _Samples:
    """The fields of the samples in JSON, which need not be valid, with the field around each."""

    def __init__(self) -> None:
        self.end()

    def end(self) -> None:
        """Leave the sample, whether it is whole or not."""
        self.inside = 0
        self.around: list[tuple[str, int]] = []
        self.last = ("", 0)

    def read(self, number: int, line: str) -> Iterator[Mention]:
        """Yield the fields on a line, if it belongs to a sample."""
        if not self.inside and not OPENS.match(line):
            return
        for part in re.finditer(rf"{KEY.pattern}|[{{\[\]}}]|{_STRING}", line):
            if part[1]:
                parent, at = self.around[-1] if self.around else ("", 0)
                self.last = (part[1], number)
                yield Mention("field", part[1], number, parent, at)
            elif part[0] in "{[":
                self.inside += 1
                self.around.append(self.last)
            elif part[0] in "}]":
                self.inside = max(self.inside - 1, 0)
                self.last = self.around.pop() if self.around else ("", 0)


# A text in a sample may hold brackets.
_STRING = r'"[^"\n]*"'


def _rows(text: Text, number: int, line: str, section: str) -> Iterator[Mention]:
    """Yield what a line outside a sample prints: a row of a table or of a list, a status, the values of an enum."""
    if len(line) > LONGEST:
        return
    if status := printed_status(line):
        yield Mention("status", status, number)
        if line in PHRASES or STATUS.match(line):
            return
    values = [name for each in VALUES.finditer(line) for name in each[1].split(",")]
    if listed := ENUM.match(line.strip()):
        values += listed[1].split(",")
    yield from (Mention("value", each.strip(" \"'`"), number) for each in values)
    if row := TYPED.match(line):
        yield Mention(section, row[1] or row[2], number)
    elif row := LISTED.match(line):
        yield Mention("parameter" if section == "parameter" else "name", row[1], number)
    elif ALONE.match(line) and line not in NO_NAMES and _is_typed(text, number):
        yield Mention(section, line, number)
    else:
        yield from (Mention(section, each[1], number) for each in GLUED.finditer(line))


def _is_typed(text: Text, number: int) -> bool:
    """Tell whether a type stands below a line, at once or after the word required."""
    below = [line.strip() for line in text.lines[number : number + 2]]
    if below and below[0].lower() in {"required", "optional", "deprecated"}:
        below = below[1:]
    return bool(below) and TYPE_LINE.match(below[0]) is not None
