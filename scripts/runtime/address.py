"""Where a request goes: the base URL, and all that the query consists of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote

import httpx

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# What is shown of an address that is none.
_SHOWN = 200


class SealedURL(httpx.URL):
    """An address whose query holds a credential: it is sent, and never shown.

    httpx logs the address of each request, and shows it in its errors.
    """

    def __init__(self, url: httpx.URL | str, shown: str = "", **named: Any) -> None:
        super().__init__(url, **named)
        self._shown = shown

    def __str__(self) -> str:
        return self._shown

    def __repr__(self) -> str:
        return f"URL({self._shown!r})"


def checked(text: str, what: str = "base URL") -> str:
    """Return an address that is safe to use, without a slash at its end.

    Raises:
        ValueError: it is none, or would send credentials in clear.
    """
    # Read by httpx, which is to use it: two parsers could see two hosts.
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        message = f"that is no {what} ({error}): give https://host/path, without query"
        raise ValueError(message) from None
    if url.userinfo:
        message = f"a {what} holds no user or password: pass credentials by their own arguments"
        raise ValueError(message)
    if not url.host or url.scheme not in {"https", "http"} or "?" in text or "#" in text:
        message = f"{text.partition('?')[0]!r} is no {what}: give https://host/path, without query"
        raise ValueError(message)
    if url.scheme == "http" and url.host not in LOOPBACK:
        message = f"{text!r} would send credentials in clear: use https (http is for loopback alone)"
        raise ValueError(message)
    return text.rstrip("/")


def address(base: str, path: str, query: str, own: Iterable[tuple[str, str]], secrets: Mapping[str, str]) -> httpx.URL:
    """Return the address of a request; one that holds secrets does not show them.

    Args:
        base: the base URL, as `checked` returns it.
        path: the path, which may have a query of its own.
        query: the query that the parameters make, as it is sent.
        own: parameters of the user's own HTTP client; those that the request has are left out.
        secrets: parameters that hold credentials.

    Raises:
        ValueError: no address can be like that; the message shows no credential.
    """
    path, _, before = path.partition("#")[0].partition("?")
    parts = [each for each in (before, query) if each]
    if own:
        taken = {name for part in parts for name, _ in parse_qsl(part, keep_blank_values=True)} | secrets.keys()
        parts.insert(0, "&".join(_pair(name, value) for name, value in own if name not in taken))
    whole = "&".join(filter(None, parts))
    shown = f"{base}{path}?{whole}" if whole else f"{base}{path}"
    glue = ("&" if whole else "?") if secrets else ""
    try:
        if not secrets:
            return httpx.URL(shown)
        hidden = "&".join(f"{quote(name, safe='')}=***" for name in secrets)
        secret = "&".join(_pair(name, value) for name, value in secrets.items())
        return SealedURL(f"{shown}{glue}{secret}", f"{shown}{glue}{hidden}")
    except httpx.InvalidURL as error:
        reason = str(error)
    # Not within the handler, and not in the frames of the traceback, which some tools record.
    secrets, secret = {}, ""
    message = f"{shown[:_SHOWN]} can't be an address ({reason}): look at the parameters of the call"
    raise ValueError(message)


def _pair(name: str, value: str) -> str:
    return f"{quote(name, safe='')}={quote(value, safe='')}"
