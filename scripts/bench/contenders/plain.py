"""JSON alone, without objects: what nobody can beat who goes through it."""

import importlib
import json
from typing import Any

from scripts.bench.contenders import Codec


def codec(variant: str) -> Codec:
    """Return the standard library's JSON, or orjson's."""
    if variant == "json":
        return Codec(json.loads, None, None, dumps)
    orjson: Any = importlib.import_module("orjson")
    return Codec(orjson.loads, None, None, orjson.dumps)


def dumps(values: Any) -> bytes:
    """Write JSON as compact as the others do."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
