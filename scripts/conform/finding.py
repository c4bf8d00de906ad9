"""What an exchange does against the description: one finding, with a code that does not change.

Who is to blame follows from what the exchange is. A document is where the description comes from: what it shows and
the description does not allow is the description's fault, or the transcript's where it was made or repaired. A server
of ours shows nothing of the service: what is wrong with its answers is wrong with the recording. Of the live service a
request that it took (2xx) is right, whatever the description says; a field or a status that nobody described is there
all the same. What contradicts the description is the service's fault, or the client's where it was refused; where the
description only guesses (`x-inferred`), no vendor ever said so, and the guess was wrong.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from scripts.document import is_array, is_object, resolve
from scripts.exchange import Exchange
from scripts.exchange.text import minify

Severity = Literal["error", "note"]
Blame = Literal["client", "spec", "service", "recording"]
# Where each value is news.
_VALUES = (".enum", ".const", ".tag")
# What is there all the same, though nobody described it.
_NEW = {"response.status.undocumented", "response.body.undocumented"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between an exchange and the description.

    `place` is where in the exchange (`response.body/items/0/id`), `pointer` where in the effective spec: the keyword
    itself, through every `$ref` to the component that holds it; `source` the file and the line in which that stands.
    """

    code: str
    place: str
    pointer: str
    expected: str
    actual: str
    severity: Severity = "error"
    blame: Blame = "client"
    exchange: str = ""
    source: str = ""

    def masked(self) -> "Finding":
        """Copy it without what the exchange holds."""
        return replace(self, actual="***")

    def as_dict(self) -> dict[str, str]:
        """Turn it into JSON."""
        return asdict(self)

    def __str__(self) -> str:
        where = f"{self.exchange}: {self.place}" if self.exchange else self.place
        what = f"expected {self.expected}, got {self.actual}"
        told = f"{where}: {self.severity}: {self.code}: {what}: {self.blame}, {self.pointer}"
        return " ".join((f"{told} ({self.source})" if self.source else told).split())


def told(findings: Iterable[Finding]) -> list[str]:
    """Write findings for people, a line each; those that differ in the index of an array alone are one."""
    alike: dict[tuple[str, ...], list[Finding]] = {}
    for each in findings:
        place = re.sub(r"/\d+(?=/|$)", "/*", each.place)
        value = each.actual if each.code.endswith(_VALUES) else ""
        alike.setdefault((each.exchange, each.code, place, each.pointer, each.expected, value), []).append(each)
    return [
        f"{several[0]} and {more} like it" if (more := len(several) - 1) else str(several[0])
        for several in alike.values()
    ]


def show(value: Any) -> str:
    """Write a value of an exchange, short enough for one line."""
    text = minify(value) if is_array(value) or is_object(value) or isinstance(value, str) else str(value)
    text = {"None": "null", "True": "true", "False": "false"}.get(text, text)
    return text if len(text) <= 80 else f"{text[:77]}..."


def attribute(findings: Iterable[Finding], exchange: Exchange, tree: Mapping[str, Any]) -> list[Finding]:
    """Give findings the exchange's name and the blame that its kind and the description suggest; drop repeats."""
    found: list[Finding] = []
    for finding in dict.fromkeys(findings):
        refused = finding.code == "request.auth.missing" and exchange.response.status in {401, 403}
        # A request that shows what happens without a credential shows just that.
        severity: Severity = "note" if refused else finding.severity
        blame = _blame(finding, exchange)
        if blame == "service" and _is_inferred(finding.pointer, tree):
            blame = "spec"
        found.append(replace(finding, exchange=exchange.name, blame=blame, severity=severity))
    return found


def _blame(finding: Finding, exchange: Exchange) -> Blame:
    if finding.blame == "recording" or _touched(finding.place, exchange):
        return "recording"
    if exchange.kind == "docs" or finding.code.endswith(".unjudged"):
        return "spec"
    is_accepted = 200 <= exchange.response.status < 300
    if finding.code.startswith("request."):
        return "spec" if exchange.kind == "recorded" and is_accepted else "client"
    if exchange.kind == "local":
        return "recording"
    is_new = finding.code in _NEW and exchange.response.status < 500
    return "spec" if is_new or finding.code.endswith(".unknown") else "service"


def _is_inferred(pointer: str, tree: Mapping[str, Any]) -> bool:
    """Whether a keyword is a guess: `x-inferred` beside it names it, or is said of all that it is a part of."""
    owner, keyword = pointer.rpartition("/")[::2]
    beside = _field(owner, "x-inferred", tree)
    if is_object(beside):
        return keyword in beside
    while owner and beside is None and _field(owner, "x-source", tree) is None:
        owner = owner.rpartition("/")[0]
        beside = _field(owner, "x-inferred", tree)
    return isinstance(beside, str)


def _field(pointer: str, name: str, tree: Mapping[str, Any]) -> Any:
    try:
        node = resolve(tree, pointer)
    except KeyError:
        return None
    return node.get(name) if is_object(node) else None


def _touched(place: str, exchange: Exchange) -> bool:
    here = _file_pointer(place, exchange)
    remarks = [each.pointer for each in (*exchange.made, *exchange.repaired)]
    return any(f"{here}/".startswith(f"{each}/") for each in remarks)


def _file_pointer(place: str, exchange: Exchange) -> str:
    """Where in the exchange's file a place is; a missing thing is where it would be."""
    part, _, path = place.partition("/")
    side, _, what = part.partition(".")
    message = exchange.request if side == "request" else exchange.response
    kind, _, name = what.partition(".")
    if kind == "header":
        indexes = [index for index, (each, _) in enumerate(message.headers) if each == name.lower()]
        return f"/{side}/headers/{indexes[0]}" if indexes else f"/{side}/headers"
    if kind == "body":
        return f"/{side}/body/json/{path}" if path else f"/{side}/body"
    return f"/{side}/{kind}" if kind in {"method", "status", "chunks"} else f"/{side}/url"
