"""Exchanges judged by Schemathesis: responses by its checks, requests by its validators of parameters and bodies.

Never call `validate_response` without `checks`: one of the default checks sends the recorded request again, without its
credentials, to the service.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from schemathesis import checks as registry

from scripts.conform import Finding
from scripts.exchange import Exchange
from scripts.oracle.failures import finding_of, is_misled, operation_pointer
from scripts.oracle.routing import AnyCase, AnyOperation, Router
from scripts.oracle.sent import arguments, judge_request
from scripts.oracle.tags import without_nominal_tags

_REGISTRY: Any = registry
_REGISTRY.load_all_checks()
CHECKED = (
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)
OFFLINE: dict[str, Any] = {name: _REGISTRY.CHECKS.get_one(name) for name in CHECKED}


class Oracle:
    """Judges exchanges against one description; keep it, since it learns the description once."""

    def __init__(self, tree: Mapping[str, Any]) -> None:
        self._router = Router(tree, schemathesis.openapi.from_dict(without_nominal_tags(tree)))

    def judge(self, exchange: Exchange) -> list[Finding]:
        """All that Schemathesis has against an exchange."""
        request = exchange.request
        found = self._router.route(request.method, request.url)
        if found is None:
            text = f"{request.method} {urlsplit(request.url).path}"
            return [Finding("schemathesis.request", "request.url", "/paths", "a documented operation", text)]
        case, response = case_of(*found, exchange)
        content_type = exchange.response.header("content-type")
        return [*judge_request(*found, request), *_response(case, response, content_type)]

    def arguments(self, exchange: Exchange) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
        """Return the parameters of a good request by place and name, and its body by media type, as values."""
        found = self._router.route(exchange.request.method, exchange.request.url)
        return arguments(*found, exchange.request) if found else ({}, {})

    def prepared(self, exchange: Exchange) -> tuple[AnyCase, schemathesis.Response]:
        """Return an exchange in the form that the checks of responses take; KeyError where it calls no operation."""
        found = self._router.route(exchange.request.method, exchange.request.url)
        if found is None:
            raise KeyError(exchange.name)
        return case_of(*found, exchange)


def case_of(
    operation: AnyOperation, path: Mapping[str, str], exchange: Exchange
) -> tuple[AnyCase, schemathesis.Response]:
    """Return an exchange in the form that the checks of responses take."""
    request, response = exchange.request, exchange.response
    sent = requests.Request(request.method, request.url, dict(request.headers), data=request.content or None).prepare()
    headers: dict[str, list[str]] = {}
    for name, value in response.headers:
        headers.setdefault(name, []).append(value)
    case: AnyCase = operation.Case(path_parameters=dict(path), headers=dict(request.headers))
    return case, schemathesis.Response(
        status_code=response.status,
        headers=headers,
        content=response.content,
        request=sent,
        elapsed=0.0,
        verify=False,
    )


def is_good(case: AnyCase, response: schemathesis.Response) -> bool:
    """Whether all checks pass; a failure does not say which check it is of."""
    try:
        case.validate_response(response, checks=[*OFFLINE.values()])
    except schemathesis.errors.FailureGroup:
        return False
    return True


def _response(case: AnyCase, response: schemathesis.Response, content_type: str | None) -> Iterator[Finding]:
    pointer = operation_pointer(case.operation.path, case.operation.method)
    headers = "response_headers_conformance"
    # A failure knows which check it is of, but for one that may also be of the headers: these are checked alone.
    for names in ([headers], [name for name in CHECKED if name != headers]):
        try:
            case.validate_response(response, checks=[OFFLINE[name] for name in names])
        except schemathesis.errors.FailureGroup as group:
            for failure in group.exceptions:
                check = next((name for name in failure.checks if name in names), names[-1])
                if not is_misled(check, content_type):
                    yield finding_of(check, failure, pointer)
