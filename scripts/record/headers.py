"""Headers: which may be kept, and the credentials in those that carry one."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.record.shapes import is_secret_name
from scripts.record.vault import SHORTEST

# What says how a message is to be read, and nothing about who sent it.
_KEPT = re.compile(
    r"accept|accept-(?:language|ranges)|content-(?:type|length|language|disposition|range)|range|cache-control|pragma"
    r"|vary|allow|date|age|expires|last-modified|etag|if-(?:match|none-match|modified-since|unmodified-since)|link"
    r"|location|content-location|retry-after|(?:x-)?rate-?limit(?:-[a-z-]+)?|www-authenticate|(?:x-)?deprecation|sunset"
    r"|x-(?:request|correlation|trace)-id|request-id|idempotency-key|prefer|preference-applied|origin|x-requested-with"
    r"|x-total(?:-count)?|x-(?:page|per-page|next-page|prev-page|total-pages)|x-replay-[a-z]+|user-agent"
)
# Of the connection, not of the message; of the content as it was sent, and a recording holds it decoded.
_DROPPED = re.compile(
    r"accept-encoding|connection|content-encoding|host|http2-settings|keep-alive|proxy-[a-z]+|te|trailer"
    r"|transfer-encoding|upgrade|:.*"
)
_SCHEMES = {"apikey", "api-key", "basic", "bearer", "digest", "key", "token"}
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,30} +(?=\S)")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a header's value that is a credential: where it stands, and what else is secret because of it."""

    name: str
    start: int
    end: int
    value: str
    others: tuple[str, ...] = ()


def is_kept(name: str, named: set[str]) -> bool:
    """Whether a header keeps its value, given those that the description names."""
    return name in named or _KEPT.fullmatch(name) is not None


def is_dropped(name: str) -> bool:
    """Whether a header has no place in a recording."""
    return _DROPPED.fullmatch(name) is not None


def parts(name: str, value: str, carrying: set[str]) -> Iterator[Part] | None:
    """Find the credentials in a header; None where it carries none by its name."""
    if name == "cookie":
        return _cookies(value)
    if name == "set-cookie":
        return _cookies(value.partition(";")[0])
    if name in carrying or is_secret_name(name, "header"):
        return _credentials(name, value)
    return None


def _credentials(name: str, value: str) -> Iterator[Part]:
    word = _WORD.match(value)
    # the first word of a key that is a sentence is a part of it
    start = word.end() if word and (name == "authorization" or word[0].strip().lower() in _SCHEMES) else 0
    secret = value[start:]
    others = _basic(secret) if start and word and word[0].strip().lower() == "basic" else ()
    yield Part(name, start, len(value), secret, others)


def _basic(coded: str) -> tuple[str, ...]:
    try:
        pair = base64.b64decode(coded + "=" * (-len(coded) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ()
    name, _, password = pair.partition(":")
    return pair, password, *([name] if len(name) >= SHORTEST or not password else [])


def _cookies(value: str) -> Iterator[Part]:
    for match in re.finditer(r"(?:^|;)[ \t]*(?:([^=;]+)=)?\"?([^;]*?)\"?[ \t]*(?=;|$)", value):
        yield Part((match[1] or "").strip(), *match.span(2), match[2])
