"""The session: calls are held in memory, scrubbed as a whole once all secrets are known, and then written."""

import hashlib
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from scripts import document, vendors
from scripts.conform import Conformer, Finding
from scripts.conform.finding import told
from scripts.exchange import Exchange, Request, Response, dumps
from scripts.exchange.shape import faults
from scripts.exchange.text import parse
from scripts.problem import Problem, refuse
from scripts.record import files
from scripts.record.call import LARGEST, Call, Room, Tape
from scripts.record.look import across, in_exchange
from scripts.record.marks import Marks
from scripts.record.places import Pointers
from scripts.record.scrub import Scrubber
from scripts.record.taken import Taken, exchange, taken
from scripts.record.transport import AsyncRecordingTransport, RecordingTransport
from scripts.record.vault import credentials
from scripts.vendors import Vendor

_SCRUB = "nothing of it was written; scrub that place: --scrub POINTER"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a session: what was written, what was left out and why, what to look at."""

    written: tuple[tuple[Path, Exchange], ...] = ()
    skipped: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    refused: bool = False  # whether a secret was left in one that was therefore not written

    def __str__(self) -> str:
        lines = [f"{document.from_here(path)}: {exchange.kind}" for path, exchange in self.written]
        lines += [f"left out: {each}" for each in self.skipped]
        lines += [f"look for it yourself: {each}: it was replaced in its own place alone" for each in self.remarks]
        lines += told(self.findings)
        return "\n".join([*lines, f"exchanges written: {len(self.written)}, calls left out: {len(self.skipped)}"])


class Recorder:
    """Takes calls until `finish`; the effective spec tells what is an operation and what is secret."""

    def __init__(
        self,
        vendor: Vendor,
        variant: str | None = None,
        *,
        folder: Path | None = None,
        secrets: Mapping[str, str] | None = None,
        pointers: Pointers | None = None,
        largest: int = LARGEST,
    ) -> None:
        if variant is not None and variant not in vendor.variants:
            known = ", ".join(vendor.variants) or "none"
            refuse(vendor.name, f"there is no variant {variant}", f"leave it out, or use one of: {known}")
        path = vendor.effective(variant)
        if not path.is_file():
            refuse(document.from_here(path), "there is no such description", "generate it: nox -s generate")
        spec = document.load(path)
        self.vendor, self.variant, self.tree = vendor, variant, spec.tree
        self.folder = files.writable(folder or vendor.recordings)
        self._digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self._conformer = Conformer(spec.tree, document.from_here(path))
        told = {**credentials(vendor.name), **(secrets or {})}
        self.scrubber = Scrubber(Marks(spec.tree), told, pointers or Pointers(), spec.text)
        self._largest = largest
        self._room = Room()
        self._calls: list[Call | Taken] = []

    def client(self) -> httpx.Client:
        """Make a client of httpx that records; give it to a client of ours as `http_client`."""
        return httpx.Client(transport=RecordingTransport(httpx.HTTPTransport(), self))

    def async_client(self) -> httpx.AsyncClient:
        """Make an asynchronous one."""
        return httpx.AsyncClient(transport=AsyncRecordingTransport(httpx.AsyncHTTPTransport(), self))

    def begin(self, method: str, url: str, headers: list[tuple[str, str]]) -> Call:
        """Begin to record a call."""
        call = Call(method, url, tuple(headers), Tape(self._largest, self._room))
        self._calls.append(call)
        return call

    def take(self, request: Request, response: Response, date: str, peer: str) -> None:
        """Take an exchange that was recorded elsewhere; `peer` is the address of its server."""
        self._calls.append(Taken(request, response, date, peer))

    def finish(self) -> Report:
        """Scrub all calls, write those that can be written, and judge them; a second time there is nothing left."""
        calls = self._calls[:]
        found = [each if isinstance(each, Taken) else taken(each) for each in calls]
        for each in found:
            each.find(self._conformer, self.tree)
            self.scrubber.learn(each.request, each.response, each.match)
        made = [self._made(each) for each in found]
        skipped = [each for each in made if isinstance(each, Problem)]
        named = files.named([each for each in made if isinstance(each, Exchange)], self.folder)
        paths = files.write(named, self.folder)
        del self._calls[: len(calls)]
        findings = [finding for each in named for finding in self._conformer.judge(each)]
        written = tuple(zip(paths, named, strict=True))
        remarks = tuple(self.scrubber.vault.short)
        return Report(written, tuple(skipped), remarks, tuple(findings), any(each.cure == _SCRUB for each in skipped))

    def _made(self, each: Taken) -> Exchange | Problem:
        where = self.scrubber.text(each.where)
        if each.wrong or each.match is None:
            what, cure = each.wrong or ("calls no operation", "describe it first")
            return Problem(where, self.scrubber.text(what), cure)
        made = exchange(each, each.match, self.vendor.name, self.variant, self.scrubber, self._digest)
        left = [*self.scrubber.vault.leaks(dumps(made).encode()), *self._rules(made)]
        if left:
            what = ", ".join(dict.fromkeys(left))
            return Problem(where, f"would still show {what}", _SCRUB)
        for pointer, what, _ in faults(parse(dumps(made))):
            return Problem(where, f"{pointer} {what}", "nothing of it was written: no exchange can hold that")
        return made

    def _rules(self, made: Exchange) -> Iterator[str]:
        """What of the secrets is still in an exchange as it is read, and what the gate would say of it."""
        vault, marks, messages = self.scrubber.vault, self.scrubber.marks, (made.request, made.response)
        texts = [made.request.url.encode(), *(each.content for each in messages)]
        texts += [text for each in messages for text in across(each)]
        texts += [text.encode() for each in messages for pair in each.headers for text in pair]
        yield from (what for text in texts for what in vault.leaks(text))
        yield from (each.rule for each in in_exchange(made, marks.carried("header"), marks.cookies()))


@contextmanager
def recording(
    vendor: Vendor | str, variant: str | None = None, *, folder: Path | None = None, show: bool = True
) -> Generator[Recorder]:
    """Record as long as the context lasts, then write; print what was written and what was not."""
    recorder = Recorder(vendors.get(vendor) if isinstance(vendor, str) else vendor, variant, folder=folder)
    try:
        yield recorder
    finally:
        report = recorder.finish()
        if show:
            print(report)
