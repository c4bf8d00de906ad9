"""Put a recorded exchange through a generated client, as a user would call it.

Knows no vendor. Needs pytest, the client and what the client needs, nothing else.
"""

import base64
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx

from scripts.exchange import Exchange
from tests.client_arguments import arguments, cookies, is_json, parts

# What an HTTP client says of itself and of the connection.
OWN = {"accept-encoding", "connection", "content-length", "host", "transfer-encoding", "user-agent"}
INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)", re.ASCII)


@dataclass(frozen=True)
class Call:
    """A method of a client with the arguments that make it send a recorded request."""

    resource: str
    method: str
    module: ModuleType
    path: list[str]
    named: dict[str, Any]

    def on(self, client: Any, **options: Any) -> Any:
        return getattr(getattr(client, self.resource), self.method)(*self.path, **self.named, **options)

    def raw_on(self, client: Any) -> Any:
        return getattr(getattr(client, self.resource).with_raw_response, self.method)(*self.path, **self.named)


def package(exchange: Exchange) -> ModuleType:
    return importlib.import_module(f"{exchange.vendor}_client")


def twins(vendor: str) -> tuple[type[Any], type[Any]]:
    client = importlib.import_module(f"{vendor}_client.client")
    names = [name for name, each in inspect.getmembers(client, inspect.isclass) if each.__module__ == client.__name__]
    asynchronous = next(name for name in names if name.startswith("Async") and name[5:] in names)
    return getattr(client, asynchronous[5:]), getattr(client, asynchronous)


@cache
def operations(vendor: str) -> dict[str, ModuleType]:
    """Return the module of each operation, by `METHOD /path/{template}`."""
    api = importlib.import_module(f"{vendor}_client.api")
    names = [each.name for each in pkgutil.walk_packages(api.__path__, f"{api.__name__}.") if not each.ispkg]
    modules = [importlib.import_module(name) for name in names]
    return {str(module.__doc__).strip(): module for module in modules}


def find(exchange: Exchange) -> tuple[str, ModuleType, dict[str, str]]:
    """Return the operation of an exchange, and the texts in its path."""
    key, module, values, _ = _found(exchange)
    return key, module, values


def prefix(exchange: Exchange) -> str:
    """Return what of the path belongs to the server."""
    return _found(exchange)[3]


def _found(exchange: Exchange) -> tuple[str, ModuleType, dict[str, str], str]:
    path = urlsplit(exchange.request.url).path
    found: list[tuple[int, str, ModuleType, dict[str, str], str]] = []
    for key, module in operations(exchange.vendor).items():
        method, template = key.split(" ", 1)
        names = re.findall(r"\{([^}]+)\}", template)
        pattern = "([^/]+)".join(re.escape(part) for part in re.split(r"\{[^}]+\}", template))
        match = re.search(f"{pattern}$", path)
        if match and method == exchange.request.method:
            values = dict(zip(names, match.groups(), strict=True))
            found.append((len(match[0]), key, module, values, path[: match.start()]))
    # The longest is meant, and one without parameters before one with.
    return min(found, key=lambda each: (-each[0], len(each[3])))[1:]


