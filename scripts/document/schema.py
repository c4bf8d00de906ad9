"""Which plain scalars are not strings, by the core schema of YAML 1.2; and the bounds of a document."""

import re

SIZE = 64 * 2**20  # bytes of a file; the largest public descriptions have some 13 MiB
NODES = 3_000_000  # values of a file; as YAML, each takes half a kilobyte while it is read
DEPTH = 200  # levels of nesting; the C parser crashes at some 50,000
GROWTH = 5_000_000  # what aliases or overlays may add, in characters, where a node counts as ten
NODE = 10

Resolvers = dict[str, list[tuple[str, re.Pattern[str]]]]

_PREFIX = "tag:yaml.org,2002:"
STR, MAP, SEQ = _PREFIX + "str", _PREFIX + "map", _PREFIX + "seq"
NULL, BOOL, INT, FLOAT = _PREFIX + "null", _PREFIX + "bool", _PREFIX + "int", _PREFIX + "float"

_FLOAT = r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"

# By the characters such a scalar can begin with. Every int looks like a float too: ints come first.
CORE: dict[str, tuple[re.Pattern[str], list[str]]] = {
    tag: (re.compile(rf"(?:{pattern})\Z"), first)
    for tag, pattern, first in (
        (NULL, "~|null|Null|NULL|", ["~", "n", "N", ""]),
        (BOOL, "true|True|TRUE|false|False|FALSE", list("tTfF")),
        (INT, "[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
        (FLOAT, _FLOAT, list("-+.0123456789")),
    )
}


def resolvers() -> Resolvers:
    """Give the schema in PyYAML's form: the candidates by a scalar's first character."""
    table: Resolvers = {}
    for tag, (pattern, first) in CORE.items():
        for character in first:
            table.setdefault(character, []).append((tag, pattern))
    return table
