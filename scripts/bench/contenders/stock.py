"""The package that openapi-python-client makes of the description, read by its own code for such a response."""

import importlib
import json
from http import HTTPStatus
from typing import Any

from scripts.bench.contenders import Codec
from scripts.bench.contenders.plain import dumps

PACKAGE = "conversations_client"


class Response:
    """As much of a response as the package looks at."""

    status_code = HTTPStatus.OK

    def __init__(self, values: Any) -> None:
        self._values = values

    def json(self) -> Any:
        """Return the body."""
        return self._values


def codec(variant: str) -> Codec:  # noqa: ARG001 - there is but one
    """Return what the package does."""
    client: Any = importlib.import_module(PACKAGE).Client(base_url="https://conversations.test")
    operation: Any = importlib.import_module(f"{PACKAGE}.api.conversations.list_conversations")
    parse: Any = operation._parse_response  # noqa: SLF001 - there is no other way to it without HTTP

    def read(values: Any) -> Any:
        return parse(client=client, response=Response(values))

    def write(objects: Any) -> Any:
        return [each.to_dict() for each in objects]

    return Codec(lambda data: read(json.loads(data)), read, write, lambda objects: dumps(write(objects)))
