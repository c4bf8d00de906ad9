"""What a recorded request says, as the arguments of the method that sends it.

`build` shows where each argument goes and in what style: it is called once with probes in place of values. Needs the
client and what the client needs, nothing else.
"""

import importlib
import json
import typing
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from email.parser import BytesParser
from email.policy import HTTP
from types import ModuleType
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from scripts.exchange import Exchange, Request

Fields = dict[str, list[Any]]


class Text(str):
    """Stands for an argument that is one value."""

    @property
    def argument(self) -> str:
        return str(self)


class Many(list[str]):
    """Stands for an argument that is an array."""

    argument = ""


class Object(dict[str, str]):
    """Stands for an argument that is an object."""

    argument = ""


def arguments(exchange: Exchange, build: Any, in_path: Mapping[str, str]) -> dict[str, Any]:
    """Return the arguments, by their names in Python."""
    hints = typing.get_type_hints(build)
    names = [name for name in hints if name != "return"]
    shape = build(**{name: probe(name, hints[name]) for name in names})
    codec = importlib.import_module(f"{exchange.vendor}_client._core.codec")
    request = exchange.request
    query: Fields = {}
    for name, value in parse_qsl(urlsplit(request.url).query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    values: dict[str, Any] = {}
    for table, given in (
        (shape.path_params, {name: [unquote(value)] for name, value in in_path.items()}),
        (shape.query, query),
        (shape.header_params, {name: [value] for name, value in request.headers}),
        (shape.cookie_params, {name: [value] for name, value in cookies(request).items()}),
    ):
        for wire, styled in table.items():
            mark = getattr(styled, "value", styled)
            name = wire if wire in given else wire.lower()
            found = list(written(name, styled, mark, given, is_repeated=table is shape.query))
            if found:
                values[mark.argument] = fit(codec, hints[mark.argument], found)
    if request.content:
        values |= of_body(codec, hints, shape, request)
    return values


def probe(name: str, hint: Any) -> Any:
    """Return what shows where an argument goes; of an array or an object it also shows the style."""
    options = kinds(hint)
    if any(is_list(each) for each in options):
        made: Any = Many(["a"])
    elif any(hasattr(each, "to_dict") or typing.get_origin(each) in {dict, Mapping} for each in options):
        made = Object(a="a")
    else:
        return Text(name)
    made.argument = name
    return made


def cookies(request: Request) -> dict[str, str]:
    pairs = (each.strip().partition("=") for each in (request.header("cookie") or "").split(";") if each.strip())
    return {name: value for name, _, value in pairs}


def written(wire: str, styled: Any, mark: Any, given: Fields, *, is_repeated: bool) -> Iterator[Any]:
    """Read a parameter in its style: what it may mean, the likeliest first."""
    style = type(styled).__name__
    if style == "Deep":
        inner = {key[len(wire) + 1 : -1]: texts for key, texts in given.items() if key.startswith(f"{wire}[")}
        yield from objects(inner) if inner else ()
    elif style == "Exploded":
        yield from objects(given) if given else ()
    elif wire not in given:
        return
    elif style == "AsJson":
        yield json.loads(given[wire][0])
    elif isinstance(mark, Many):
        delimiter = getattr(styled, "delimiter", None if is_repeated else ",")
        parts = given[wire][0].split(delimiter) if delimiter else given[wire]
        yield from lists([each.strip() for each in parts] if delimiter == "," else parts)
    else:
        yield from scalars(given[wire][0])


def lists(texts: Sequence[str]) -> Iterator[Any]:
    yield list(texts)
    yield [next(scalars(each)) for each in texts]


def objects(texts: Fields) -> Iterator[Any]:
    yield {name: next(scalars(each[0])) for name, each in texts.items()}
    yield {name: each[0] for name, each in texts.items()}


def scalars(text: str) -> Iterator[Any]:
    """Read a text as what it spells in JSON, and as itself."""
    try:
        value = json.loads(text)
    except ValueError:
        pass
    else:
        if not isinstance(value, list | dict | str):
            yield value
    yield text


def of_body(codec: ModuleType, hints: Mapping[str, Any], shape: Any, request: Request) -> dict[str, Any]:
    """Return the arguments that stand for the body."""
    content_type = request.header("content-type") or ""
    essence = content_type.partition(";")[0].strip().lower()
    chosen = {"content_type": essence} if isinstance(shape.media_type, Text) else {}
    if not isinstance(shape.body, dict) or isinstance(shape.body, Object):
        name = shape.body.argument
        return chosen | {name: fit(codec, hints[name], wholes(request.content, essence, hints[name]))}
    fields = fields_of(request.content, essence, content_type)
    return chosen | {
        mark.argument: fit(codec, hints[mark.argument], fields[wire])
        for wire, mark in shape.body.items()
        if wire in fields
    }


def is_json(essence: str) -> bool:
    return essence == "application/json" or essence.endswith("+json")


def wholes(content: bytes, essence: str, hint: Any) -> list[Any]:
    if is_json(essence):
        return [json.loads(content)]
    return [content.decode()] if str in kinds(hint) else [content]


def fields_of(content: bytes, essence: str, content_type: str) -> Fields:
    """Return each field of a body with what it may mean."""
    if is_json(essence):
        return {name: [value] for name, value in json.loads(content).items()}
    if essence == "multipart/form-data":
        found: Fields = {}
        for name, file, kind, value in parts(content, content_type):
            # A file is what the client takes for one: its name, its bytes, its type.
            meant: Any = (file, value, kind) if file else json.loads(value) if is_json(kind or "") else value.decode()
            found.setdefault(name, []).append(meant)
        return {name: several(values) for name, values in found.items()}
    texts: Fields = {}
    for name, text in parse_qsl(content.decode(), keep_blank_values=True):
        texts.setdefault(name, []).append(text)
    return {name: several(values) for name, values in texts.items()}


def several(values: list[Any]) -> list[Any]:
    """Read what came under one name: as what it is, or as a list of such."""
    if len(values) > 1:
        return [values]
    return [*(scalars(values[0]) if isinstance(values[0], str) else values), values]


def parts(content: bytes, content_type: str) -> list[tuple[str, str | None, str | None, bytes]]:
    """Take a multipart form apart: name, file name, content type and bytes of each part."""
    whole: Any = BytesParser(policy=HTTP).parsebytes(f"content-type: {content_type}\r\n\r\n".encode() + content)
    return [
        (
            str(each.get_param("name", header="content-disposition")),
            each.get_filename(),
            each.get_content_type() if "content-type" in each else None,
            each.get_payload(decode=True),
        )
        for each in whole.get_payload()
    ]


def kinds(hint: Any) -> list[Any]:
    """Return the members of a union but that of no value at all, aliases resolved."""
    if getattr(hint, "__name__", "") == "Unset":
        return []
    inner = typing.get_args(hint) if typing.get_origin(hint) in {typing.Union, type(int | str)} else ()
    return [kind for each in inner for kind in kinds(each)] if inner else [hint]


def is_list(kind: Any) -> bool:
    return getattr(typing.get_origin(kind), "__name__", "") in {"Sequence", "list"}


def fit(codec: ModuleType, hint: Any, candidates: Sequence[Any]) -> Any:
    """Decode the first candidate that an argument can be."""
    for candidate in candidates:
        if is_file(candidate):
            return candidate
        options = [list[typing.get_args(each)] if is_list(each) else each for each in kinds(hint)]  # type: ignore[misc]
        if isinstance(candidate, list) and any(map(is_file, candidate)):
            return candidate
        for option in (typing.Union[tuple(options)], *options):  # noqa: UP007 - made of what there is
            with suppress(Exception):  # the next reading may fit
                return codec.decode(option, candidate)
    raise AssertionError(f"{candidates} fits no reading of {hint}")


def is_file(value: Any) -> bool:
    return isinstance(value, bytes | tuple)
