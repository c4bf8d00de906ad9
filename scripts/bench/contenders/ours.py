"""The package that this repository makes of the description."""

import importlib
import importlib.util
from typing import Any

from scripts.bench.contenders import Codec
from scripts.bench.contenders.plain import codec as plain_codec

PACKAGE = "conversations_client"


def codec(variant: str) -> Codec:
    """Return the package's own codec and, where it has a faster JSON, that; `speed` insists on it."""
    models: Any = importlib.import_module(f"{PACKAGE}.models")
    core: Any = importlib.import_module(f"{PACKAGE}._core.codec")
    expected = list[models.Conversation]
    loads, dumps = plain_codec("json").loads, plain_codec("json").dumps
    if importlib.util.find_spec(f"{PACKAGE}._core.jsons"):
        jsons: Any = importlib.import_module(f"{PACKAGE}._core.jsons")
        loads, dumps = jsons.loads, jsons.dumps
    elif variant == "speed":
        raise SystemExit("the package has no _core/jsons.py, which would use orjson")

    def read(values: Any) -> Any:
        return core.decode(expected, values)

    def written(objects: Any) -> bytes:
        made = dumps(core.encode(objects))
        return made.encode() if isinstance(made, str) else made

    return Codec(lambda data: read(loads(data)), read, core.encode, written)
