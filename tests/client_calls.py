"""Put a recorded exchange through a generated client, as a user would call it.

Knows no vendor: arguments are found by asking each operation's `build` where it puts what. Needs pytest, the client and
what the client needs, nothing else.
"""

import importlib
import inspect
import json
import pkgutil
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx

from scripts.exchange import Exchange


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


class Mark(str):
    """Stands for an argument while `build` shows where the argument goes."""


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
    """Return the operation of an exchange, and the values in its path."""
    path = urlsplit(exchange.request.url).path
    found: list[tuple[int, str, ModuleType, dict[str, str]]] = []
    for key, module in operations(exchange.vendor).items():
        method, template = key.split(" ", 1)
        names = re.findall(r"\{([^}]+)\}", template)
        pattern = "([^/]+)".join(re.escape(part) for part in re.split(r"\{[^}]+\}", template))
        match = re.search(f"{pattern}$", path)
        if match and method == exchange.request.method:
            found.append((len(names), key, module, dict(zip(names, map(unquote, match.groups()), strict=True))))
    # A path without parameters is meant before one with.
    _, key, module, values = min(found, key=lambda each: each[0])
    return key, module, values


def call_of(exchange: Exchange) -> Call:
    key, module, in_path = find(exchange)
    parameters = inspect.signature(module.build).parameters
    hints = typing.get_type_hints(module.build)
    codec = importlib.import_module(f"{exchange.vendor}_client._core.codec")
    shape = module.build(**{name: Mark(name) for name in parameters})
    values: dict[str, Any] = {}
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(urlsplit(exchange.request.url).query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    headers = dict(exchange.request.headers)
    body = json.loads(exchange.request.content) if exchange.request.content else {}
    for table, given in (
        (shape.path_params, {name: [value] for name, value in in_path.items()}),
        (shape.query, query),
        (shape.header_params, {name: [value] for name, value in headers.items()}),
    ):
        for wire, mark in table.items():
            if wire in given:
                # A parameter of an unusual style is a mark with the style around it.
                name = str(getattr(mark, "value", mark))
                values[name] = read(codec, hints[name], given[wire])
    if isinstance(shape.body, dict):
        values |= {
            str(mark): codec.decode(hints[str(mark)], body[wire]) for wire, mark in shape.body.items() if wire in body
        }
    elif exchange.request.content:
        values[str(shape.body)] = codec.decode(hints[str(shape.body)], body)
    positional = [values.pop(name) for name, each in parameters.items() if each.kind is each.POSITIONAL_OR_KEYWORD]
    resource, method = method_of(exchange.vendor, key)
    return Call(resource, method, module, positional, values)


def read(codec: ModuleType, hint: Any, texts: list[str]) -> Any:
    """Turn the text of a parameter into what the argument takes."""
    options = [each for each in typing.get_args(hint) or (hint,) if getattr(each, "__name__", "") != "Unset"]
    for option in options:
        if "Sequence" in str(option):
            return texts
        for candidate in candidates(texts[0]):
            try:
                return codec.decode(option, candidate)
            except Exception:  # noqa: BLE001 - the next reading may fit
                continue
    raise AssertionError(f"{texts} fits no reading of {hint}")


def candidates(text: str) -> Iterator[Any]:
    try:
        value = json.loads(text)
    except ValueError:
        pass
    else:
        if not isinstance(value, list | dict):
            yield value
    yield text


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


def same_request(exchange: Exchange, sent: httpx.Request) -> None:
    """Hold what the client sent against what was recorded."""
    recorded = urlsplit(exchange.request.url)
    assert sent.method == exchange.request.method
    assert sent.url.path == unquote(recorded.path)
    assert sorted(sent.url.params.multi_items()) == sorted(parse_qsl(recorded.query, keep_blank_values=True))
    for name, value in exchange.request.headers:
        assert sent.headers.get(name) == value, f"header {name}"
    if exchange.request.content:
        assert json.loads(sent.content) == json.loads(exchange.request.content)
    else:
        assert sent.content == b""


def plain(vendor: str, result: Any) -> Any:
    """Turn what a method returned back into JSON."""
    codec = importlib.import_module(f"{vendor}_client._core.codec")
    return codec.encode(getattr(result, "body", result) if type(result).__name__.endswith("Page") else result)
