"""Requests, judged by Schemathesis's validators of parameters and bodies: it has no call for a whole request."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote_plus, urlsplit

from scripts.conform import Finding
from scripts.exchange import Request
from scripts.oracle import readings
from scripts.oracle.failures import operation_pointer, requested
from scripts.oracle.routing import AnyOperation


def judge_request(operation: AnyOperation, path: Mapping[str, str], request: Request) -> Iterator[Finding]:
    """Find what in a request no reading of it makes valid."""
    pointer = operation_pointer(operation.path, operation.method)
    for parameter, found, is_sent in _parameters(operation, path, request):
        place = f"{parameter.location.value}.{parameter.name}"
        if not is_sent and not found:
            if parameter.is_required:
                yield requested(place, parameter.definition, pointer, "nothing")
        elif _is_credential(parameter):
            # That it is there is all that can be told: its value may be a placeholder.
            continue
        elif found and not any(map(parameter.is_valid, found)):
            yield requested(place, parameter.definition, pointer, "what does not fit")
        elif not found:
            yield requested(place, parameter.definition, pointer, "what can't be read")
    yield from _judge_body(operation, request, pointer)


def arguments(
    operation: AnyOperation, path: Mapping[str, str], request: Request
) -> tuple[dict[tuple[str, str], Any], dict[str, Any]]:
    """Return the parameters of a good request by place and name, and its body by media type, as values."""
    parameters: dict[tuple[str, str], Any] = {}
    for parameter, found, _ in _parameters(operation, path, request):
        valid = [each for each in found if parameter.is_valid(each)]
        if valid:
            parameters[str(parameter.location.value), str(parameter.name)] = valid[0]
    body = _described(operation, request)
    if body is None or not request.content:
        return parameters, {}
    return parameters, {body.media_type: _value(request, body.get_validator())}


def _parameters(
    operation: AnyOperation, path: Mapping[str, str], request: Request
) -> Iterator[tuple[Any, list[Any], bool]]:
    """Go through the parameters: each with what its text may mean, and whether there is any text."""
    cookies = [each.strip().partition("=") for each in (request.header("cookie") or "").split(";")]
    query = [each.partition("=") for each in urlsplit(request.url).query.split("&") if each]
    sent: dict[str, readings.Pairs] = {
        "path": list(path.items()),
        "query": [(unquote_plus(name), text) for name, _, text in query],
        "header": [(name, request.header(name) or "") for name in dict(request.headers)],
        "cookie": [(name, text) for name, _, text in cookies],
    }
    for parameter in operation.iter_parameters():
        pairs = sent[parameter.location.value]
        is_sent = any(
            name.partition("[")[0].lower() == str(parameter.name).partition("[")[0].lower() for name, _ in pairs
        )
        yield parameter, readings.parameter(parameter.definition, pairs), is_sent


def _is_credential(parameter: Any) -> bool:
    return "x-original-security-type" in parameter.definition


def _judge_body(operation: AnyOperation, request: Request, pointer: str) -> Iterator[Finding]:
    if not request.content:
        if any(each.is_required for each in operation.body):
            yield requested("body", {}, pointer, "nothing")
        return
    described = _described(operation, request)
    if described is None:
        known = " or ".join(each.media_type for each in operation.body) or "no body"
        yield requested("header.content-type", {"name": known}, pointer, _essence(request) or "nothing")
        return
    try:
        value = _value(request, described.get_validator())
    except ValueError as error:
        yield requested("body", {"name": _essence(request)}, pointer, type(error).__name__)
        return
    for fault in described.get_validator().iter_errors(value):
        place = "".join(f"/{part}" for part in fault.instance_path)
        yield requested(f"body{place}", {"name": fault.message}, pointer, "another value")


def _described(operation: AnyOperation, request: Request) -> Any:
    """Find what is described for the type of a body."""
    bodies: dict[str, Any] = {each.media_type: each for each in operation.body}
    essence = _essence(request)
    kinds = (essence, f"{essence.partition('/')[0]}/*", "*/*")
    return next((bodies[kind] for kind in kinds if kind in bodies), None)


def _value(request: Request, validator: Any) -> Any:
    content, essence = request.content, _essence(request)
    if essence == "application/json" or essence.endswith("+json"):
        return json.loads(content)
    if essence == "application/x-www-form-urlencoded":
        return readings.fitting(readings.form(content), validator)
    if essence == "multipart/form-data":
        return readings.fitting(readings.multipart(content, request.header("content-type") or ""), validator)
    return content.decode() if essence.startswith("text/") else content.decode("latin-1")


def _essence(request: Request) -> str:
    return (request.header("content-type") or "").partition(";")[0].strip().lower()
