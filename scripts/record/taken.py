"""From what passed by to an exchange: whole or left, a stream or not, and why it is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from scripts.conform import Conformer, Match, Miss
from scripts.conform.transport import NO_BODY
from scripts.exchange import Exchange, Remark, Request, Response
from scripts.record.call import Call
from scripts.record.scrub import RULES, Scrubber
from scripts.record.servers import is_ours, moved_remark, routed

_STREAMS = {"text/event-stream", "application/x-ndjson", "application/jsonl", "application/stream+json"}
LEFT = "Recorded as far as it was read: the reader left before its end."


@dataclass(slots=True)
class Taken:
    """One call: its request, its response as far as there is one, and why it can't be recorded, if so."""

    request: Request = field(repr=False)
    response: Response = field(repr=False)
    date: str
    peer: str
    wrong: tuple[str, str] | None = None
    is_cut: bool = False
    match: Match | None = field(default=None, repr=False)
    moved: bool = False

    @property
    def where(self) -> str:
        """Its method and path."""
        return f"{self.request.method} {urlsplit(self.request.url).path or '/'}"

    def find(self, conformer: Conformer, tree: Mapping[str, Any]) -> None:
        """Find the operation that it calls."""
        found = routed(self.request, conformer, tree)
        if isinstance(found, Miss):
            finding = found.finding
            cure = (
                "give the --variant that is there, or describe it"
                if finding.code.startswith("request.server")
                else "describe it first"
            )
            self.wrong = self.wrong or (f"calls no operation of the description ({finding.code})", cure)
            return
        self.request, self.match, self.moved = found.request, found.match, found.moved
        if not _is_stream(self.response, self.match):
            if self.is_cut:
                self.wrong = self.wrong or ("the reader left before its end", "read the whole response")
            self.response = replace(self.response, chunks=())


def taken(call: Call) -> Taken:
    """Make it of a call; its bodies come without their content encoding."""
    sent, wrong = _body(call, "request")
    request = Request.of(call.method, call.url.partition("#")[0], call.headers, b"".join(piece for _, piece in sent))
    got, also = _body(call, "response")
    response = Response.of(
        call.status,
        call.got_headers,
        b"".join(piece for _, piece in got),
        tuple((milliseconds, len(piece)) for milliseconds, piece in got),
    )
    found = Taken(request, response, call.date, call.peer, wrong or also)
    if call.got is None:
        found.wrong = (f"had no answer ({call.end or 'not yet'})", "call again")
    elif call.end not in {"whole", "left", ""}:
        found.wrong = (f"broke off ({call.end})", "call again")
    elif call.end != "whole" and not _is_all(call):
        found.is_cut = True
    elif not call.is_sent and found.wrong is None:
        found.wrong = ("was answered before all of it was sent", "call again")
    return found


def exchange(taken: Taken, match: Match, vendor: str, variant: str | None, scrubber: Scrubber, spec: str) -> Exchange:
    """Make the exchange, scrubbed; it has no name yet."""
    made: list[Remark] = []
    is_local = taken.moved or is_ours(taken.request, taken.response, taken.peer)
    if taken.moved:
        made.append(moved_remark())
    if taken.is_cut:
        made.append(Remark("/response", LEFT))
    source = {"date": taken.date, "spec": spec}
    server = "one of ours: it answered from this machine, or by itself, and not from the vendor's"
    return Exchange(
        "",
        kind="local" if is_local else "recorded",
        vendor=vendor,
        variant=variant,
        operation=match.operation.id,
        source={"server": server, **source} if is_local else {**source, "scrub": RULES},
        request=scrubber.request(taken.request, match),
        response=scrubber.response(taken.response, match, is_cut=taken.is_cut),
        made=tuple(made),
    )


def _body(call: Call, side: str) -> tuple[list[tuple[int, bytes]], tuple[str, str] | None]:
    tape = call.sent if side == "request" else call.got
    headers = call.headers if side == "request" else call.got_headers
    if tape is None:
        return [], None
    if tape.is_over:
        what = f"the body of the {side} has more than {tape.largest} bytes"
        return [], (what, "record it by itself, or with a larger limit in code")
    encoding = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    try:
        return tape.decoded(encoding), None
    except ValueError as error:
        return [], (f"the body of the {side} is left out: {error}", "call again")


def _is_all(call: Call) -> bool:
    """Whether all of a response came, though it was not read to its end: some clients stop when they have it."""
    length = next((value for name, value in call.got_headers if name.lower() == "content-length"), "")
    got = call.got.size if call.got else 0
    return call.method == "HEAD" or call.status in NO_BODY or length == str(got)


def _is_stream(response: Response, match: Match) -> bool:
    essence = (response.header("content-type") or "").partition(";")[0].strip().lower()
    is_declared = match.operation.node.field("x-streaming") is not None and 200 <= response.status < 300
    return is_declared or essence in _STREAMS
