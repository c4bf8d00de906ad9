"""Rewrite an effective spec, by rule and never by vendor, into one that the generator renders right.

    lower(effective, variants) -> one document for one package

Each rule is a module, and the order matters: `gaps` says at length what is said in short, `upgrade` turns OpenAPI 3.0
into 3.1, `refs` leads every reference to a component, `variants` merges the variants of an API, `names` gives
components their Python names, `kinds` says in one way what can be said in several, `nulls` says null at references,
`hoist` names what is anonymous, `flatten` puts the parts of an `allOf` together, `unions` tags the members of a choice,
`aliases` breaks circles. Pure functions of plain data; the inputs are not changed.
"""

from collections.abc import Mapping
from typing import Any

from scripts.lower.aliases import stand_in
from scripts.lower.flatten import flatten
from scripts.lower.gaps import inline, name_values, say_true
from scripts.lower.hoist import hoist
from scripts.lower.kinds import say_once
from scripts.lower.names import rename
from scripts.lower.nulls import lift
from scripts.lower.refs import settle
from scripts.lower.schemas import mark
from scripts.lower.unions import inherit, tag
from scripts.lower.upgrade import upgrade
from scripts.lower.variants import merge

__all__ = ["lower"]


def lower(effective: Mapping[str, Any], variants: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Any]:
    """Return the document that the generator takes.

    Args:
        effective: the effective spec.
        variants: the effective spec of each variant, by name.
        name: what to call the spec in messages.
    """
    trees = {key: _settled(dict(each), name) for key, each in variants.items()}
    document = merge(_settled(dict(effective), name), trees, name)
    document = hoist(lift(say_once(rename(document, name))), name)
    document = hoist(lift(say_once(flatten(inherit(document), name))), name)
    return stand_in(name_values(tag(document, name)), name)


def _settled(tree: dict[str, Any], name: str) -> dict[str, Any]:
    return settle(mark(upgrade(inline(say_true(tree), name))), name)
