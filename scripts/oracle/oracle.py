"""Exchanges judged by Schemathesis: responses by its checks, requests by its validators of parameters and bodies.

Never call `validate_response` without `checks`: one of the default checks sends the recorded request again, without its
credentials, to the service.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import requests
import schemathesis
from schemathesis import checks as registry

from scripts.conform import Finding
from scripts.exchange import Exchange, Request
from scripts.oracle import readings
from scripts.oracle.failures import finding_of, operation_pointer, requested
from scripts.oracle.routing import AnyCase, AnyOperation, Router

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
        self._router = Router(tree, schemathesis.openapi.from_dict(dict(tree)))

    def judge(self, exchange: Exchange) -> list[Finding]:
        """All that Schemathesis has against an exchange."""
        request = exchange.request
        found = self._router.route(request.method, request.url)
        if found is None:
            text = f"{request.method} {urlsplit(request.url).path}"
            return [Finding("schemathesis.request", "request.url", "/paths", "a documented operation", text)]
        case, response = case_of(*found, exchange)
        return [*_request(*found, request), *_response(case, response)]

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


def _response(case: AnyCase, response: schemathesis.Response) -> Iterator[Finding]:
    pointer = operation_pointer(case.operation.path, case.operation.method)
    if is_good(case, response):
        return
    for name, check in OFFLINE.items():
        try:
            case.validate_response(response, checks=[check])
        except schemathesis.errors.FailureGroup as group:
            yield from (finding_of(name, failure, pointer) for failure in group.exceptions)


def _request(operation: AnyOperation, path: Mapping[str, str], request: Request) -> Iterator[Finding]:
    pointer = operation_pointer(operation.path, operation.method)
    cookies = [each.strip().partition("=") for each in (request.header("cookie") or "").split(";")]
    query = [each.partition("=") for each in urlsplit(request.url).query.split("&") if each]
    sent: dict[str, readings.Pairs] = {
        "path": list(path.items()),
        "query": [(unquote_plus(name), text) for name, _, text in query],
        "header": [(name, request.header(name) or "") for name in dict(request.headers)],
        "cookie": [(name, text) for name, _, text in cookies],
    }
    for each in operation.iter_parameters():
        parameter: Any = each
        place = f"{parameter.location.value}.{parameter.name}"
        found = readings.parameter(parameter.definition, sent[parameter.location.value])
        if found and not any(map(parameter.is_valid, found)):
            yield requested(place, parameter.definition, pointer, "what does not fit")
        if not found and parameter.is_required:
            yield requested(place, parameter.definition, pointer, "nothing")
        if not found and _is_sent(parameter, sent[parameter.location.value]):
            yield requested(place, parameter.definition, pointer, "what can't be read")
    yield from _body(operation, request, pointer)


def _is_sent(parameter: Any, pairs: readings.Pairs) -> bool:
    return any(name.lower() == str(parameter.name).lower() for name, _ in pairs)


def _body(operation: AnyOperation, request: Request, pointer: str) -> Iterator[Finding]:
    bodies: dict[str, Any] = {each.media_type: each for each in operation.body}
    if not request.content:
        if any(each.is_required for each in bodies.values()):
            yield requested("body", {}, pointer, "nothing")
        return
    essence = (request.header("content-type") or "").partition(";")[0].strip().lower()
    kind = next((each for each in (essence, f"{essence.partition('/')[0]}/*", "*/*") if each in bodies), None)
    if kind is None:
        yield requested(
            "header.content-type", {"name": " or ".join(bodies) or "no body"}, pointer, essence or "nothing"
        )
        return
    validator = bodies[kind].get_validator()
    try:
        value = _value(request, essence, validator)
    except ValueError as error:
        yield requested("body", {"name": essence}, pointer, type(error).__name__)
        return
    yield from (
        requested(f"body{''.join(f'/{part}' for part in error.instance_path)}", {"name": error.message}, pointer, "it")
        for error in validator.iter_errors(value)
    )


def _value(request: Request, essence: str, validator: Any) -> Any:
    content = request.content
    if essence == "application/json" or essence.endswith("+json"):
        return json.loads(content)
    if essence == "application/x-www-form-urlencoded":
        return readings.fitting(readings.form(content), validator)
    if essence == "multipart/form-data":
        return readings.fitting(readings.multipart(content, request.header("content-type") or ""), validator)
    return content.decode() if essence.startswith("text/") else content.decode("latin-1")
