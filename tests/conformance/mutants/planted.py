"""Planted-bad exchanges and edges, made from the good ones by the description as it is, never by a mutant."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scripts.document import resolve
from scripts.exchange import Exchange
from tests.conformance.mutants.edits import put
from tests.conformance.mutants.faults import http_faults
from tests.conformance.mutants.samples import UNKNOWN, allows, breaking, edges
from tests.conformance.mutants.subject import Planted, Subject
from tests.conformance.mutants.touch import Asked, Touched, distinct

# Where a union is on the way, what breaks its branch may be told of the union, by one of these.
UNION = ("anyOf", "const", "enum", "oneOf", "tag", "type")

# On the wire any value is one of these: a text, and a list or an object of what stands in it.
_TEXTS = ("string", "array", "object")


def planted(subject: Subject, touch: Touched) -> Iterator[Planted]:
    """Make the exchanges that break one keyword, or one rule of HTTP, each."""
    for exchange, match in subject.matches:
        yield from http_faults(exchange, match)
    for pointer, asked in touch.schemas.items():
        schema = resolve(subject.tree, pointer)
        for each in distinct(asked):
            yield from _broken(subject, pointer, schema, each)


def _broken(subject: Subject, pointer: str, schema: dict[str, Any], asked: Asked) -> Iterator[Planted]:
    for keyword, inner, wrong in breaking(schema, asked.value):
        if (
            keyword == "type"
            and asked.slot.text
            and any(allows(schema, kind) for kind in ("string", "array", "object"))
        ):
            continue  # a text is one, and what stands in it is a list of one
        value = put(asked.slot.value, asked.path, wrong)
        if keyword != "unknown" and asked.slot.fits(value) and "format" not in schema:
            continue  # another part of a choice allows it, or it reads as something else on the wire
        exchange = asked.slot.write(value)
        if exchange is None:
            continue
        place = asked.slot.place_of((*asked.path, *inner))
        what = f"{keyword} at {place}: {wrong!r:.40}"
        yield Planted(what, exchange, (f"{asked.slot.code}.{keyword}",), place, pointer, place)


def at_edges(subject: Subject, touch: Touched) -> Iterator[Planted]:
    """Make exchanges that are just allowed, but for a parameter that nobody knows."""
    code, place = ("request.parameter.undocumented",), f"request.query.{UNKNOWN}"
    for pointer, asked in touch.schemas.items():
        schema = resolve(subject.tree, pointer)
        for each in distinct(asked):
            for what, value in edges(schema, each.value):
                whole = put(each.slot.value, each.path, value)
                exchange = each.slot.write(whole) if each.slot.fits(whole) else None
                if exchange is not None and whole != each.slot.value:
                    changed = each.slot.place_of(each.path)
                    yield Planted(f"{what} at {changed}", with_unknown(exchange), code, place, pointer, changed)


def with_unknown(exchange: Exchange) -> Exchange:
    """Send one more parameter, which nobody knows."""
    parts = urlsplit(exchange.request.url)
    query = f"{parts.query}&{UNKNOWN}=1" if parts.query else f"{UNKNOWN}=1"
    return replace(exchange, request=replace(exchange.request, url=urlunsplit(parts._replace(query=query))))
