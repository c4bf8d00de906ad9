"""Scrub messages: what a session may write of a request and a response, once it knows all that is secret in it.

`Scrubber.learn` goes through every message first; `request` and `response` then replace what was learned, in all of
them. These are the rules (`RULES` is their version, and stands in every recording):

1. Of headers, those of a short list and those that the description names keep their values; others are named alone.
   A credential becomes a placeholder behind its word (`Bearer REDACTED-1`); cookies keep their names.
2. What is a secret by its place (security schemes, names such as `password` or `access_token`, the environment) is
   replaced wherever it occurs in the session, in whatever encoding. So is what looks like a secret.
3. So is what the description marks: `format: password`, `writeOnly`, `x-secret: true`, and `x-personal: true`.
4. UUIDs, e-mail addresses and telephone numbers in their international form become others. Other texts, such as names
   of people, numbers and dates, are kept unless the description or the user says otherwise.

What has fewer than six letters, or is a word of the description, is replaced in its place alone; `vault.short` says so.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, pairwise

from scripts.conform import Match
from scripts.exchange import Headers, Request, Response
from scripts.record import layers
from scripts.record.headers import is_dropped, is_kept
from scripts.record.marks import Marks, documented
from scripts.record.places import Place, Pointers, in_body, in_header, in_path, in_url
from scripts.record.vault import Vault

RULES = "1"
_USER = re.compile(r"(?<=://)[^/?#@]*@")
_NO_NAME = re.compile(r"[^!#$%&'*+.^_`|~0-9a-z-]")


@dataclass(slots=True)
class Scrubber:
    """The rules for one session: `secrets` are known from the start, by what they are."""

    marks: Marks
    secrets: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)
    pointers: Pointers = field(default_factory=Pointers)
    public: str = field(default="", repr=False)
    vault: Vault = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.vault = Vault(self.public.lower())
        for what, value in self.secrets.items():
            for each in (value, value.partition(":")[2]):
                self.vault.learn(each, what)

    def learn(self, request: Request, response: Response, match: Match | None) -> None:
        """Take in what of an exchange must not be written, also of one that calls no operation."""
        user = _USER.search(request.url)
        for each in re.split("[:@]", user[0]) if user else ():
            self.vault.learn(each, "the user in the address")
        for place in chain(
            in_path(match.path.items(), match.operation, self.marks) if match else (),
            in_url(request.url, match.operation if match else None, self.marks),
            self._in_headers(request, match),
            self._in_headers(response, match),
            self._in_body(request, match),
            self._in_body(response, match),
        ):
            if place.mark == "public":
                self.vault.kept.add(place.leaf.value.lower())
                continue
            fits = [self.marks.fits(node) for node in place.nodes]
            self.vault.learn(place.leaf.value, place.what, fits, tell=place.mark == "secret")
            for each in place.others:
                self.vault.learn(each, place.what)

    def request(self, request: Request, match: Match) -> Request:
        """Return a request as it may be written."""
        url = _USER.sub("", request.url)
        content = self._clean(request.content, self._in_body(request, match), [], _charset(request))
        return Request(
            self._headers(request, match, len(content)),
            content,
            request.method,
            self._text(url, in_url(url, match.operation, self.marks)),
        )

    def response(self, response: Response, match: Match, *, is_cut: bool = False) -> Response:
        """Return a response as it may be written; one that was cut off ends before what may be half a secret."""
        if is_cut:
            response = _shortened(response, self.vault.cut(response.content))
        ends = list(accumulate(size for _, size in response.chunks))
        content = self._clean(response.content, self._in_body(response, match), ends, _charset(response))
        sizes = [end - start for start, end in pairwise([0, *ends])]
        times = [milliseconds for milliseconds, _ in response.chunks]
        chunks = tuple((time, size) for time, size in zip(times, sizes, strict=True) if size)
        return Response(self._headers(response, match, len(content)), content, response.status, chunks)

    def text(self, text: str) -> str:
        """Return any other text without secrets."""
        return self._text(_USER.sub("", text), ())

    def neutral(self, request: Request, match: Match) -> Request:
        """Return a request with one placeholder for every credential, for comparing it with others of the kind.

        So what is sent to a replay equals what was recorded with another key, or scrubbed.
        """

        def changes(places: Iterable[Place]) -> list[layers.Edit]:
            secret = [each for each in places if each.mark == "secret"]
            return _changes(secret, lambda _: "REDACTED", anew=True)

        def text(value: str, places: Iterable[Place]) -> str:
            return layers.apply(value.encode(), changes(places)).decode()

        named = documented(match.operation, None) | self.marks.carried("header")
        kept = [each for each in request.headers if not is_dropped(each[0]) and is_kept(each[0], named)]
        return Request(
            tuple((name, text(value, in_header(name, value, match.operation, self.marks))) for name, value in kept),
            layers.apply(request.content, changes(self._in_body(request, match))),
            request.method,
            text(request.url, in_url(request.url, match.operation, self.marks)),
        )

    def _in_headers(self, message: Request | Response, match: Match | None) -> Iterator[Place]:
        operation = match.operation if match else None
        for name, value in message.headers:
            yield from in_header(name, value, operation, self.marks, is_response=isinstance(message, Response))

    def _in_body(self, message: Request | Response, match: Match | None) -> Iterator[Place]:
        owner = None
        if match:
            operation = match.operation
            owner = operation.response(message.status) if isinstance(message, Response) else operation.body
        content = _recoded(message.content, _charset(message), "utf-8")
        yield from in_body(content, message.header("content-type") or "", owner, self.marks, self.pointers)

    def _headers(self, message: Request | Response, match: Match, size: int) -> Headers:
        is_response = isinstance(message, Response)
        named = documented(match.operation, message.status if isinstance(message, Response) else None)
        done: list[tuple[str, str]] = []
        for name, value in message.headers:
            if is_dropped(name):
                continue
            places = list(in_header(name, value, match.operation, self.marks, is_response=is_response))
            kept = value if is_kept(name, named) or any(each.mark for each in places) else ""
            if name == "content-length" and size:
                kept = str(size)  # of what is written, which is not encoded
            written = _NO_NAME.sub("-", self._text(name, ()).lower())
            done.append((written, self._text(kept, places if kept == value else ())))
        return tuple(done)

    def _text(self, text: str, places: Iterable[Place]) -> str:
        return self._clean(text.encode("utf-8", "surrogateescape"), places, []).decode("utf-8", "replace")

    def _clean(self, text: bytes, places: Iterable[Place], ends: list[int], charset: str = "utf-8") -> bytes:
        if not text:
            return text
        plain = _recoded(text, charset, "utf-8")
        plain = layers.apply(plain, _changes(places, self.vault.placeholder), ends)
        plain = layers.apply(plain, layers.edits(plain, self.vault.find), ends)
        done = _recoded(plain, "utf-8", charset)
        if ends:
            ends[:] = [*(min(each, len(done)) for each in ends[:-1]), len(done)]
        return done


def _changes(places: Iterable[Place], placeholder: Callable[[str], str], *, anew: bool = False) -> list[layers.Edit]:
    found = [each for place in places for each in place.edits(placeholder, anew=anew)]
    return layers.apart(found)


def _charset(message: Request | Response) -> str:
    """Tell the encoding of a body, where its letters are other bytes than in UTF-8."""
    if message.content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    found = re.search(r"charset=[\"']?([\w.:-]+)", message.header("content-type") or "", re.IGNORECASE)
    try:
        name = codecs.lookup(found[1]).name if found else "utf-8"
        return name if " ".encode(name) != b" " else "utf-8"
    except LookupError:
        return "utf-8"


def _recoded(content: bytes, charset: str, wanted: str) -> bytes:
    try:
        return content if charset == wanted else content.decode(charset).encode(wanted)
    except UnicodeError:
        return content


def _shortened(response: Response, size: int) -> Response:
    chunks: list[tuple[int, int]] = []
    start = 0
    for milliseconds, length in response.chunks:
        if start < size:
            chunks.append((milliseconds, min(length, size - start)))
        start += length
    return replace(response, content=response.content[:size], chunks=tuple(chunks))
