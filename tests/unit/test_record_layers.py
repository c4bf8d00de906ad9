"""Encodings around encodings: what is hidden in any of them is found, and all around it stays as it was."""

import base64
import html
import json
import random
import string
from collections.abc import Callable
from urllib.parse import quote, quote_plus, unquote

import pytest

from scripts.record import layers
from scripts.record.vault import Vault
from tests.recording import reveals

ALPHABETS = [
    string.ascii_letters + string.digits,
    string.printable[:95],
    string.digits,
    "abcdef0123456789",
    string.ascii_letters + "+/=-_ äß€",
]


def some(chance: random.Random, text: str, write: Callable[[str], str], always: str = "") -> str:
    return "".join(write(each) if each in always or chance.random() < 0.5 else each for each in text)


def encodings(chance: random.Random) -> list[Callable[[str], str]]:
    def escaped(letter: str) -> str:
        return f"\\u{ord(letter):04x}"

    def percent(letter: str) -> str:
        return "".join(f"%{each:02x}" for each in letter.encode())

    return [
        lambda text: quote(text, safe=""),
        quote_plus,
        lambda text: some(chance, text, percent, "%+ äß€"),
        lambda text: json.dumps({"a": text}),
        lambda text: json.dumps({"a": text}, ensure_ascii=False),
        lambda text: json.dumps([text]).replace("/", "\\/"),
        lambda text: '"' + some(chance, text, escaped, '"\\\n') + '"',
        lambda text: f"<p>{html.escape(text)}</p>",
        lambda text: some(chance, text, lambda each: f"&#{ord(each)};", "&"),
        lambda text: base64.b64encode(text.encode()).decode(),
        lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
        lambda text: "key/" + base64.b64encode(("ab"[: chance.randrange(3)] + text).encode()).decode(),
        lambda text: base64.encodebytes(text.encode()).decode(),
        lambda text: text.encode().hex(),
        lambda text: text.encode().hex().upper(),
        lambda text: f"see {text} there",
        lambda text: f"https://x.example/p?k={text}&b=1",
    ]


@pytest.mark.parametrize("seed", range(10))
def test_a_secret_is_found_behind_up_to_four_encodings(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        secret = "x" + "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randint(6, 40))) + "y"
        vault = Vault()
        vault.learn(secret, "the secret")
        text = secret
        chosen = chance.choices(encodings(chance), k=chance.randint(1, 4))
        for encode in chosen:
            text = encode(text)
        found = layers.edits(text.encode(), vault.find)
        assert found, text
        assert not reveals(layers.apply(text.encode(), found), secret), text


def test_what_is_replaced_is_encoded_as_what_was_there() -> None:
    vault = Vault()
    vault.learn("wolke zucker", "the secret")
    inner = json.dumps({"a": "x wolke zucker y", "b": 1})
    coded = base64.b64encode(inner.encode()).decode()
    text = f'{{"c": "{quote(coded, safe="")}", "d": "&lt;wolke+zucker&gt;"}}'.encode()
    # what is known alone: by its shape, the whole of the base64 is a token
    clean = json.loads(layers.apply(text, layers.edits(text, lambda each, _: vault.find(each, False))))
    assert json.loads(base64.b64decode(unquote(clean["c"]))) == {"a": "x REDACTED-1 y", "b": 1}
    assert clean["d"] == "&lt;REDACTED-1&gt;"


def test_a_text_without_secrets_stays_as_it_is() -> None:
    vault = Vault()
    vault.learn("wolke zucker", "the secret")
    text = b'{"a": "100%25 &amp; \\u00fc", "b": "aGVsbG8gd29ybGQ=", "c": "2026-01-31T10:00:00+00:00", "d": "deadbeef"}'
    assert layers.edits(text, vault.find) == []


def test_marks_move_with_the_text_around_them() -> None:
    marks = [2, 6, 8, 12]
    changes = [layers.Edit(4, 8, b"longer-text"), layers.Edit(9, 11, b"")]
    assert layers.apply(b"012345678901", changes, marks) == b"0123longer-text81"
    assert marks == [2, 9, 15, 17]


@pytest.mark.parametrize(
    "piece",
    [b"eyJ", b"sk-", b"bearer ", b"?token=", b"a@", b"a://", b"+1 1", b"%41", b"\\", b"&", b"ab", b"-----BEGIN "],
)
def test_no_text_takes_more_than_its_share_of_steps(piece: bytes) -> None:
    """A pattern that looks back at what it has seen would need hours for this, not a second."""
    layers.edits(piece * 20_000, Vault().find)
