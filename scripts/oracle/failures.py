"""What Schemathesis says, as findings: the code is that of its check, the place is conform's."""

from collections.abc import Mapping
from typing import Any

from schemathesis.core.failures import Failure

from scripts.conform import Finding
from scripts.conform.finding import show
from scripts.document import escape
from scripts.document import pointer as pointer_of

_PLACES = {
    "status_code_conformance": "response.status",
    "content_type_conformance": "response.header.content-type",
    "response_headers_conformance": "response.header",
    "response_schema_conformance": "response.body",
    "not_a_server_error": "response.status",
}


def finding_of(check: str, failure: Failure, pointer: str) -> Finding:
    """Turn a failure of a check into a finding on the operation at a pointer of the description."""
    place = _PLACES.get(check, "response")
    untyped: Any = failure
    inside = tuple(getattr(untyped, "instance_path", ()))
    said = str(getattr(untyped, "validation_message", "") or failure.message or failure.title)
    actual = show(untyped.instance) if hasattr(untyped, "instance") else said.partition("\n")[0]
    expected = said.partition("\n")[0] if hasattr(untyped, "instance") else failure.title
    return Finding(f"schemathesis.{check}", place + pointer_of(inside), pointer, expected, actual, blame="service")


def is_misled(check: str, content_type: str | None) -> bool:
    """Whether a check holds an event as a whole against its schema, which describes the data in it."""
    return check == "response_schema_conformance" and (content_type or "").startswith("text/event-stream")


def operation_pointer(path: str, method: str) -> str:
    """Return where in a description an operation stands."""
    return f"/paths/{escape(path)}/{method.lower()}"


def requested(place: str, part: Mapping[str, Any], pointer: str, said: str) -> Finding:
    """Say what is wrong with a part of a request."""
    expected = str(part.get("description") or part.get("name") or "what is described")
    return Finding("schemathesis.request", f"request.{place}", pointer, expected.partition("\n")[0], said)
