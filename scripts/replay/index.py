"""Which exchange answers a request: found by path, query and body, without going through all of them."""

import json
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from scripts.exchange import Exchange, Request

# Path, query and body of a request, in a form in which requests that mean the same are equal.
Key: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, str], ...], str | bytes]
# The parts that have to be equal, the likest first.
_MASKS = tuple(product((True, False), repeat=3))


def canonical(request: Request, depth: int) -> Key:
    """Bring a request into the form in which it is compared; `depth` is how many segments its path has at the end.

    Whatever makes a live request equal to a recorded one belongs here.
    """
    parts = urlsplit(request.url)
    path = parts.path.split("/")
    return (
        tuple(map(unquote, path[max(0, len(path) - depth) :])),
        tuple(sorted(parse_qsl(parts.query, keep_blank_values=True))),
        _canonical_body(request.content, request.header("content-type") or ""),
    )


def depth_of(path: str) -> int:
    """Tell how many segments a path has, or a template of paths."""
    return path.count("/")


class Index:
    """The exchanges of one operation; the order given decides between equals.

    `asked` says that somebody asks for just these, so that failures are served like successes.
    """

    def __init__(self, recorded: Iterable[Exchange], depth: int, *, asked: bool = False) -> None:
        self._depth = depth
        self._equal: dict[Key, list[Exchange]] = {}
        self._like: dict[tuple[Any, ...], Exchange] = {}
        for each in recorded:
            key = canonical(each.request, depth)
            self._equal.setdefault(key, []).append(each)
            for mask in _MASKS if asked or is_success(each) else ():
                self._like.setdefault(_masked(key, mask), each)

    def find(self, request: Request) -> Sequence[Exchange]:
        """Find what answers a request: a sequence of one or more; nothing where there's only what it isn't like.

        Those equal to it come first, the successful ones of them; else the successful one that is most like it.
        """
        key = canonical(request, self._depth)
        equal = self._equal.get(key)
        if equal:
            first = next(filter(is_success, equal), equal[0])
            alike = [each for each in equal if _sort(each) == _sort(first)]
            return sorted(alike, key=lambda each: each.name) if len(alike) > 1 else alike
        like = next((found for mask in _MASKS if (found := self._like.get(_masked(key, mask)))), None)
        return [like] if like else []


def pick(recorded: Sequence[Exchange], request: Request, name: str | None = None) -> Exchange | None:
    """Pick the exchange to serve first out of those of one operation; the order given decides between equals."""
    if name is not None:
        return next((exchange for exchange in recorded if exchange.name == name), None)
    return next(iter(Index(recorded, depth_of(urlsplit(request.url).path)).find(request)), None)


def is_success(exchange: Exchange) -> bool:
    """Whether an exchange may be served where nobody asks for a failure."""
    return 200 <= exchange.response.status < 300


def _sort(exchange: Exchange) -> tuple[bool, str | None]:
    return is_success(exchange), exchange.variant


def _masked(key: Key, mask: tuple[bool, ...]) -> tuple[Any, ...]:
    return tuple(part if wanted else None for part, wanted in zip(key, mask, strict=True))


def _canonical_body(content: bytes, kind: str) -> str | bytes:
    if not content:
        return b""
    if kind.lower().startswith("multipart/"):
        # the border is another one each time
        border = content.partition(b"\r\n")[0]
        return content.replace(border, b"--") if len(border) > 2 else content
    try:
        return json.dumps(json.loads(content), sort_keys=True)
    except ValueError:
        return content
