"""One package serves all variants of an API: their descriptions become one.

An operation of any variant is in; a parameter that not all of them know is optional; where a response differs, it is a
union, whose members must each have a property that no other member has, so that a client can tell them apart.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from scripts.document import pointer
from scripts.lower.names import pascal
from scripts.lower.tree import METHODS, follow, redirect, references, wire
from scripts.problem import refuse

Tree = dict[str, Any]


def merge(base: Tree, variants: Mapping[str, Tree], name: str) -> Tree:
    """Return the base with all that its variants add; all trees are changed."""
    for variant, tree in variants.items():
        _Merge(base, variant, tree, name).run()
    return base


class _Merge:
    def __init__(self, base: Tree, variant: str, tree: Tree, name: str) -> None:
        self.base = base
        self.variant = variant
        self.tree = tree
        self.name = name

    def run(self) -> None:
        self.components()
        known = {each["url"] for each in self.base.get("servers", [])}
        added = [each for each in self.tree.get("servers", []) if each["url"] not in known]
        self.base.setdefault("servers", []).extend({**each, "x-variant": self.variant} for each in added)
        paths: Tree = self.base.setdefault("paths", {})
        for path, item in self.tree.get("paths", {}).items():
            if path not in paths:
                paths[path] = item
                continue
            for method in METHODS:
                if method in item and method in paths[path]:
                    self.operation(paths[path], item, method, pointer(["paths", path, method]))
                elif method in item:
                    paths[path][method] = item[method]

    def components(self) -> None:
        """Add the variant's components; one that differs from the base's of the same name gets a name of its own."""
        # Schemas first: whatever else differs only by a schema's new name then differs by it.
        for kind, mine in sorted(self.tree.get("components", {}).items(), key=lambda item: item[0] != "schemas"):
            theirs: Tree = self.base.setdefault("components", {}).setdefault(kind, {})
            differing = self._differing(kind, mine, theirs)
            redirect(self.tree, partial(self._moved, f"#/components/{kind}/", differing))
            for key, component in mine.items():
                new = f"{pascal(self.variant)}{key}" if key in differing else key
                if key in differing and "x-name" in component:
                    component["x-name"] = pascal(self.variant) + component["x-name"]
                if key in differing or key not in theirs:
                    theirs[new] = component

    def _moved(self, prefix: str, differing: set[str], ref: str) -> str:
        key = ref.removeprefix(prefix)
        return f"{prefix}{pascal(self.variant)}{key}" if ref.startswith(prefix) and key in differing else ref

    def _differing(self, kind: str, mine: Tree, theirs: Tree) -> set[str]:
        differing = {key for key in mine if key in theirs and wire(mine[key]) != wire(theirs[key])}
        prefix = f"#/components/{kind}/"
        while True:
            more = {
                key
                for key, component in mine.items()
                if key in theirs
                and key not in differing
                and any(each["$ref"].removeprefix(prefix) in differing for each in references(component))
            }
            if not more:
                return differing
            differing |= more

    def operation(self, base_item: Tree, item: Tree, method: str, at: str) -> None:
        self.parameters(base_item, item, method, at)
        mine, theirs = item[method], base_item[method]
        if wire(mine.get("requestBody")) != wire(theirs.get("requestBody")):
            refuse(
                f"{self.name}:{at}/requestBody",
                f"the variant {self.variant} takes another body",
                "give the variant's operation a path or an operation of its own",
            )
        responses: Tree = theirs.setdefault("responses", {})
        for status, response in mine.get("responses", {}).items():
            if status not in responses:
                responses[status] = response
            else:
                responses[status] = self.response(responses[status], response, f"{at}/responses/{status}")

    def parameters(self, base_item: Tree, item: Tree, method: str, at: str) -> None:
        mine = self._parameters(self.tree, item, method, at)
        theirs = self._parameters(self.base, base_item, method, at)
        if mine.keys() == theirs.keys() and all(wire(mine[key]) == wire(theirs[key]) for key in mine):
            return
        merged: list[Tree] = []
        for key in [*theirs, *(key for key in mine if key not in theirs)]:
            one, other = theirs.get(key), mine.get(key)
            if one and other and wire(one.get("schema")) != wire(other.get("schema")):
                refuse(
                    f"{self.name}:{at}/parameters",
                    f"the variant {self.variant} gives the {key[0]} parameter {key[1]} another type",
                    "widen the type in the overlays so that both fit",
                )
            both = bool(one and other and one.get("required") and other.get("required"))
            merged.append({**(one or other or {}), "required": both})
        base_item[method]["parameters"] = merged

    def _parameters(self, document: Tree, item: Tree, method: str, at: str) -> dict[tuple[str, str], Tree]:
        found: dict[tuple[str, str], Tree] = {}
        for each in [*item[method].get("parameters", []), *item.get("parameters", [])]:
            parameter = follow(document, each, f"{self.name}:{at}")
            found.setdefault((parameter["in"], parameter["name"]), parameter)
        return found

    def response(self, base: Tree, variant: Tree, at: str) -> Tree:
        """Return a response that is either of the two."""
        one = follow(self.base, base, f"{self.name}:{at}")
        other = follow(self.tree, variant, f"{self.name}:{at}")
        if wire(one) == wire(other):
            return base
        merged = {**one, "content": dict(one.get("content", {}))}
        for kind, media in other.get("content", {}).items():
            known = merged["content"].get(kind)
            if known is None:
                merged["content"][kind] = media
            elif wire(known.get("schema")) != wire(media.get("schema")):
                merged["content"][kind] = {**known, "schema": self.union(known["schema"], media["schema"], at)}
        return merged

    def union(self, one: Tree, other: Tree, at: str) -> Tree:
        options = one["oneOf"] if "oneOf" in one and one.get("x-variants") else [one]
        options = [*options, *(each for each in [other] if wire(each) not in map(wire, options))]
        names = [set(follow(self.base, each, f"{self.name}:{at}").get("properties", {})) for each in options]
        for index, own in enumerate(names):
            if not own.difference(*(each for place, each in enumerate(names) if place != index)):
                refuse(
                    f"{self.name}:{at}",
                    f"the response differs in the variant {self.variant}, but a client can't tell the two apart",
                    "describe a property that only one of them has",
                )
        return {"oneOf": options, "x-variants": True}
