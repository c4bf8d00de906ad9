"""Two judges of an exchange: conform, and Schemathesis, by other authors, with its four checks that need no network.

Never call `validate_response` without `checks`: one of the default checks sends the recorded request again, to the
vendor. The tests block sockets, so that this would fail.
"""

from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from schemathesis.checks import CHECKS, load_all_checks

from scripts import document, vendors
from scripts.conform import Conformer, Match
from scripts.exchange import Exchange, read_all

load_all_checks()
OFFLINE = [
    CHECKS.get_one(name)
    for name in (
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    )
]
VENDORS = {vendor.name: vendor for vendor in vendors.find()}
EXCHANGES = [each for vendor in VENDORS.values() for each in read_all(vendor.recordings)]


class Judges:
    """Both judges of one description."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self._conform = Conformer(tree, "description")
        self._schemathesis = schemathesis.openapi.from_dict(tree)
        self._bases = [urlsplit(server["url"]).path.rstrip("/") for server in tree.get("servers", [])]

    def verdicts(self, exchange: Exchange) -> tuple[list[str], list[str]]:
        """Tell what conform finds, and what Schemathesis."""
        found = self._conform.judge(exchange)
        return [str(each) for each in found if each.severity == "error"], self._second(exchange)

    def both_find(self, exchange: Exchange) -> tuple[bool, bool]:
        ours, theirs = self.verdicts(exchange)
        return bool(ours), bool(theirs)

    def _second(self, exchange: Exchange) -> list[str]:
        match = self._conform.route(exchange.request.method, exchange.request.url)
        assert isinstance(match, Match)
        operation = self._schemathesis.find_operation_by_path(exchange.request.method, self._path(exchange))
        assert operation is not None, "Schemathesis knows no such path"
        assert operation.definition.raw["operationId"] == match.operation.id, "the two disagree on the operation"
        case = operation.Case(path_parameters=dict(match.path), headers=dict(exchange.request.headers))
        try:
            case.validate_response(_response(exchange), checks=OFFLINE)
        except schemathesis.errors.FailureGroup as group:
            return [str(failure) for failure in group.exceptions]
        return []

    def _path(self, exchange: Exchange) -> str:
        """Leave out what precedes the description's paths: Schemathesis does not route by server."""
        path = urlsplit(exchange.request.url).path
        return path.removeprefix(next((base for base in self._bases if base and path.startswith(f"{base}/")), ""))


@cache
def judges(vendor: str, variant: str | None) -> Judges:
    return Judges(document.load(VENDORS[vendor].effective(variant)).tree)


def _response(exchange: Exchange) -> schemathesis.Response:
    request, response = exchange.request, exchange.response
    sent = requests.Request(request.method, request.url, dict(request.headers), data=request.content or None).prepare()
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name, []).append(value)
    return schemathesis.Response(
        status_code=response.status,
        headers=headers,
        content=response.content,
        request=sent,
        elapsed=0.0,
        verify=False,
    )


def with_response(exchange: Exchange, **changes: Any) -> Exchange:
    return replace(exchange, response=replace(exchange.response, **changes))
