"""What a session knows to be secret or personal, and the placeholder of each: equal values have equal ones.

Placeholders are counted, so that nothing can be told from them but which are equal. They are of the type of what they
stand for: a UUID for a UUID, digits for digits.
"""

import base64
import html
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_address
from itertools import count
from urllib.parse import quote, quote_plus

from scripts.record import shapes
from scripts.record.layers import Edit

# What is shorter may be a part of any word: it is replaced where it stood as a secret, and nowhere else.
SHORTEST = 6
# With more forms than that, a text is first searched for how they begin: its length times their number is too much.
_MANY = 400
Fits = Callable[[str], bool]


@dataclass(slots=True)
class Vault:
    """The secrets of one session; `public` is text that anybody may read, such as the description."""

    public: str = field(default="", repr=False)
    kept: set[str] = field(default_factory=set[str], repr=False)
    _known: dict[str, str] = field(default_factory=dict[str, str], repr=False)  # lower case -> placeholder
    _everywhere: dict[str, str] = field(default_factory=dict[str, str], repr=False)  # lower case -> what it is
    _fits: dict[str, list[Fits]] = field(default_factory=dict[str, list[Fits]], repr=False)
    _counts: dict[str, Iterator[int]] = field(default_factory=dict[str, "Iterator[int]"], repr=False)
    _pattern: re.Pattern[bytes] | None = field(default=None, repr=False)
    _forms: list[tuple[bytes, str]] | None = field(default=None, repr=False)
    short: dict[str, None] = field(default_factory=dict[str, None], repr=False)

    def learn(self, value: str, what: str, fits: Iterable[Fits] = (), *, tell: bool = True) -> bool:
        """Take a value that must not reach the disk; False where it stands for a secret and is none.

        `tell`: whether to say so where it is too short to be replaced everywhere.
        """
        if not value.strip() or shapes.is_ours(value):
            return False
        key = value.lower()
        self._fits.setdefault(key, []).extend(fits)
        if len(value) < SHORTEST or key in self.public:
            if tell:
                why = "has fewer than 6 letters" if len(value) < SHORTEST else "is a word of the description"
                self.short[f"{what} {why}"] = None
        elif key not in self._everywhere:
            self._everywhere[key] = what
            self._pattern = self._forms = None
        return True

    def placeholder(self, value: str) -> str:
        """Return what stands for a value."""
        key = value.lower()
        if key not in self._known:
            self._known[key] = self._fresh(value, self._fits.get(key, []))
        found = self._known[key]
        return found.upper() if value.isupper() and found.startswith("0000") else found

    def find(self, text: bytes, is_text: bool) -> Iterator[Edit]:
        """Find what to replace in a text: secrets that are known, and what gives itself away by its shape."""
        if self._everywhere:
            for match in self._compiled().finditer(text):
                yield self._edit(text, *match.span())
        if not is_text:
            return
        for look in (shapes.secrets, shapes.tokens, shapes.personal):
            for _, start, end in look(text):
                if text[start:end].decode("utf-8", "replace").lower() not in self.kept:
                    yield self._edit(text, start, end)

    def leaks(self, text: bytes) -> Iterator[str]:
        """Find what of the secrets is still in a text, by writing each in every way; says what, never which."""
        if self._forms is None:
            self._forms = [(form, what) for value, what in self._everywhere.items() for form in _forms(value)]
        lower, forms = text.lower(), self._forms
        if len(forms) > _MANY:
            heads = {form[:SHORTEST] for form, _ in forms}
            size = len(lower) - SHORTEST + 1
            there = {head for start in range(size) if (head := lower[start : start + SHORTEST]) in heads}
            forms = [each for each in forms if each[0][:SHORTEST] in there]
        yield from dict.fromkeys(what for form, what in forms if form in lower)

    def cut(self, text: bytes) -> int:
        """Tell where a text that was cut off has to end, so that it does not end within a secret."""
        longest = 0
        for value in self._everywhere:
            for form in _forms(value):
                size = min(len(form) - 1, len(text))
                tail = text[len(text) - size :].lower()
                longest = max(longest, next((n for n in range(size, 2, -1) if form.startswith(tail[size - n :])), 0))
        return len(text) - longest

    def _edit(self, text: bytes, start: int, end: int) -> Edit:
        value = text[start:end].decode("utf-8", "surrogateescape")
        known = value.replace("+", " ") if self._is_plus(value) else value
        return Edit(start, end, self.placeholder(known).encode("utf-8", "replace"))

    def _is_plus(self, value: str) -> bool:
        return value.lower() not in self._everywhere and value.replace("+", " ").lower() in self._everywhere

    def _compiled(self) -> re.Pattern[bytes]:
        if self._pattern is None:
            forms = {each for value in self._everywhere for each in (value, value.replace(" ", "+"))}
            ordered = sorted((_raw(each) for each in forms), key=len, reverse=True)
            self._pattern = re.compile(b"|".join(map(re.escape, ordered)), re.IGNORECASE)
        return self._pattern

    def _fresh(self, value: str, fits: list[Fits]) -> str:
        number = self._next(_kind(value))
        usual = _written(value, number)
        if all(fit(usual) for fit in fits):
            return usual
        # the schema asks for a form: letters for letters, digits for digits, the beginning as it was
        head = re.match(r"[A-Za-z]{1,6}[-_.:]", value)
        for kept in (len(head[0]) if head else 0, 0):
            masked = value[:kept] + _masked(value[kept:], number)
            if masked.lower() != value.lower() and all(fit(masked) for fit in fits):
                return masked
        return usual

    def _next(self, kind: str) -> int:
        return next(self._counts.setdefault(kind, count(1)))


