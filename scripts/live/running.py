"""Schemathesis's engine at work: every exchange that it had, with what its checks say of it."""

from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from schemathesis import engine, hooks

from scripts.conform import Finding
from scripts.exchange import Exchange, Request, Response
from scripts.live.credentials import Credentials
from scripts.live.seeding import SAFE, Tree
from scripts.oracle.failures import finding_of, is_misled, operation_pointer
from scripts.oracle.oracle import CHECKED
from scripts.problem import refuse

# Named, never the default set: `ignored_auth` sends every request again without its credentials.
CHECKS = (*CHECKED, "not_a_server_error")
# What Schemathesis's engine says is known at run time alone.
_ENGINE: Any = engine
_HOOKS: Any = hooks
_CONFIG: Any = schemathesis.Config


@dataclass(frozen=True)
class Settings:
    """What may be sent, how much of it, and how fast (such as `5/s`)."""

    url: str
    writes: bool
    most: int
    rate: str | None
    seed: int


def run(
    tree: Tree, settings: Settings, extra: Mapping[str, Any], known: Credentials, vendor: str
) -> Iterator[tuple[Exchange | None, list[Finding]]]:
    """Test a service by a description, which holds no operation that must not be called.

    What could not be tested is a finding without an exchange.
    """
    config = _CONFIG.from_dict({**_config(settings), **extra})
    schema = schemathesis.openapi.from_dict(tree, config=config)
    with _hooked(_before(tree, settings, known)):
        for event in _ENGINE.from_schema(schema).execute():
            fault = getattr(event, "value", None)
            if isinstance(fault, requests.RequestException):
                refuse(settings.url, known.masked(f"{type(fault).__name__}: {fault}"), "see that it can be reached")
            if isinstance(fault, Exception):
                yield None, [_untested(str(getattr(event, "label", "")), fault)]
            recorder: Any = getattr(event, "recorder", None)
            for case_id, interaction in recorder.interactions.items() if recorder else ():
                if interaction.response is not None:
                    operation = recorder.cases[case_id].value.operation
                    checks = recorder.checks.get(case_id, ())
                    exchange = _exchange(operation, interaction, vendor)
                    found = _failures(operation, checks, exchange.response.header("content-type"))
                    yield exchange, [replace(each, exchange=exchange.name) for each in found]


def _untested(label: str, fault: Exception) -> Finding:
    return Finding("schemathesis.error", "request", "/paths", f"a test of {label}", str(fault), blame="spec")


def _config(settings: Settings) -> dict[str, Any]:
    return {
        "base-url": settings.url,
        "workers": 1,
        "seed": settings.seed,
        "request-timeout": 30,
        "suppress-health-check": ["all"],
        # Nothing kept from before, and no words out of the code that happens to be loaded.
        "analysis": {"constants": {"enabled": False}},
        "cache": {"enabled": False},
        # Else it would make itself a user.
        "auth": {"auto-signup": False},
        "output": {"truncation": {"max-recorded-payload-size": 0}},
        "checks": {"enabled": False, **{name: {"enabled": True} for name in CHECKS}},
        "generation": {
            "mode": "positive",
            "max-examples": settings.most,
            "no-shrink": True,
            "database": "none",
            "with-security-parameters": False,
        },
        "phases": {
            # Else it tries methods that nobody described.
            "coverage": {"unexpected-methods": []},
            "stateful": {"enabled": settings.writes},
        },
        **({"rate-limit": settings.rate} if settings.rate else {}),
    }


def _before(tree: Tree, settings: Settings, known: Credentials) -> Callable[..., None]:
    def before_call(_: Any, case: Any, __: Any) -> None:
        """Add the credentials; refuse what slipped through."""
        operation = tree["paths"].get(case.operation.path, {}).get(case.method.lower())
        if operation is None or not (settings.writes or case.method.lower() in SAFE or operation.get("x-read-only")):
            message = f"{case.method} {case.operation.path} must not be sent"
            raise AssertionError(message)
        for place, given in known.of(operation.get("security", tree.get("security", []))).items():
            if given:
                setattr(case, place, {**(getattr(case, place) or {}), **given})

    return before_call


@contextmanager
def _hooked(before_call: Callable[..., None]) -> Generator[None, None, None]:
    _HOOKS.hook("before_call")(before_call)
    try:
        yield
    finally:
        _HOOKS.unregister(before_call)


def _exchange(operation: Any, interaction: Any, vendor: str) -> Exchange:
    sent, got = interaction.request, interaction.response
    request = Request.of(sent.method, sent.uri, _pairs(sent.headers), sent.body or b"")
    response = Response.of(got.status_code, _pairs(got.headers), got.content or b"")
    name = str(operation.definition.raw.get("operationId") or operation.label)
    kind = "local" if urlsplit(request.url).hostname in {"127.0.0.1", "::1", "localhost"} else "recorded"
    return Exchange(name, kind, vendor, None, name, {}, request, response)


def _pairs(headers: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in headers.items() for value in values]


def _failures(operation: Any, checks: Any, content_type: str | None) -> Iterator[Finding]:
    pointer = operation_pointer(operation.path, operation.method)
    for check in checks:
        if check.failure_info is not None and not is_misled(check.name, content_type):
            yield finding_of(check.name, check.failure_info.failure, pointer)
