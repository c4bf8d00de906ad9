# Copied by `nox -s generate -- newo` from scripts/runtime/address.py. Change that, not this file.
"""Where a request goes: the base URL, and all that the query consists of."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl

import httpx

from .message import Request
from .styles import percent


def checked(text: str) -> str:
    """Return a base URL that is safe to use.

    Raises:
        ValueError: it is none, or would send credentials in clear.
    """
    # Read by httpx, which is to use it: two parsers could see two hosts.
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        message = f"that is no base URL ({error}): give https://host/path, without query"
        raise ValueError(message) from None
    if url.userinfo:
        message = "a base URL holds no user or password: pass credentials by their own arguments"
        raise ValueError(message)
    if not url.host or url.scheme not in {"https", "http"} or "?" in text or "#" in text:
        message = f"{text.partition('?')[0]!r} is no base URL: give https://host/path, without query"
        raise ValueError(message)
    if url.scheme == "http" and url.host not in {"localhost", "127.0.0.1", "::1"}:
        message = f"{text!r} would send credentials in clear: use https (http is for loopback alone)"
        raise ValueError(message)
    return text.rstrip("/")


def address(base_url: str, request: Request) -> httpx.URL:
    """Return the address of a request, with what its path and its parameters say."""
    url = httpx.URL(base_url + request.path)
    return _with(url, url.query.decode(), request.query_string())


def completed(url: httpx.URL, own: Iterable[tuple[str, str]], secrets: Iterable[tuple[str, str]]) -> httpx.URL:
    """Add the secrets, and of the parameters of the user's own HTTP client those that the request does not have."""
    query = url.query.decode()
    names = {name for name, _ in parse_qsl(query, keep_blank_values=True)} | {name for name, _ in secrets}
    return _with(url, _pairs(each for each in own if each[0] not in names), query, _pairs(secrets))


def _pairs(pairs: Iterable[tuple[str, str]]) -> str:
    return "&".join(f"{percent(name)}={percent(value)}" for name, value in pairs)


def _with(url: httpx.URL, *queries: str) -> httpx.URL:
    query = "&".join(filter(None, queries))
    # httpx leaves alone what is percent-encoded already.
    return url.copy_with(query=query.encode() or None)
