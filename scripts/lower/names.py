"""`x-name` on a schema of the components is the name of its class in Python."""

from typing import Any

from scripts.document import pointer
from scripts.lower.tree import redirect
from scripts.problem import refuse

PREFIX = "#/components/schemas/"
# What stands in the modules of a package already; a schema of this name is called `RequestModel` and the like.
TAKEN = frozenset(
    {
        "Any",
        "AsyncPage",
        "AsyncPager",
        "AsyncResource",
        "CallOptions",
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
        "TypeAlias",
        "Unpack",
        "UNSET",
        "Unset",
    }
)


def rename(document: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the document with its schemas under their Python names."""
    schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
    new_names = {old: python_name(schema.get("x-name", old)) for old, schema in schemas.items()}
    owners: dict[str, str] = {}
    for old, new in new_names.items():
        if new in owners:
            refuse(
                f"{name}:{pointer(['components', 'schemas', old])}",
                f"two schemas would be called {new}: {owners[new]} and {old}",
                "give one of them another x-name in an overlay",
            )
        owners[new] = old
    if schemas:
        document["components"]["schemas"] = {new_names[old]: schema for old, schema in schemas.items()}
        redirect(document, lambda ref: _renamed(ref, new_names))
    return document


def python_name(name: str) -> str:
    """Return the name that a component gets."""
    return f"{name}Model" if name in TAKEN else name


def _renamed(ref: str, new_names: dict[str, str]) -> str:
    if not ref.startswith(PREFIX):
        return new_names.get(ref, ref)
    old, slash, rest = ref[len(PREFIX) :].partition("/")
    return f"{PREFIX}{new_names.get(old, old)}{slash}{rest}"
