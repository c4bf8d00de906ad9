"""JSON texts: with orjson or without, the same comes out."""

from __future__ import annotations

import builtins
import json
import math
import sys
from typing import Any

import orjson
import pytest
from attrs import define

from scripts.runtime import jsons
from scripts.runtime.errors import DecodeError
from scripts.runtime.model import Model
from scripts.runtime.reading import parsed


@define(kw_only=True, repr=False)
class Thing(Model):
    size: float


@pytest.fixture(params=[orjson, None], ids=["orjson", "python"])
def backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(jsons, "_backend", request.param)
    return request.param


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


TEXTS = [
    *(
        "{}",
        "[]",
        '""',
        "0",
        "-0",
        "-0.0",
        "1.0",
        "1e5",
        "1E400",
        "-1e400",
        "5e-324",
        "0.1",
        "true",
        "null",
        " [1 , 2]\n",
    ),
    *(str(number) for number in (2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), -(2**63) - 1, 10**40)),
    *("1234567890123456789", "12345678901234567890", "0.1234567890123456789012345", "[9007199254740993, 1e22, 1e23]"),
    *(
        '{"a":1,"a":2}',
        '"é"',
        '"\\u00e9"',
        '"\\ud83d\\ude00"',
        '"\\ud800"',
        '"\\u0000"',
        "NaN",
        "[Infinity]",
        "-Infinity",
    ),
    *(deep(200), deep(900)),
]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text[:30])
def test_what_is_read_is_what_python_reads(backend: Any, text: str) -> None:
    for given in (text, text.encode()):
        expected, got = json.loads(given), jsons.loads(given)
        assert repr(got) == repr(expected)


@pytest.mark.parametrize(
    "content",
    ["\ufeff[1]".encode(), "[1]".encode("utf-16"), "[1]".encode("utf-32"), b'"\xed\xa0\x80"', '"\ud800"'],
)
def test_what_is_read_in_other_encodings_is_what_python_reads(backend: Any, content: Any) -> None:
    assert jsons.loads(content) == json.loads(content)


@pytest.mark.parametrize("text", ["", "{", "[1,]", "01", '"\n"', "tru", "{'a':1}", "[1] 2", "1" * 5000, "\ufeff[1]"])
def test_what_is_no_json_is_refused_in_the_words_of_python(backend: Any, text: str) -> None:
    with pytest.raises(ValueError) as expected:  # noqa: PT011 - the words are compared
        json.loads(text)
    with pytest.raises(ValueError) as got:  # noqa: PT011
        jsons.loads(text)
    assert str(got.value) == str(expected.value)


@pytest.mark.parametrize("text", [deep(100_000)])
def test_what_is_too_deep_is_an_error_of_ours(backend: Any, text: str) -> None:
    with pytest.raises(DecodeError, match="expected JSON of less depth"):
        Thing.from_json(text)
    with pytest.raises(DecodeError, match="expected JSON, got"):
        parsed(text.encode(), "application/json")


VALUES: list[Any] = [
    *(None, True, 0, 1.0, -0.0, 0.1, 1e16, 1e-7, 5e-324, 1.7976931348623157e308, "", "é", "\x00\x1f\x7f\u2028", '"\\/'),
    *(2**53 + 1, 2**63, 2**64, -(2**63) - 1, 10**40, "\ud800", ["a\udfff"], {"\ud800": 1}),
    *({1: "a"}, {True: 1, None: 2, 1.5: 3}, {"a": {"b": [1, [2.5, None]]}}, json.loads(deep(300))),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:30])
def test_what_is_written_is_read_as_the_same(backend: Any, value: Any) -> None:
    written = jsons.dumps(value)
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    assert json.loads(written) == json.loads(plain)
    # Letter by letter too, but for the exponents of floats.
    assert written == plain or isinstance(value, float)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", [lambda it: it, lambda it: [None, {"a": it}], lambda it: Thing(size=it)])
def test_a_number_that_json_lacks_is_refused(backend: Any, number: float, place: Any) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        jsons.dumps(place(number))
    # It is no secret of the writer: the dict has it as it was.
    assert repr(Thing(size=number).to_dict()["size"]) == repr(number)


def test_what_has_no_form_in_json_is_refused(backend: Any) -> None:
    with pytest.raises(TypeError, match="object has no form in JSON"):
        jsons.dumps([object()])


def test_what_holds_itself_is_refused(backend: Any) -> None:
    held: list[Any] = []
    held.append(held)
    thing = Thing(size=1)
    thing.extra["more"] = [thing]
    for value in (held, thing):
        with pytest.raises(ValueError, match=r"^it has more levels than Python can follow: does it hold itself\?$"):
            jsons.dumps(value)
    with pytest.raises(ValueError, match="more levels than Python can follow"):
        thing.to_dict()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the backend be looked for anew; return the names that are imported from then on."""
    monkeypatch.setattr(jsons, "_backend", jsons.UNTRIED)
    names: list[str] = []
    original = builtins.__import__

    def noted(name: str, *rest: Any) -> Any:
        names.append(name)
        return original(name, *rest)

    monkeypatch.setattr(builtins, "__import__", noted)
    return names


def test_orjson_is_imported_when_it_is_first_used_and_once(asked: list[str]) -> None:
    jsons.dumps(1)
    jsons.loads("1")
    assert asked.count("orjson") == 1
    assert jsons._backend is orjson


def test_without_orjson_python_does_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsons, "_backend", jsons.UNTRIED)
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert jsons.loads(jsons.dumps({"a": 1})) == {"a": 1}
    assert jsons._backend is None
