"""Rewrite an effective spec, by rule and never by vendor, into one that the generator renders right.

    lower(effective, variants) -> one document for one package

Each rule is a module: `variants` merges the variants of an API, `names` gives components their Python names, `hoist`
names what is anonymous, `gaps` says what is left open. Pure functions of plain data; the inputs are not changed.
"""

import copy
from collections.abc import Mapping
from typing import Any

from scripts.lower.gaps import fill, inline
from scripts.lower.hoist import hoist
from scripts.lower.names import rename
from scripts.lower.variants import merge

__all__ = ["lower"]


def lower(effective: Mapping[str, Any], variants: Mapping[str, Mapping[str, Any]], name: str) -> dict[str, Any]:
    """Return the document that the generator takes.

    Args:
        effective: the effective spec.
        variants: the effective spec of each variant, by name.
        name: what to call the spec in messages.
    """
    trees = {key: inline(copy.deepcopy(dict(each)), name) for key, each in variants.items()}
    document = merge(inline(copy.deepcopy(dict(effective)), name), trees, name)
    document = rename(document, name)
    return fill(hoist(document, name))
