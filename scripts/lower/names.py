"""Each component gets the name of its class in Python: its `x-name`, or else its own, and no two the same."""

import re
import unicodedata
from functools import cache
from typing import Any

from scripts.document import is_object, pointer
from scripts.lower.schemas import PREFIX, reference
from scripts.lower.tree import redirect
from scripts.problem import refuse

Tree = dict[str, Any]

# What stands in the modules of a package already; a schema of this name is called `RequestModel` and the like.
TAKEN = frozenset(
    {
        "Annotated",
        "Any",
        "AsyncPage",
        "AsyncPager",
        "AsyncResource",
        "CallOptions",
        "File",
        "FileContent",
        "IntEnum",
        "Literal",
        "Model",
        "Page",
        "PageNumbers",
        "Request",
        "Resource",
        "Response",
        "Sequence",
        "StrEnum",
        "Tagged",
        "TypeAlias",
        "Unpack",
        "UNSET",
        "Unset",
    }
)


def plain(text: str) -> str:
    """Return text with the accents off its letters: `Conversação` gives `Conversacao`."""
    if text.isascii():
        return text
    return "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))


@cache
def pascal(*words: str) -> str:
    """Join words as a class name: `sessions_by-date` gives `SessionsByDate`."""
    parts = [part for word in words for part in _split(plain(word))]
    return "".join(part[:1].upper() + part[1:] for part in parts)


def _split(word: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in word).split()


@cache
def key_of(name: str) -> str:
    """Return what two names must not share: case and underscores are no difference to a file system or a reader."""
    return re.sub(r"[\W_]", "", plain(name)).lower()


class Names:
    """The names of the components, which new ones must keep clear of."""

    def __init__(self, names: Any) -> None:
        self.keys = {key_of(name) for name in names}

    def free(self, wanted: str) -> str:
        """Return the name, or with a number where it is taken, and take it."""
        name, number = wanted, 2
        while key_of(name) in self.keys:
            name, number = f"{wanted}{number}", number + 1
        self.keys.add(key_of(name))
        return name


def rename(document: Tree, name: str) -> Tree:
    """Return the document with its schemas under their Python names."""
    schemas: Tree = document.get("components", {}).get("schemas", {})
    if not schemas:
        return document
    new_names = python_names(schemas, name)
    document["components"]["schemas"] = {new_names[old]: schema for old, schema in schemas.items()}
    table = {reference(old)["$ref"]: PREFIX + new for old, new in new_names.items()}
    # Mappings name a schema as it is written, without escapes.
    table |= {PREFIX + old: PREFIX + new for old, new in new_names.items()}
    redirect(document, lambda ref: table.get(ref, ref))
    return document


def python_names(schemas: Tree, name: str) -> dict[str, str]:
    """Return the name in Python of each component; given names come first, of the others a later one is numbered."""
    given: dict[str, str] = {}
    owners: dict[str, str] = {}
    for old, schema in schemas.items():
        stated = schema.get("x-name") if is_object(schema) else None
        if stated is None:
            continue
        given[old] = python_name(stated)
        owner = owners.setdefault(key_of(given[old]), old)
        if owner != old:
            refuse(
                f"{name}:{pointer(['components', 'schemas', old])}",
                f"two schemas would be called {given[old]}: {owner} and {old}",
                "give one of them another x-name in an overlay",
            )
    names = Names(given.values())
    return {old: given.get(old) or names.free(python_name(old)) for old in schemas}


def python_name(name: str) -> str:
    """Return the name that a component would get if it were alone."""
    found = pascal(name)
    if not found[:1].isalpha():
        found = f"Model{found}"
    return f"{found}Model" if found in TAKEN else found
