"""Planted-bad exchanges and edges, made from the good ones by the description as it is, never by a mutant."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from scripts.document import escape, is_object, resolve
from scripts.exchange import Exchange
from tests.conformance.mutants.edits import put
from tests.conformance.mutants.faults import http_edges, http_faults
from tests.conformance.mutants.samples import UNKNOWN, allows, breaking, edges
from tests.conformance.mutants.subject import Planted, Subject
from tests.conformance.mutants.touch import Asked, Touched, distinct

# What may be wrong with a text that is read as a list of one.
_OF_ITEMS = ("const", "enum", "format", "pattern", "type")


def planted(subject: Subject, touch: Touched) -> Iterator[Planted]:
    """Make the exchanges that break one keyword, or one rule of HTTP, each."""
    for exchange, match in subject.matches:
        yield from http_faults(exchange, match)
    unions, untagged = _unions(subject, touch)
    for pointer, asked in touch.schemas.items():
        schema = resolve(subject.tree, pointer)
        for each in distinct(asked):
            above = [(each.exchange.name, each.slot.place_of(each.path[:length])) for length in range(len(each.path))]
            here = (each.exchange.name, each.place)
            choice = next((place for place in above if place in untagged), here if here in unions else ("", ""))
            for made in _broken(pointer, schema, each):
                yield replace(made, choice=choice[1])


def _unions(subject: Subject, touch: Touched) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Find the values, by exchange and place, that are choices, and those whose branches no tag tells apart."""
    unions, untagged = set[tuple[str, str]](), set[tuple[str, str]]()
    for pointer, asked in touch.schemas.items():
        schema = resolve(subject.tree, pointer)
        branches = [each for keyword in ("anyOf", "oneOf") for each in schema.get(keyword, [])]
        places = {(each.exchange.name, each.place) for each in asked} if branches else set[tuple[str, str]]()
        unions |= places
        if len([each for each in branches if each != {"type": "null"}]) > 1 and "discriminator" not in schema:
            untagged |= places
    return unions, untagged


def _broken(pointer: str, schema: dict[str, Any], asked: Asked) -> Iterator[Planted]:
    for keyword, inner, wrong in breaking(schema, asked.value):
        if keyword == "unknown" and not asked.slot.code.endswith(".body"):
            continue  # unknown fields are told of in bodies alone
        is_text = keyword == "type" and asked.slot.text
        if is_text and any(allows(schema, kind) for kind in ("string", "object")):
            continue
        value = put(asked.slot.value, asked.path, wrong)
        if keyword != "unknown" and asked.slot.fits(value) and "format" not in schema:
            continue  # another part of a choice allows it, or it reads as something else on the wire
        exchange = asked.slot.write(value)
        if exchange is None:
            continue
        of_items = is_text and allows(schema, "array")
        place = asked.slot.place_of((*asked.path, *((0,) if of_items else inner)))
        codes = tuple(f"{asked.slot.code}.{each}" for each in (_OF_ITEMS if of_items else [keyword, "tag"]))
        changed = asked.slot.place_of((*asked.path, *inner))
        yield Planted(f"{keyword} at {place}: {wrong!r:.40}", exchange, codes, place, pointer, changed)


def at_edges(subject: Subject, touch: Touched) -> Iterator[Planted]:
    """Make exchanges that are just allowed, but for a parameter that nobody knows."""
    code, place = ("request.parameter.undocumented",), f"request.query.{UNKNOWN}"
    decided = set(tags(subject, touch))
    for good, match in subject.matches:
        yield from (Planted(what, with_unknown(each), code, place) for what, each in http_edges(good, match))
    for pointer, asked in touch.schemas.items():
        schema = resolve(subject.tree, pointer)
        for each in distinct(asked):
            for what, part, value in edges(schema, each.value):
                whole = put(each.slot.value, each.path, value)
                changed = each.slot.place_of((*each.path, *part))
                tagged = {(each.exchange.name, place) for place in (changed, changed.rpartition("/")[0])} & decided
                is_free = what.startswith("the value") or not tagged
                exchange = each.slot.write(whole) if each.slot.fits(whole) and is_free else None
                if exchange is not None and whole != each.slot.value:
                    yield Planted(f"{what} at {changed}", with_unknown(exchange), code, place, pointer, changed)


def tags(subject: Subject, touch: Touched) -> Iterator[tuple[str, str]]:
    """Find the values, by exchange and place, of which a tag decides what may stand there, and no schema does.

    They are the tags, and objects whose tag names a schema that builds upon the one that is named.
    """
    for pointer, asked in touch.schemas.items():
        found = resolve(subject.tree, pointer).get("discriminator")
        if is_object(found):
            name = escape(str(found["propertyName"]))
            yield from ((each.exchange.name, f"{each.place}/{name}") for each in asked)
            if "properties" in resolve(subject.tree, pointer):
                yield from ((each.exchange.name, each.place) for each in asked)


def with_unknown(exchange: Exchange) -> Exchange:
    """Send one more parameter, which nobody knows."""
    parts = urlsplit(exchange.request.url)
    query = f"{parts.query}&{UNKNOWN}=1" if parts.query else f"{UNKNOWN}=1"
    return replace(exchange, request=replace(exchange.request, url=urlunsplit(parts._replace(query=query))))