def _raw(value: str) -> bytes:
    """Return the bytes of a value that came from bytes, or from JSON, which can escape half a letter."""
    try:
        return value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")


def _kind(value: str) -> str:
    raw = _raw(value)
    if shapes.UUID.fullmatch(raw):
        return "uuid"
    if shapes.EMAIL.fullmatch(raw):
        return "email"
    if shapes.PHONE.fullmatch(raw):
        return "phone"
    if value.isascii() and value.isdigit():
        return "digits"
    try:
        return f"ip{ip_address(value).version}"
    except ValueError:
        return "hex" if re.fullmatch(r"[0-9a-fA-F]{24,}", value) else "text"


def _written(value: str, number: int) -> str:
    kind = _kind(value)
    if kind == "digits":
        # no zero in front, so that it is a number in JSON as well; three behind, by which it is known again
        return f"9{number:0{max(len(value) - 1, 3 + len(str(number)))}}"
    if kind == "hex":
        return f"{number:0{len(value)}x}"
    return {
        "uuid": f"00000000-0000-4000-8000-{number:012}",
        "email": f"person-{number}@example.com",
        "phone": f"+1555010{number:04}",
        "ip4": f"192.0.2.{number % 256}",
        "ip6": f"2001:db8::{number:x}",
        "text": f"REDACTED-{number}",
    }[kind]


def _masked(value: str, number: int) -> str:
    """Write a value with other letters and digits, the last of them counting."""
    letters = ["x" if each.islower() else "X" if each.isupper() else "0" if each.isdigit() else each for each in value]
    digits = iter(reversed(str(number)))
    for index in reversed(range(len(letters))):
        if letters[index] == "0":
            letters[index] = next(digits, "0")
    return "".join(letters)


def _forms(value: str) -> set[bytes]:
    """Every way to write a value that is looked for at the end, in lower case: base64 too, which makes it stricter."""
    raw = _raw(value)
    texts = {
        value,
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        json.dumps(value)[1:-1].replace("/", "\\/"),
        html.escape(value),
        quote(raw, safe=""),
        quote(raw),
        quote_plus(raw),
        quote(quote(raw, safe=""), safe=""),
        raw.hex(),
    }
    forms = {_raw(each).lower() for each in texts}
    return forms | {each.lower() for each in _base64(raw)}


def _base64(raw: bytes) -> Iterator[bytes]:
    """Write the letters that stand for it alone, whatever it stands between in what is encoded."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        begin, end = (0, 2, 3)[before], (len(raw) + before) * 8 // 6
        inner = coded[begin:end]
        if len(inner) >= SHORTEST:
            yield from (inner, inner.replace(b"+", b"-").replace(b"/", b"_"))


def credentials(vendor: str) -> dict[str, str]:
    """Tell what the client of a vendor reads from the environment, but addresses: its credentials, by variable."""
    prefix = f"{vendor.upper()}_"
    return {
        name: value
        for name, value in os.environ.items()
        if name.startswith(prefix) and not name.endswith("_URL") and value
    }
