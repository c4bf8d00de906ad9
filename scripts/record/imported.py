"""Recordings of others: HAR 1.2, and the YAML cassettes of vcrpy. They are scrubbed like what is recorded here."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from scripts import document
from scripts.exchange import Request, Response
from scripts.exchange.har import Entry, read_har
from scripts.problem import Problem, refuse
from scripts.record.call import LARGEST, Room, Tape


def entries(path: Path, date: str | None) -> tuple[list[Entry], list[Problem]]:
    """Read the calls of a file by its ending, and what is wrong with others; `date` is for those that have none."""
    name = document.from_here(path)
    if date is not None and not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        refuse("--date", f"{date} is no date", "write it as 2026-01-31")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        refuse(name, f"is not UTF-8 ({error.reason})", "save it as UTF-8")
    if path.suffix in {".har", ".json"}:
        return read_har(text, name)
    if path.suffix not in {".yaml", ".yml"}:
        refuse(name, "is neither a HAR nor a cassette", "give a .har, or a .yaml of vcrpy")
    return _cassette(text, name, date)


def _cassette(text: str, name: str, date: str | None) -> tuple[list[Entry], list[Problem]]:
    try:
        tree = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)  # the error itself quotes the line
        where = f"{name}:{mark.line + 1}" if mark else name
        refuse(where, f"is not YAML that can be read ({getattr(error, 'problem', '')})", "record it again")
    if not document.is_object(tree) or not document.is_array(tree.get("interactions")):
        refuse(name, "is no cassette: it has no interactions", "give one that vcrpy wrote")
    found: list[Entry] = []
    problems: list[Problem] = []
    for index, each in enumerate(tree["interactions"]):
        where = f"{name}:/interactions/{index}"
        try:
            found.append(_interaction(each, where, date))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            what = f"can't be read ({type(error).__name__}: {error})"
            problems.append(Problem(where, what, "record it again, or give its --date"))
    return found, problems


def _interaction(each: Any, where: str, date: str | None) -> Entry:
    sent, got = each["request"], each["response"]
    when = str(each.get("recorded_at") or "")[:10] or date
    if not when or not re.fullmatch(r"\d{4}-\d\d-\d\d", when):
        raise ValueError("it does not say when it was recorded")
    url = str(sent["uri"]).partition("#")[0]
    headers = list(_headers(got["headers"]))
    encoding = ",".join(value for name, value in headers if name == "content-encoding")
    body = Tape(LARGEST, Room())
    body.add(_bytes(got["body"]["string"]))
    if body.is_over:
        raise ValueError(f"its body has more than {LARGEST} bytes")
    content = b"".join(piece for _, piece in body.decoded(encoding))
    return Entry(
        where,
        Request.of(sent["method"], url, _headers(sent["headers"]), _bytes(sent.get("body"))),
        Response.of(int(got["status"]["code"]), headers, content),
        when,
        urlsplit(url).hostname or "",
    )


def _headers(tree: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, values in tree.items():
        for value in values if document.is_array(values) else [values]:
            yield name.lower(), value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _bytes(value: Any) -> bytes:
    if value is None:
        return b""
    if not isinstance(value, str | bytes):
        raise TypeError("a body that is neither text nor bytes")
    return value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value