def call_of(exchange: Exchange) -> Call:
    key, module, in_path = find(exchange)
    values = arguments(exchange, module.build, in_path)
    parameters = inspect.signature(module.build).parameters
    positional = [values.pop(name) for name, each in parameters.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    resource, method = method_of(exchange.vendor, key)
    return Call(resource, method, module, positional, values)


@cache
def method_of(vendor: str, key: str) -> tuple[str, str]:
    """Return resource and method of an operation, found by the line of the docstring that names it."""
    resources = importlib.import_module(f"{vendor}_client.resources")
    for each in pkgutil.iter_modules(resources.__path__):
        module = importlib.import_module(f"{resources.__name__}.{each.name}")
        for _, kind in inspect.getmembers(module, inspect.isclass):
            for name, method in inspect.getmembers(kind, inspect.isfunction):
                if kind.__module__ == module.__name__ and f"`{key}`" in (method.__doc__ or ""):
                    return each.name, name
    raise AssertionError(f"no method says `{key}`")


def response_of(exchange: Exchange) -> httpx.Response:
    return httpx.Response(
        exchange.response.status, headers=list(exchange.response.headers), content=exchange.response.content
    )


def origin(exchange: Exchange) -> str:
    parts = urlsplit(exchange.request.url)
    return f"{parts.scheme}://{parts.netloc}"


def base_url(exchange: Exchange) -> str:
    return origin(exchange) + prefix(exchange)


def credentials(exchange: Exchange, token_url: str = "") -> dict[str, str]:
    """Give the credentials with which the recorded ones are sent; a token is fetched where there is a server for it."""
    _, module, _ = find(exchange)
    client = importlib.import_module(f"{exchange.vendor}_client.client")
    shape = module.build(**dict.fromkeys(inspect.signature(module.build).parameters, "x"))
    schemes = {each.name: each for each in client.SCHEMES}
    # The first way may be none at all.
    for way in sorted(shape.security or ((),), key=len, reverse=True):
        given = {name: _secret(exchange, schemes[name]) for name in way}
        if all(given.values()):
            found: dict[str, str] = {}
            for name, secret in given.items():
                scheme = schemes[name]
                if token_url and hasattr(scheme, "grant"):
                    told = ("username", "password", "client_id", "client_secret")
                    found |= {f"{scheme.prefix[0]}{each}": "x" for each in told if takes(client, scheme, each)}
                    found[f"{scheme.prefix[0]}token_url"] = token_url
                else:
                    found[scheme.argument] = secret or ""
            return found
    return {}


def takes(client: ModuleType, scheme: Any, what: str) -> bool:
    twin, _ = twins(client.__name__.partition("_client")[0])
    return f"{scheme.prefix[0]}{what}" in inspect.signature(twin).parameters


def _secret(exchange: Exchange, scheme: Any) -> str | None:
    """Return the credential that was recorded for a scheme."""
    request = exchange.request
    query = dict(parse_qsl(urlsplit(request.url).query))
    sent = query | {f"cookie {name}": value for name, value in cookies(request).items()} | dict(request.headers)
    # What the scheme adds to no credential at all is what it puts before one.
    for name, added in {**scheme.query(""), **scheme.headers("")}.items():
        place, before = (f"cookie {added[:-1]}", "") if name == "cookie" else (name, added)
        value = sent.get(place, "")
        if value.startswith(before) and value != before:
            secret = value.removeprefix(before)
            return base64.b64decode(secret).decode() if before == "Basic " else secret
    return None


def same_request(exchange: Exchange, sent: httpx.Request) -> None:
    """Hold what the client sent against what was recorded."""
    content_type = sent.headers.get("content-type", "")
    same_parts(exchange, sent.method, str(sent.url), dict(sent.headers), sent.content, content_type)


def same_parts(
    exchange: Exchange, method: str, url: str, headers: Mapping[str, str], content: bytes, content_type: str
) -> None:
    """Hold a request, taken apart, against the recorded one; of its address the host may differ."""
    recorded, arrived = urlsplit(exchange.request.url), urlsplit(url)
    assert method == exchange.request.method
    assert unquote(arrived.path) == unquote(recorded.path)
    expected = standing(exchange, pairs_of(recorded.query))
    assert same(pairs_of(arrived.query), expected), (arrived.query, recorded.query)
    for name, value in exchange.request.headers:
        if name == "content-type":
            assert content_type.partition(";")[0] == value.partition(";")[0]
        elif name == "cookie":
            known = documented_cookies(exchange)
            assert pairs_in(headers.get(name, "")) == [pair for pair in pairs_in(value) if pair[0] in known]
        elif name not in OWN:
            assert items(headers.get(name)) == items(value), f"header {name}"
    said = exchange.request.header("content-type") or ""
    ours, theirs = meaning(content, content_type), meaning(exchange.request.content, said)
    assert same(ours, theirs), (ours, theirs)


def pairs_in(cookie: str) -> list[tuple[str, str]]:
    found = (each.partition("=") for each in cookie.split("; ") if each)
    return sorted((name, value) for name, _, value in found)


def documented_cookies(exchange: Exchange) -> set[str]:
    """Return the cookies that the client can send: a browser has others."""
    _, module, _ = find(exchange)
    client = importlib.import_module(f"{exchange.vendor}_client.client")
    keys = {each.key for each in client.SCHEMES if getattr(each, "place", "") == "cookie"}
    return keys | set(module.build(**dict.fromkeys(inspect.signature(module.build).parameters, "x")).cookie_params)


def items(header: str | None) -> list[str] | None:
    """Return the items of a header: blanks around commas mean nothing."""
    return None if header is None else [each.strip() for each in header.split(",")]


def standing(exchange: Exchange, recorded: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Add to a recorded query what the client sends of itself, as the number of the first page."""
    _, module, _ = find(exchange)
    parameters = inspect.signature(module.build).parameters.values()
    given = {each.name: "x" for each in parameters if each.default is each.empty}
    query = module.build(**given).query
    unset = importlib.import_module(f"{exchange.vendor}_client._core.unset").UNSET
    known = {*given.values(), *(name for name, _ in recorded)}
    own = [(name, str(value)) for name, value in query.items() if value is not unset and value != "x"]
    return sorted([*recorded, *(pair for pair in own if pair[0] not in known)], key=lambda pair: pair[0])


def pairs_of(query: str) -> list[tuple[str, str]]:
    return sorted(parse_qsl(query, keep_blank_values=True), key=lambda pair: pair[0])


def meaning(content: bytes, content_type: str) -> Any:
    """Return a body as what it says: JSON, the fields of a form, the parts of one, or else its bytes."""
    essence = content_type.partition(";")[0].strip().lower()
    if is_json(essence):
        with suppress(ValueError):
            return json.loads(content)
    if essence == "application/x-www-form-urlencoded":
        return pairs_of(content.decode())
    if essence == "multipart/form-data":
        found = parts(content, content_type)
        return sorted(
            ([name, file, json.loads(value) if is_json(kind or "") else value] for name, file, kind, value in found),
            key=lambda each: each[0],
        )
    return content


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON: numbers by value, instants by what they mean."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str) and isinstance(other, str) and INSTANT.fullmatch(one) and INSTANT.fullmatch(other):
        return datetime.fromisoformat(one.upper()) == datetime.fromisoformat(other.upper())
    # To Python 1 and true are equal, to JSON they are not.
    return bool(one == other) and isinstance(one, bool) is isinstance(other, bool)


def plain(vendor: str, result: Any) -> Any:
    """Turn what a method returned back into JSON."""
    codec = importlib.import_module(f"{vendor}_client._core.codec")
    return codec.encode(getattr(result, "body", result) if type(result).__name__.endswith("Page") else result)
