"""What an exchange does against the description: one finding, with a code that does not change."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from scripts.document import is_array, is_object
from scripts.exchange import Exchange
from scripts.exchange.text import minify

Severity = Literal["error", "note"]
Blame = Literal["client", "spec", "service", "recording"]

# A code that ends in a dot stands for all that begin so; after the dot comes the keyword of JSON Schema that failed.
CODES = {
    "request.server.undocumented": "no server of the description begins this address",
    "request.server.wrong": "the operation is there, but not on this server",
    "request.path.undocumented": "no path of the description fits the address",
    "request.method.undocumented": "the path is there, but not with this method",
    "request.auth.missing": "none of the ways to authenticate was used",
    "request.parameter.missing": "a required parameter was not sent",
    "request.parameter.undocumented": "a query parameter was sent that the description does not know",
    "request.parameter.repeated": "a parameter with one value was sent more than once",
    "request.parameter.malformed": "the text of a parameter can't be taken apart as its style says",
    "request.parameter.unjudged": "conform does not read this style of parameter yet",
    "request.parameter.": "the value of a parameter breaks its schema",
    "request.body.missing": "a required body was not sent",
    "request.body.undocumented": "a body was sent where none is described",
    "request.body.malformed": "the body is not of the format its content type says",
    "request.body.unknown": "the body has a field that its schema does not name",
    "request.body.unjudged": "conform does not read this content type yet",
    "request.body.": "the body breaks its schema",
    "request.content-type.missing": "there is a body, but nothing says of what type",
    "request.content-type.undocumented": "the body is of a type that is not described",
    "response.status.undocumented": "neither the status nor its range is described, and there is no default",
    "response.header.missing": "a required header did not come",
    "response.header.repeated": "a header with one value came more than once",
    "response.header.malformed": "the text of a header can't be taken apart",
    "response.header.unjudged": "conform does not read this kind of header yet",
    "response.header.": "the value of a header breaks its schema",
    "response.body.missing": "a body is described, but none came",
    "response.body.undocumented": "a body came where none is described",
    "response.body.forbidden": "a body came where HTTP allows none",
    "response.body.malformed": "the body is not of the format its content type says",
    "response.body.unknown": "the body has a field that its schema does not name",
    "response.body.unjudged": "conform does not read this content type yet",
    "response.body.": "the body breaks its schema",
    "response.content-type.missing": "there is a body, but nothing says of what type",
    "response.content-type.undocumented": "the body is of a type that is not described",
    "recording.operation": "the exchange names another operation than the one its request calls",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between an exchange and the description.

    `place` is where in the exchange (`response.body/items/0/id`), `pointer` where in the effective spec: the keyword
    itself, through every `$ref` to the component that holds it.
    """

    code: str
    place: str
    pointer: str
    expected: str
    actual: str
    severity: Severity = "error"
    blame: Blame = "client"
    exchange: str = ""

    def masked(self) -> "Finding":
        """Copy it without what the exchange holds."""
        return replace(self, actual="***")

    def as_dict(self) -> dict[str, str]:
        """Turn it into JSON."""
        return asdict(self)

    def __str__(self) -> str:
        where = f"{self.exchange}: {self.place}" if self.exchange else self.place
        what = f"expected {self.expected}, got {self.actual}"
        return " ".join(f"{where}: {self.severity}: {self.code}: {what}: {self.blame}, {self.pointer}".split())


def show(value: Any) -> str:
    """Write a value of an exchange, short enough for one line."""
    text = minify(value) if is_array(value) or is_object(value) or isinstance(value, str) else str(value)
    text = {"None": "null", "True": "true", "False": "false"}.get(text, text)
    return text if len(text) <= 80 else f"{text[:77]}..."


def attribute(findings: Iterable[Finding], exchange: Exchange) -> list[Finding]:
    """Give findings the exchange's name and the blame that its kind suggests; drop repeats.

    A transcribed exchange that does not fit shows the description to be wrong, or, where it was made or repaired, the
    transcript.
    """
    found: list[Finding] = []
    for finding in dict.fromkeys(findings):
        blame: Blame = "service" if finding.code.startswith("response.") else finding.blame
        if exchange.kind == "docs" and blame != "recording":
            blame = "recording" if _touched(finding.place, exchange) else "spec"
        found.append(replace(finding, exchange=exchange.name, blame=blame))
    return found


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
    return f"/{side}/{kind}" if kind in {"method", "status"} else f"/{side}/url"
