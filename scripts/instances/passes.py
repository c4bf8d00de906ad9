"""One instance in the making: parts put together by the schema, a choice wherever it leaves one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from scripts.conform.spec import Node
from scripts.document import escape, is_array, is_object
from scripts.instances.leaves import ANYTHING, kind_of, leaf, stated

_DEEPEST = 60

# The branch to take of a choice, by the pointer of its schema.
Choices: TypeAlias = Mapping[str, int]
First: TypeAlias = Callable[[Node, Iterator[Any]], Any]
Fits: TypeAlias = Callable[[Node, Any], bool]


class UnmakeableError(Exception):
    """The rules do not lead to an instance."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that came up: where in the schemas, where in the instance, between what, and which was taken."""

    pointer: str
    place: str
    labels: tuple[str, ...]
    taken: int

    def others(self) -> Iterator[tuple[int, str]]:
        """Go through the branches that were not taken."""
        return ((index, label) for index, label in enumerate(self.labels) if index != self.taken)


@dataclass
class Pass:
    """Makes one instance; `chosen` is what to choose where it isn't the usual, `seen` what there was to choose.

    To be brief is to leave out all that is not required; so is whatever contains itself ended.
    """

    first: First
    fits: Fits
    chosen: Choices | None
    seen: dict[str, Choice] = field(default_factory=dict[str, Choice])
    _within: list[str] = field(default_factory=list[str])

    def make(self, node: Node, place: str, *, brief: bool, part: bool = False) -> Any:
        """Make the instance of a schema; as a part of an `allOf` it is nobody's heir."""
        if not is_object(node.value):
            return ANYTHING
        if len(self._within) > _DEEPEST:
            raise UnmakeableError(node.pointer)
        brief = brief or node.pointer in self._within
        self._within.append(node.pointer)
        try:
            return self._make(node, place, brief=brief, part=part)
        finally:
            self._within.pop()

    def _make(self, node: Node, place: str, *, brief: bool, part: bool) -> Any:
        parts = [self.make(each, place, brief=brief, part=True) for each in _members(node, "allOf")]
        members = _members(node, "oneOf") or _members(node, "anyOf") or ([] if part else _heirs(node))
        if not parts and not members:
            return self._plain(node, place, brief=brief, part=part)
        own = self._object(node, place, brief=brief)
        if not members:
            whole = _together([own, *parts])
            for ancestor in _ancestors(node):
                whole = _tagged(ancestor, node, whole)
            found = [whole, *parts]
            return found[0] if brief else next((each for each in found if self.fits(node, each)), found[0])
        return self._choice(node, place, members, [own, *parts], brief=brief)

    def _choice(self, node: Node, place: str, members: list[Node], parts: list[Any], *, brief: bool) -> Any:
        """Make the instance of a choice: of the branch to take, or of another where none fits that one alone."""
        kinds = [kind_of(each.value) for each in members]
        taken = self._choose(node, place, [_label(each) for each in members], kinds, brief=brief)
        forced = self.chosen is not None and node.pointer in self.chosen
        order = [taken] if forced else [taken, *(index for index in range(len(members)) if index != taken)]
        made: list[Any] = []
        for index in order:
            for short in (brief, True):
                value = _tagged(node, members[index], self.make(members[index], place, brief=short))
                made.append(_together([*parts, value]))
                if brief or self.fits(node, made[-1]):
                    return made[-1]
        return made[0]

    def _plain(self, node: Node, place: str, *, brief: bool, part: bool) -> Any:
        """Make the instance of a schema that is put together of no others."""
        kinds: Any = node.value.get("type")
        kind = kind_of(node.value)
        if part and not kind and not {"const", "enum"} & node.value.keys():
            return ANYTHING  # it may show an example, but of what the other parts say
        if is_array(kinds):
            kind = kinds[self._choose(node, place, list(kinds), list(kinds), brief=brief)]
        if kind == "object" and not ("const" in node.value or "enum" in node.value):
            return self._object(node, place, brief=brief)
        if kind == "array" and not ("const" in node.value or "enum" in node.value):
            return self._array(node, place, brief=brief)
        return self.first(node, leaf(node.value, kind))

    def _object(self, node: Node, place: str, *, brief: bool) -> dict[str, Any]:
        properties, required = node.get("properties"), list(node.value.get("required", ()))
        # not by `items`, which takes a property that is called as an extension for one
        known = {name: each for name in properties.value if (each := properties.get(name))} if properties else {}
        wanted = required if brief else [*known, *(name for name in required if name not in known)]
        more = node.get("additionalProperties")
        found: dict[str, Any] = {}
        for name in wanted:
            schema = known.get(name, more)
            if schema and is_object(schema.value) and schema.value.get("writeOnly") and name not in required:
                continue
            step = f"{place}/{escape(name)}"
            found[name] = self.make(schema, step, brief=brief) if schema else ANYTHING
        if more and is_object(more.value) and more.value and not brief:
            found["another"] = self.make(more, f"{place}/another", brief=brief)
        return found

    def _array(self, node: Node, place: str, *, brief: bool) -> list[Any]:
        least, items = node.value.get("minItems", 0), node.get("items")
        fixed = _members(node, "prefixItems")
        found = [self.make(each, f"{place}/{index}", brief=brief) for index, each in enumerate(fixed)]
        size = least if brief else max(1, least, len(fixed))
        more = range(len(found), min(size, node.value.get("maxItems", size)))
        return [*found, *(self.make(items, f"{place}/{each}", brief=brief) if items else ANYTHING for each in more)]

    def _choose(self, node: Node, place: str, labels: list[str], kinds: list[str], *, brief: bool) -> int:
        if brief:
            # the plainest ends what contains itself
            order = ("null", "string", "integer", "number", "boolean", "", "object", "array")
            return min(range(len(kinds)), key=lambda each: order.index(kinds[each]))
        usual = next((index for index, kind in enumerate(kinds) if kind != "null"), 0)
        taken = (self.chosen or {}).get(node.pointer, usual)
        self.seen.setdefault(node.pointer, Choice(node.pointer, place, tuple(labels), taken))
        return taken


