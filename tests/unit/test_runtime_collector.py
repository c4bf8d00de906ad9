"""The garbage collector, which rests while a body is read and does as it did before afterwards."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.runtime import codec
from scripts.runtime.codec import decode
from scripts.runtime.errors import DecodeError


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    gc.enable()


@pytest.mark.parametrize("is_on", [True, False])
@pytest.mark.parametrize("value", [["a"], [1]], ids=["read", "refused"])
def test_it_rests_while_something_is_read_and_is_then_as_it_was(
    is_on: bool, value: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    decoder = codec.decoder

    def noted(expected: Any) -> Any:
        seen.append(gc.isenabled())
        return decoder(expected)

    monkeypatch.setattr(codec, "decoder", noted)
    gc.enable() if is_on else gc.disable()
    try:
        decode(list[str], value)
    except DecodeError:
        assert value == [1]
    assert seen[0] is False
    assert gc.isenabled() is is_on
