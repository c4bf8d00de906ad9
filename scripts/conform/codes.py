"""Every code of a finding: what it means, who is usually to blame and why, what to do next.

A code that ends in a dot stands for all that begin so; after the dot comes the keyword of JSON Schema that failed.
"""

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explained:
    """What there is to say of a code."""

    means: str
    blame: str
    cure: str


_CLIENT = "the client, which sent what nobody described; the spec, where the live service took it (2xx)"
_SERVICE = (
    "the service, if it is live, or the spec, where that is a guess (`x-inferred`); the recording, if the answer is "
    "from a server of ours; the spec, if a document's"
)
_NEW = "the spec, below 500: the live service answers so; the service above"
_SPEC = "the spec: what is there and not described is missing from it"
_RECORDING = "the recording: no exchange can have been so"
_CONFORM = "the spec as far as conform goes: nobody has judged this part, so that nothing is said of it"
_OVERLAY = "an overlay that cites the exchange"
_RECORD = "record the exchange again, or mend the file by its source and say so under `repaired`"

_REQUEST = {
    "server.undocumented": (
        "no server of the description begins this address", _CLIENT,
        "compare scheme, host and the beginning of the path with `servers`; a proxy's address is `--spec`'s business",
    ),
    "server.wrong": (
        "the operation is there, but not on this server", _CLIENT,
        "send it where the operation's own `servers` say, or correct these",
    ),
    "path.undocumented": (
        "no path of the description fits the address", _CLIENT,
        "look for a misspelt segment or an empty parameter (`//`); describe the path if the service has it",
    ),
    "method.undocumented": (
        "the path is there, but not with this method", _CLIENT, "use one that is listed, or describe the operation",
    ),
    "auth.missing": (
        "none of the ways to authenticate was used", _CLIENT,
        "send the credential, or add `{}` to `security` where the service asks for none; with a 401 this is a note",
    ),
    "auth.malformed": (
        "the credential is not written as its scheme has it", _CLIENT,
        "write `Basic` and name:password in base64; a placeholder counts as a credential",
    ),
    "parameter.missing": (
        "a required parameter was not sent", _CLIENT, "send it, or drop `required` where the service does without",
    ),
    "parameter.undocumented": (
        "a query parameter was sent that the description does not know", _CLIENT,
        "look for a misspelt name; describe the parameter if the service knows it",
    ),
    "parameter.repeated": (
        "a parameter with one value was sent more than once", _CLIENT,
        "send it once, or make its schema an array if it may be repeated",
    ),
    "parameter.malformed": (
        "the text of a parameter can't be taken apart as its style says", _CLIENT,
        "compare `style` and `explode` with the address: `.a`, `;p=a`, `p[a]=1`, `a,1,b,2`",
    ),
    "parameter.unknown": (
        "a parameter that is an object has a field that its schema does not name", _CLIENT,
        "look for a misspelt name; describe the field if the service knows it",
    ),
    "parameter.unjudged": (
        "conform does not read this style of parameter, or its media type", _CONFORM,
        "use a style of the standard, or JSON or text as `content`",
    ),
    "parameter.": (
        "the value of a parameter breaks its schema", _CLIENT, "correct the value, or the schema if it was taken",
    ),
    "header.missing": ("a part of a form lacks a required header", _CLIENT, "send it with the part"),
    "header.repeated": ("a part of a form has a header with one value twice", _CLIENT, "send it once"),
    "header.malformed": ("the header of a part can't be taken apart", _CLIENT, "write it as its schema says"),
    "header.unknown": ("a header of a part has a field that its schema does not name", _CLIENT, "describe the field"),
    "header.unjudged": ("conform does not read this kind of header", _CONFORM, "describe it by a schema"),
    "header.": ("a header of a part breaks its schema", _CLIENT, "correct the value, or the schema in `encoding`"),
    "body.missing": (
        "a required body was not sent", _CLIENT, "send one, or drop `required` where the service does without",
    ),
    "body.undocumented": (
        "a body was sent where none is described", _CLIENT, "send none, or describe `requestBody` if it counts",
    ),
}  # fmt: skip
_RESPONSE = {
    "status.undocumented": (
        "neither the status nor its range is described, and there is no default",
        _NEW, f"describe the status in {_OVERLAY}",
    ),
    "header.missing": (
        "a required header did not come", _SERVICE, "look whether a proxy dropped it; else drop `required`",
    ),
    "header.repeated": (
        "a header with one value came more than once", _SERVICE, "make its schema an array if it is a list",
    ),
    "header.malformed": ("the text of a header can't be taken apart", _SERVICE, "correct its schema or its `content`"),
    "header.unknown": (
        "a header that is an object has a field that its schema does not name", _SPEC, "describe the field",
    ),
    "header.unjudged": (
        "conform does not read this kind of header", _CONFORM, "describe it by a schema, or JSON or text as `content`",
    ),
    "header.": (
        "the value of a header breaks its schema", _SERVICE, f"correct the schema in {_OVERLAY}, or tell the vendor",
    ),
    "body.missing": (
        "a body is described, but none came", _SERVICE, "describe a response without `content` where that is right",
    ),
    "body.undocumented": (
        "a body came where none is described", _NEW, f"describe its `content` in {_OVERLAY}",
    ),
    "body.forbidden": (
        "a body came where HTTP allows none", _SERVICE, "to HEAD, and with 1xx, 204, 205 and 304, there is no body",
    ),
}  # fmt: skip
_BODIES = {
    "body.malformed": (
        "the body is not of the format its content type says",
        "look at the place: JSON that breaks off, a form without its boundary, a stream without its last event",
    ),
    "body.repeated": ("a form has a field with one value more than once", "make its schema an array if it is a list"),
    "body.part-type": ("a part of a form is of another type than its encoding says", "compare it with `encoding`"),
    "body.unjudged": ("conform does not read this content type", "check by hand; XML and binary formats are such"),
    "body.unknown": ("the body has a field that its schema does not name", "describe the field, unless it is a slip"),
    "body.": (
        "the body breaks its schema",
        f"where the live service has it so, correct the schema in {_OVERLAY}; else the body",
    ),
    "content-type.missing": (
        "there is a body, but nothing says of what type", "send the header; nobody else can know how to read the body",
    ),
    "content-type.undocumented": (
        "the body is of a type that is not described",
        "an HTML page in place of JSON is mostly a proxy's or a login's; else describe the type",
    ),
    "content-type.charset": ("the content type names a charset that is none", "correct it; UTF-8 is the usual one"),
}  # fmt: skip
_RECORDINGS = {
    "operation": (
        "the exchange names another operation than the one its request calls",
        "correct `operation` in the file, by the operationId of the effective spec",
    ),
    "url": ("the address has a fragment, which is never sent", _RECORD),
    "status": ("the status ends no exchange", _RECORD),
    "chunks": ("the pieces of the stream are not the body", _RECORD),
    "content-length": ("the header tells of another length than the body has", _RECORD),
    "content-encoding": (
        "the header tells of an encoding, and bodies are written down decoded", "leave the header out",
    ),
}  # fmt: skip


def _explained() -> Iterator[tuple[str, Explained]]:
    for name, (means, blame, cure) in _REQUEST.items():
        yield f"request.{name}", Explained(means, blame, cure)
    for name, (means, blame, cure) in _RESPONSE.items():
        yield f"response.{name}", Explained(means, blame, cure)
    for side, usual in (("request", _CLIENT), ("response", _SERVICE)):
        for name, (means, cure) in _BODIES.items():
            told = {"body.unjudged": _CONFORM, "body.unknown": _SPEC if side == "response" else usual}
            yield f"{side}.{name}", Explained(means, told.get(name, usual), cure)
    for name, (means, cure) in _RECORDINGS.items():
        yield f"recording.{name}", Explained(means, _RECORDING, cure)


EXPLAINED = dict(_explained())
CODES = {code: each.means for code, each in EXPLAINED.items()}
