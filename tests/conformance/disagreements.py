"""What conform finds alone, and why that is as it should be. All else that they disagree on is a mistake.

Each rule has a witness, an exchange of a small description: a rule that outlives its reason shows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from scripts.conform import Finding
from scripts.exchange import Exchange, Request, Response
from tests.defects import with_request, with_response

Tree = Mapping[str, Any]
# Of a description, an exchange and a finding.
Condition = Callable[[Tree, Exchange, Finding], bool]


def always(_: Tree, __: Exchange, ___: Finding) -> bool:
    return True


def of_events(_: Tree, exchange: Exchange, __: Finding) -> bool:
    return (exchange.response.header("content-type") or "").startswith("text/event-stream")


def of_lines(_: Tree, exchange: Exchange, __: Finding) -> bool:
    return (exchange.response.header("content-type") or "").startswith(("application/x-ndjson", "application/jsonl"))


def of_openapi(_: Tree, __: Exchange, finding: Finding) -> bool:
    return finding.expected in {"int32", "int64", "byte"}


def of_heirs(tree: Tree, _: Exchange, finding: Finding) -> bool:
    """Whether it is by a schema that a discriminator names where there is no choice, since it builds upon that one."""
    schemas: Tree = tree["components"]["schemas"]
    tags = [each["discriminator"] for each in schemas.values() if "discriminator" in each and "oneOf" not in each]
    heirs = [target.removeprefix("#") for tag in tags for target in tag.get("mapping", {}).values()]
    return any(finding.pointer.startswith(f"{heir}/") for heir in heirs)


@dataclass(frozen=True)
class Rule:
    """What only conform has a finding for, by its code."""

    code: str
    why: str
    witness: Exchange
    when: Condition = always

    def covers(self, tree: Tree, exchange: Exchange, finding: Finding) -> bool:
        return fnmatchcase(finding.code, self.code) and self.when(tree, exchange, finding)


def sides(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Sort findings; that something is not judged is none."""
    told = [each for each in findings if not each.code.endswith(".unjudged")]
    return {side: [each for each in told if each.place.startswith(side)] for side in ("request", "response")}


def fresh(findings: list[Finding], known: list[Finding]) -> list[Finding]:
    """Return what is found in a broken exchange and not in the good one."""
    places = {(each.code, each.place, each.pointer) for each in known}
    return [each for each in findings if (each.code, each.place, each.pointer) not in places]


def disputed(ours: list[Finding], theirs: list[Finding]) -> list[Finding]:
    """All that is found in a request, or in a response, in which the other judge finds nothing."""
    pairs = [(sides(ours)[side], sides(theirs)[side]) for side in ("request", "response")]
    return [each for one, other in pairs if not (one and other) for each in one + other]


def unlisted(tree: Tree, exchange: Exchange, ours: list[Finding], theirs: list[Finding]) -> list[str]:
    found = disputed(ours, theirs)
    return [str(each) for each in found if not any(rule.covers(tree, exchange, each) for rule in RULES)]


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
OBJECT = {
    "type": "object",
    "required": ["a"],
    "properties": {
        "a": {"type": "integer"},
        "b": {"type": "integer", "format": "int32"},
        "animal": {"$ref": "#/components/schemas/Animal"},
        "day": {"anyOf": [{"$ref": "#/components/schemas/Day"}, {"type": "null"}]},
    },
}
SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Small", "version": "1"},
    "servers": [{"url": "https://api.example.test/v1"}],
    "paths": {
        "/a/{id}": {
            "parameters": [ID],
            "get": {
                "operationId": "getA",
                "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}],
                "responses": {
                    "200": {
                        "description": "A.",
                        "headers": {"X-Left": {"required": True, "schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": OBJECT}},
                    },
                    "202": {"description": "Taken."},
                    "204": {"description": "Nothing."},
                },
            },
            "put": {
                "operationId": "putA",
                "security": [{"token": []}],
                "requestBody": {"content": {"application/json": {"schema": OBJECT}}},
                "responses": {"204": {"description": "Done."}},
            },
        },
        "/events": {
            "get": {
                "operationId": "follow",
                "responses": {
                    "200": {"description": "Events.", "content": {"text/event-stream": {"schema": OBJECT}}},
                },
            },
        },
        "/lines": {
            "get": {
                "operationId": "export",
                "responses": {
                    "200": {"description": "Lines.", "content": {"application/x-ndjson": {"schema": OBJECT}}},
                },
            },
        },
    },
    "components": {
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Animal": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string"}},
                "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}},
            },
            "Cat": {
                "allOf": [
                    {"$ref": "#/components/schemas/Animal"},
                    {"type": "object", "required": ["lives"], "properties": {"lives": {"type": "integer"}}},
                ],
            },
            "Day": {"type": "object", "properties": {"trip": {"$ref": "#/components/schemas/Trip"}}},
            "Walk": {"type": "object", "required": ["by"], "properties": {"by": {"type": "string"}}},
            "Swim": {"type": "object", "required": ["by", "in"], "properties": {"by": {"type": "string"}}},
            "Trip": {
                "oneOf": [{"$ref": "#/components/schemas/Walk"}, {"$ref": "#/components/schemas/Swim"}],
                "discriminator": {
                    "propertyName": "by",
                    "mapping": {"foot": "#/components/schemas/Walk", "boat": "#/components/schemas/Swim"},
                },
            },
        },
    },
}
TYPE, TOKEN = ("content-type", "application/json"), ("authorization", "Bearer t")


