"""What secrets and personal data look like: names that hold them, and texts that give themselves away."""

import base64
import binascii
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, TypeAlias

Found: TypeAlias = tuple[str, int, int]  # rule, start, end

_NAMES = (
    "passw(?:or)?ds?|pwd|passphrase|passcode|secret|token|apikey|accesskey|secretkey|privatekey|signingkey|clientkey|authkey"
    "|portalkey|authorization|credentials?|signature|sig|jwt|session|sessionid|sid|otp|pin|cvv|cvc|ssn|assertion"
)
_MANY = "secrets|apikeys|accesskeys|(?:access|refresh|auth|api|bearer)tokens|(?:recovery|backup)codes"
_NAME = {
    "field": re.compile(rf"(?:.*(?:{_NAMES}|{_MANY})|auth|bearer|pass)$"),  # a field `key` is mostly that of a pair
    "query": re.compile(rf"(?:.*(?:{_NAMES})|auth|bearer|key|pass)$"),
    "header": re.compile(rf"(?:.*(?:{_NAMES}|key|auth|cookie|cookie2))$"),
}
_HARMLESS = re.compile(r".*(?:idempotencykey|tokentype|tokenlimit|pagekey|sortkey|primarykey|partitionkey)$")
# What the scrubber writes; and what documents print in place of a secret.
_OURS = re.compile(
    r"(?:[A-Za-z]+ )?(?i:redacted)(?:-\d+)?|0{8}-0000-4000-8000-\d{12}|0{20,}[0-9a-fA-F]+"
    r"|person-\d+(?:@|%40)example\.com"
    r"|\+1555010\d{4,}|192\.0\.2\.\d+|2001:db8::[0-9a-f]+|90{3,}\d{0,4}|0{2,}\d{1,2}"
    r"|(?:[A-Za-z]{1,6}[-_.:])?(?=.*[xX]{2})[xX0\W_]*\d{0,6}[xX\W_]*"
)
_PRINTED = re.compile(
    r"(?:(?i:bearer|basic|token|apikey) +)?(?:(?i:your|my|some|example)[_ -][A-Za-z_ -]+"
    r"|[A-Z]+_[A-Z_]*(?:KEY|TOKEN|SECRET|PASSWORD|ID)|(?i:secret|token|password|string|key)"
    r"|<[^<>]+>|\{[^{}]+\}|\$\{?[A-Z_]+\}?|\*{3,}|\.{3}|[xX]{3,})"
)
# Of each, the part that is the secret is the second group.
_SHAPES = {
    "a JSON web token": re.compile(
        rb"(?<![A-Za-z0-9_-])()(eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*)?)"
    ),
    "a key that begins as keys do": re.compile(
        rb"(?<![A-Za-z0-9])()((?:sk|rk|pk|whsec)[-_](?=[A-Za-z_-]{0,60}\d)[A-Za-z0-9_-]{16,250})"
    ),
    "a key of a cloud": re.compile(rb"(?<![A-Za-z0-9])()((?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])|AIza[0-9A-Za-z_-]{35})"),
    "a token of a code host": re.compile(
        rb"(?<![A-Za-z0-9])()(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{20,})"
    ),
    "a token of a chat": re.compile(rb"(?<![A-Za-z0-9])()(xox[abeoprs]-[A-Za-z0-9-]{10,})"),
    "a private key": re.compile(rb"(-----BEGIN [A-Z ]*PRIVATE KEY-----)([A-Za-z0-9+/=\s\\]{40,20000}?)(?=-----END|\Z)"),
    "a bearer token": re.compile(rb"(?i)(\bbearer[ +]+)((?=[A-Za-z._~+/-]{0,60}\d)[A-Za-z0-9._~+/-]{20,4000}={0,2})"),
    "a password in an address": re.compile(
        rb"(\b[a-z][a-z0-9+.-]{1,20}://)([^/\s:@\"'<>{}$\\]{1,100}:[^/\s@\"'<>{}$\\]{3,200})"
        rb"(?=@(?![\w.-]*\.(?:test|example|invalid)\b))"
    ),
    "a credential in a query": re.compile(
        rb"(?i)([?&;](?:access_?token|api_?key|client_secret|refresh_token|id_token|token|secret|password"
        rb"|x-amz-signature|x-amz-security-token|x-goog-signature|signature|sig)=)([^&\s\"'<>#\\{}$]{6,2000})"
    ),
}
_BASIC = re.compile(rb"(?i)(\bbasic[ +]+)([A-Za-z0-9+/_-]{8,2000}={0,2})")
_RUN = re.compile(rb"(?<![A-Za-z0-9_+/=%.-])[A-Za-z0-9_+/-]{20,256}={0,2}(?![A-Za-z0-9_+/%-])")
_HEX = re.compile(rb"(?<![A-Za-z0-9_-])(?:[0-9a-f]{32,256}|[0-9A-F]{32,256})(?![A-Za-z0-9_-])")
UUID = re.compile(
    rb"(?<![0-9a-zA-Z-])[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}(?![0-9a-zA-Z])"
)
EMAIL = re.compile(
    rb"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9])"
)
PHONE = re.compile(rb"(?<![A-Za-z0-9+/=_-])\+[1-9](?:[ ()./-]{0,2}[0-9]){7,14}(?![A-Za-z0-9+/=])")
_NOBODY = re.compile(rb"@(?:[\w-]+\.)*(?:example\.(?:com|org|net)|example|test|invalid|localhost)$", re.IGNORECASE)


