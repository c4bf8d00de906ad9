"""What one of the two judges finds alone, and why that is as it should be. All else that they disagree on is a mistake.

Each rule has a witness, an exchange of a small description: a rule that outlives its reason shows.
"""

from dataclasses import dataclass
from typing import Any

from scripts.conform import Finding
from scripts.exchange import Exchange, Request, Response
from tests.defects import with_request, with_response


@dataclass(frozen=True)
class Rule:
    """A code that only one judge has a finding for; the prefix `schemathesis.` says which."""

    code: str
    why: str
    witness: Exchange


def sides(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Sort findings; that something is not judged is none."""
    told = [each for each in findings if not each.code.endswith(".unjudged")]
    return {side: [each for each in told if each.place.startswith(side)] for side in ("request", "response")}


def disputed(ours: list[Finding], theirs: list[Finding]) -> list[Finding]:
    """All that is found in a request, or in a response, in which the other judge finds nothing."""
    pairs = [(sides(ours)[side], sides(theirs)[side]) for side in ("request", "response")]
    return [each for one, other in pairs if not (one and other) for each in one + other]


def unlisted(ours: list[Finding], theirs: list[Finding]) -> list[str]:
    listed = {rule.code for rule in RULES}
    return [str(each) for each in disputed(ours, theirs) if each.code not in listed]


SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1"},
    "servers": [{"url": "https://api.example.test/v1"}],
    "paths": {
        "/a/{id}": {
            "get": {
                "operationId": "getA",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "n", "in": "query", "schema": {"type": "integer"}},
                ],
                "responses": {
                    "200": {
                        "description": "A.",
                        "headers": {"X-Left": {"required": True, "schema": {"type": "integer"}}},
                        "content": {
                            "application/json": {
                                "schema": {
                                    "type": "object",
                                    "required": ["a"],
                                    "properties": {"a": {"type": "integer"}},
                                },
                            },
                        },
                    },
                    "202": {"description": "Taken."},
                    "204": {"description": "Nothing."},
                },
            },
            "put": {
                "operationId": "putA",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"type": "object", "properties": {"a": {"type": "integer"}}},
                        },
                    },
                },
                "responses": {"204": {"description": "Done."}},
            },
        },
    },
}
GOOD = Exchange(
    "good",
    "local",
    "small",
    None,
    "getA",
    {"server": "none"},
    Request.of("GET", "https://api.example.test/v1/a/1"),
    Response.of(200, [("content-type", "application/json"), ("x-left", "1")], b'{"a":1}'),
)
PUT = Exchange(
    "put",
    "local",
    "small",
    None,
    "putA",
    {"server": "none"},
    Request.of("PUT", "https://api.example.test/v1/a/1", [("content-type", "application/json")], b'{"a":1}'),
    Response.of(204),
)
BODY = {"headers": (("content-type", "application/json"),), "content": b"{}"}
RULES = [
    Rule(
        "request.parameter.undocumented",
        "Schemathesis has a validator for each documented parameter, and none for what else was sent",
        with_request(GOOD, url="https://api.example.test/v1/a/1?b=1"),
    ),
    Rule(
        "request.body.unknown",
        "a schema that is open lets any field in; that it is not described is a note of conform's",
        with_request(PUT, content=b'{"a":1,"b":1}'),
    ),
    Rule(
        "response.body.unknown",
        "a schema that is open lets any field in; that it is not described is a note of conform's",
        with_response(GOOD, content=b'{"a":1,"b":1}'),
    ),
    Rule(
        "response.body.undocumented",
        "where no content is described Schemathesis validates none",
        with_response(GOOD, status=202, **BODY),
    ),
    Rule(
        "response.body.forbidden",
        "no check of Schemathesis knows which statuses have no body",
        with_response(GOOD, status=204, **BODY),
    ),
]
