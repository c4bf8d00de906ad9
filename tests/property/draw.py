"""Random instances of a component, drawn by Schemathesis: the same for the same seed."""

import json
from typing import Any

from scripts import instances

Tree = dict[str, Any]
DRAWN = 24
# Draws beyond that, of which the longest are left out: they hold nothing that the others don't.
SPARE = 12
LONGEST = 2_000


def draw(tree: Tree, name: str, number: int) -> list[Any]:
    """Draw instances of a component; `number` is the seed."""
    found = instances.draw(tree, {"$ref": f"#/components/schemas/{name}"}, number, DRAWN + SPARE)
    distinct = list({json.dumps(each): each for each in found}.items())
    short = sorted(distinct, key=lambda each: len(each[0]) > LONGEST)[:DRAWN]
    return [each for text, each in short if len(text) <= LONGEST or text == short[0][0]]