def is_secret_name(name: str, where: Literal["field", "query", "header"]) -> bool:
    """Whether a header, a parameter of a query or form, or a field of that name holds a credential."""
    plain = re.sub("[^a-z0-9]", "", name.lower())
    return bool(_NAME[where].match(plain)) and not _HARMLESS.match(plain)


def is_ours(value: str) -> bool:
    """Whether a value is a placeholder as the scrubber writes them."""
    return _OURS.fullmatch(value.strip()) is not None


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for a secret, in a recording or in a document."""
    return is_ours(value) or _PRINTED.fullmatch(value.strip()) is not None


def secrets(text: bytes) -> Iterator[Found]:
    """Find what is a secret by its shape alone: rule, start and end of the secret itself."""
    for rule, pattern in _SHAPES.items():
        for match in pattern.finditer(text):
            if not is_ours(match[2].decode("latin-1")) and b"REDACTED" not in match[2]:
                yield rule, *match.span(2)
    for match in _BASIC.finditer(text):
        if _is_basic(match[2]):
            yield "a name and a password", *match.span(2)


def tokens(text: bytes) -> Iterator[Found]:
    """Find long texts that look drawn at random; only recordings have no other use for such."""
    for match in _RUN.finditer(text):
        if _is_random(match[0]):
            yield "a long random text", *match.span()
    for match in _HEX.finditer(text):
        if not is_ours(match[0].decode()) and len(set(match[0])) > 6:
            yield "a long random number", *match.span()


def personal(text: bytes) -> Iterator[Found]:
    """Find what tells one person or one object from all others: ids, addresses, telephone numbers."""
    for kind, pattern in (("uuid", UUID), ("email", EMAIL), ("phone", PHONE)):
        for match in pattern.finditer(text):
            if not is_ours(match[0].decode("latin-1")) and not (kind == "email" and _NOBODY.search(match[0])):
                yield kind, *match.span()


def _is_basic(run: bytes) -> bool:
    try:
        name, colon, password = base64.b64decode(run, altchars=b"-_").decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return False
    return bool(colon and (name + password).isprintable() and not is_ours(password))


def _is_random(run: bytes) -> bool:
    if len(set(run) & set(b"0123456789")) < 2 or run.islower() or run.isupper() or is_ours(run.decode()):
        return False
    if not re.search(rb"[a-z]", run) or not re.search(rb"[A-Z]", run):
        return False
    shares = [count / len(run) for count in Counter(run).values()]
    return -sum(share * math.log2(share) for share in shares) >= 3.6