def small(operation: str, request: Request, response: Response) -> Exchange:
    return Exchange(operation, "local", "small", None, operation, {"server": "none"}, request, response)


URL = "https://api.example.test/v1/a/1"
GOOD = small("getA", Request.of("GET", URL), Response.of(200, [TYPE, ("x-left", "1")], b'{"a":1}'))
PUT = small("putA", Request.of("PUT", URL, [TYPE, TOKEN], b'{"a":1}'), Response.of(204))
EVENTS = small(
    "follow",
    Request.of("GET", "https://api.example.test/v1/events"),
    Response.of(200, [("content-type", "text/event-stream")], b'data: {"a":1}\n\n'),
)
LINES = small(
    "export",
    Request.of("GET", "https://api.example.test/v1/lines"),
    Response.of(200, [("content-type", "application/x-ndjson")], b'{"a":1}\n'),
)
BODY = {"headers": (TYPE,), "content": b"{}"}
RULES = [
    Rule(
        "request.parameter.undocumented",
        "Schemathesis has a validator for each documented parameter, and none for what else was sent",
        with_request(GOOD, url=f"{URL}?b=1"),
    ),
    Rule(
        "request.auth.missing",
        "to Schemathesis a credential is a header like others, whatever stands in it, and with OAuth2 not even that",
        with_request(PUT, headers=(TYPE, ("authorization", "Basic t"))),
    ),
    Rule(
        "request.body.unknown",
        "a schema that is open lets any field in; that it is not described is a note of conform's",
        with_request(PUT, content=b'{"a":1,"c":1}'),
    ),
    Rule(
        "response.body.unknown",
        "a schema that is open lets any field in; that it is not described is a note of conform's",
        with_response(GOOD, content=b'{"a":1,"c":1}'),
    ),
    Rule(
        "response.body.tag",
        "in a response Schemathesis looks for discriminators up to the first choice, and not within it",
        with_response(GOOD, content=b'{"a":1,"day":{"trip":{"by":"air"}}}'),
    ),
    Rule(
        "response.body.*",
        "what a discriminator demands where there is no choice but heirs, to Schemathesis it does not",
        with_response(GOOD, content=b'{"a":1,"animal":{"kind":"cat"}}'),
        of_heirs,
    ),
    Rule(
        "*.body.format",
        "Schemathesis checks the formats of JSON Schema, and not those that OpenAPI adds",
        with_response(GOOD, content=b'{"a":1,"b":2147483648}'),
        of_openapi,
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
    Rule(
        "response.body.*",
        "Schemathesis holds an event as a whole against the schema, which describes its data: it has no say there",
        with_response(EVENTS, content=b'data: {"a":"few"}\n\n'),
        of_events,
    ),
    Rule(
        "response.body.*",
        "lines of JSON are no JSON, and Schemathesis leaves them unread",
        with_response(LINES, content=b'{"a":"few"}\n'),
        of_lines,
    ),
]