def _together(parts: list[Any]) -> Any:
    """Put together what is said of one place."""
    said = [each for each in parts if each is not ANYTHING]
    if not said or not is_object(said[-1]):
        return said[-1] if said else ANYTHING
    found: dict[str, Any] = {}
    for each in filter(is_object, said):
        for key, value in each.items():
            found[key] = _together([found[key], value]) if key in found else value
    return found


def _members(node: Node, keyword: str) -> list[Node]:
    listed = node.get(keyword)
    return [each for _, each in listed.items()] if listed else []


def _heirs(node: Node) -> list[Node]:
    """Find the schemas that build upon one, where its discriminator names them."""
    mapping = node.at("discriminator", "mapping")
    named = dict.fromkeys(_pointers(mapping).values()) if mapping else {}
    found = [_at(node, pointer) for pointer in named if pointer != node.pointer]
    return [each for each in found if each]


def _ancestors(node: Node) -> Iterator[Node]:
    """Find the schemas that one builds upon, the nearest last, whose discriminator names it."""
    for each in _members(node, "allOf"):
        yield from _ancestors(each)
        mapping = each.at("discriminator", "mapping")
        if mapping and node.pointer in _pointers(mapping).values():
            yield each


def _pointers(mapping: Node) -> dict[str, str]:
    """Read where each tag of a mapping leads, by the name of a component or by a reference."""
    return {
        str(tag): str(each)[1:] if str(each).startswith("#") else f"/components/schemas/{escape(str(each))}"
        for tag, each in mapping.value.items()
    }


def _at(node: Node, pointer: str) -> Node | None:
    start = Node(node.root, node.name, "", node.root)
    return start.at(*(each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]))


def _tagged(node: Node, member: Node, value: Any) -> Any:
    """Give an instance the tag by which its branch is told, unless it has one that leads there."""
    stated_ = node.get("discriminator")
    if stated_ is None or not is_object(value):
        return value
    name, mapping = str(stated_.field("propertyName")), stated_.get("mapping")
    tags = [tag for tag, pointer in _pointers(mapping).items() if pointer == member.pointer] if mapping else []
    tags = tags or [_label(member)]
    said = member.at("properties", name)
    fixed = said is not None and next(stated(said.value, ""), None) is not None
    return value if value.get(name) in tags or (fixed and not mapping) else {**value, name: tags[0]}


def _label(node: Node) -> str:
    """Call a schema as its component is called, else by its title or its type and its place."""
    if node.pointer.startswith("/components/schemas/") and node.pointer.count("/") == 3:
        return node.pointer.rpartition("/")[2]
    own = node.value if is_object(node.value) else {}
    place = node.pointer.rpartition("/")[2]
    kind = kind_of(own)
    return str(own.get("title") or (kind if kind == "null" else f"{kind or 'branch'} {place}"))
