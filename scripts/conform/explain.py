"""What a code means, for a person who has just met it."""

import difflib

from scripts.conform.codes import EXPLAINED, Explained
from scripts.problem import refuse

# What a keyword of JSON Schema, or of OpenAPI, asks of a value.
KEYWORDS = {
    "additionalProperties": "the object has no fields but those that are named",
    "anyOf": "the value fits one at least of several schemas",
    "const": "the value is the one that is given",
    "contains": "the array holds a member that fits",
    "dependentRequired": "where one field is, another is too",
    "dependentSchemas": "where one field is, the object fits a further schema",
    "discriminator": "the object fits the schema that its tag names",
    "else": "the value fits the further schema, since a condition was not met",
    "enum": "the value is one of those that are listed",
    "exclusiveMaximum": "the number is less than a limit",
    "exclusiveMinimum": "the number is more than a limit",
    "false": "nothing fits here: there is to be no such value",
    "format": "the text, or the number, is of a known form, such as a date, a UUID or an int32",
    "items": "the members of the array fit a schema",
    "maxContains": "the array holds no more members that fit than it may",
    "maxItems": "the array has no more members than it may",
    "maxLength": "the text has no more characters than it may; a file no more bytes",
    "maxProperties": "the object has no more fields than it may",
    "maximum": "the number is no more than a limit",
    "minContains": "the array holds as many members that fit as it must",
    "minItems": "the array has as many members as it must",
    "minLength": "the text has as many characters as it must; a file as many bytes",
    "minProperties": "the object has as many fields as it must",
    "minimum": "the number is no less than a limit",
    "multipleOf": "the number is a multiple of another",
    "not": "the value does not fit a schema",
    "oneOf": "the value fits one of several schemas, and no second one",
    "pattern": "the text matches a regular expression",
    "propertyNames": "the names of the fields fit a schema",
    "readOnly": "the field is the service's alone: a request has no business with it (a note)",
    "required": "the field is there",
    "tag": "the field that tells the members of a choice apart has a value that one of them is for",
    "then": "the value fits the further schema, since a condition was met",
    "type": "the value is of a type: text, number, truth value, object, array, null",
    "unevaluatedItems": "the array has no members but those that some schema is for",
    "unevaluatedProperties": "the object has no fields but those that some schema names",
    "uniqueItems": "no two members of the array are equal",
    "writeOnly": "the field is sent and never given back: a response that has it may tell a secret (a note)",
}
_EXAMPLES = {
    "response.body.type": (
        "list-items-200: response.body/items/0/size: error: response.body.type: expected integer, got \"9\": service, "
        "/components/schemas/Item/properties/size/type (specs/acme/openapi.yaml:120)"
    ),
    "request.parameter.missing": (
        "list-items-200: request.query.page: error: request.parameter.missing: expected a value, got nothing: client, "
        "/components/parameters/Page/required (overlays/acme/20-repairs.yaml:14)"
    ),
}  # fmt: skip


def explain(code: str) -> str:
    """Say what a code means, who is to blame as a rule, and what to do; refuse one that there is not."""
    found, keyword = EXPLAINED.get(code), ""
    if found is None:
        family, _, keyword = code.rpartition(".")
        found = EXPLAINED.get(f"{family}.") if keyword in KEYWORDS else None
    if found is None:
        near = difflib.get_close_matches(code, _known(), n=3)
        refuse(code, "is no code of a finding", f"use {' or '.join(near)}" if near else "take one from a finding")
    return "\n".join(_lines(code, found, keyword))


def _lines(code: str, found: Explained, keyword: str) -> list[str]:
    lines = [code, f"  means      {found.means}"]
    lines += [f"  {keyword:<10} asks that {KEYWORDS[keyword]}"] if keyword else []
    if code.endswith("."):
        lines.append(f"  ends in    a keyword of JSON Schema: {', '.join(KEYWORDS)}")
    lines += [f"  to blame   {found.blame}", f"  what next  {found.cure}"]
    return [*lines, f"  example    {_EXAMPLES[code]}"] if code in _EXAMPLES else lines


def _known() -> list[str]:
    families = [code for code in EXPLAINED if code.endswith(".")]
    return [*EXPLAINED, *(f"{family}{keyword}" for family in families for keyword in KEYWORDS)]
