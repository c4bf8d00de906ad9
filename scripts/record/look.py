"""Look for secrets in exchanges and in any text: by their shape, by their place, behind encodings."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from scripts import document
from scripts.exchange import Exchange, Request, Response
from scripts.record import layers, shapes
from scripts.record.headers import parts
from scripts.record.layers import Edit
from scripts.record.leaves import Leaf, called, leaves, pairs
from scripts.record.vault import SHORTEST


@dataclass(frozen=True, slots=True)
class Found:
    """A secret: where, by which rule, and its text."""

    where: str
    rule: str
    text: str = field(repr=False)

    @property
    def digest(self) -> str:
        """The digest by which it can be allowed."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def in_exchange(exchange: Exchange, carrying: set[str], cookies: set[str]) -> Iterator[Found]:
    """Find the secrets of an exchange; `where` is a pointer into its file.

    Args:
        exchange: the exchange.
        carrying: the headers that carry credentials by the description.
        cookies: the cookies that carry none.
    """
    request, response = exchange.request, exchange.response
    for leaf in pairs(request.url.encode()):
        yield from _named(leaf, leaf.name, "/request/url", "query")
    yield from in_text("/request/url", request.url.encode(), is_exchange=True)
    for side, message in (("request", request), ("response", response)):
        for index, (name, value) in enumerate(message.headers):
            where = f"/{side}/headers/{index}"
            for part in parts(name, value, carrying) or ():
                is_public = name == "cookie" and part.name in cookies
                if part.value.strip() and not is_public and not shapes.is_placeholder(part.value):
                    yield Found(where, f"a credential in the header {name}", part.value)
            yield from in_text(where, value.encode("utf-8", "surrogateescape"), is_exchange=True)
        yield from _in_body(f"/{side}/body", message)


def _in_body(where: str, message: Request | Response) -> Iterator[Found]:
    for leaf, name in called(leaves(message.content, message.header("content-type") or "")):
        place = f"{where}/json{document.pointer(leaf.path)}" if leaf.kind in {"string", "number"} else where
        yield from _named(leaf, name, place, "query" if leaf.kind == "pair" else "field")
    yield from in_text(where, message.content, is_exchange=True)


def _named(leaf: Leaf, name: str, where: str, kind: Literal["field", "query"]) -> Iterator[Found]:
    is_small = leaf.kind == "number" and len(leaf.value) < SHORTEST
    is_nothing = is_small or not leaf.value.strip() or shapes.is_placeholder(leaf.value)
    if not is_nothing and shapes.is_secret_name(name, kind):
        yield Found(where, f"a credential called {name}", leaf.value)


def in_text(where: str, text: bytes, *, is_exchange: bool, is_layered: bool = True) -> Iterator[Found]:
    """Find secrets by their shape, in an exchange long random texts too; without `where`, it is the offset."""
    seen: list[tuple[str, str]] = []

    def find(part: bytes, is_text: bool) -> Iterator[Edit]:
        for look in (shapes.secrets, shapes.tokens) if is_exchange and is_text else (shapes.secrets,):
            for rule, start, end in look(part):
                secret = part[start:end].decode("utf-8", "surrogateescape")
                if not shapes.is_placeholder(secret):
                    seen.append((rule, secret))
                    yield Edit(start, end, b"")

    depth = layers.DEPTH if is_layered else 0
    for edit in layers.edits(text, find, depth):
        # once more, for what it is alone: behind an encoding, an edit does not tell
        seen.clear()
        part = text[max(0, edit.start - 40) : edit.end + 1]
        if layers.edits(part, find, depth) and seen:
            # what has a shape tells more than that it is random
            yield Found(where or str(edit.start), *min(seen, key=lambda each: "random" in each[0]))
        else:
            yield Found(where or str(edit.start), "a secret", text[edit.start : edit.end].decode("latin-1"))


def across(message: Request | Response) -> Iterator[bytes]:
    """Put together what a stream of JSON documents says bit by bit: of each member its texts, one behind the other."""
    found: dict[tuple[str, ...], list[str]] = {}
    for leaf in leaves(message.content, message.header("content-type") or ""):
        found.setdefault(tuple(each for each in leaf.path if isinstance(each, str)), []).append(leaf.value)
    yield from ("".join(each).encode("utf-8", "replace") for each in found.values() if len(each) > 1)
