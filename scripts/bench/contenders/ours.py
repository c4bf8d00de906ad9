"""The package that this repository makes of the description."""

import importlib
from typing import Any

from scripts.bench.contenders import Codec

PACKAGE = "conversations_client"


def codec(variant: str) -> Codec:
    """Return the package's own codec; with orjson or without, by whether it is there."""
    models: Any = importlib.import_module(f"{PACKAGE}.models")
    core: Any = importlib.import_module(f"{PACKAGE}._core.codec")
    jsons: Any = importlib.import_module(f"{PACKAGE}._core.jsons")
    reading: Any = importlib.import_module(f"{PACKAGE}._core.reading")
    if variant == "speed":
        importlib.import_module("orjson")
    expected = list[models.Conversation]

    def read(values: Any) -> Any:
        return core.decode(expected, values)

    def loads(data: bytes) -> Any:
        return reading.read(expected, data, "application/json")

    return Codec(loads, read, core.encode, jsons.dumps)
