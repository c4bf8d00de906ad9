"""Choices by a discriminator: each member says its tag by itself, and what has no known tag is kept whole.

- a schema with a discriminator that others build upon by `allOf` is a choice between those;
- the property that tells the members apart is, in each of them, a constant;
- one more member, `Unknown...`, takes what comes with another tag, or with none.
"""

from collections.abc import Iterator
from typing import Any

from scripts.document import is_array, is_object
from scripts.lower.hoist import prune
from scripts.lower.names import Names
from scripts.lower.refs import tags_of
from scripts.lower.schemas import NOTES, PREFIX, is_null, kinds_of, options, origin, reference, target
from scripts.problem import refuse

Tree = dict[str, Any]


def inherit(document: Tree) -> Tree:
    """Return the document in which a base with a discriminator is a choice between its descendants."""
    schemas: Tree = document["components"]["schemas"]
    names = Names(schemas)
    for name, base in list(schemas.items()):
        if not is_object(base.get("discriminator")) or options(base)[0]:
            continue
        heirs = _heirs(document, name)
        for heir in heirs:
            # A class of its own, even where it adds nothing else.
            schemas[heir].setdefault("required", [])
        if not heirs:
            del base["discriminator"]
            continue
        discriminator = base.pop("discriminator")
        stated = discriminator.get("mapping", {})
        mapped = set(stated.values())
        for heir in heirs:
            if PREFIX + heir not in mapped:
                own = tags_of(document, reference(heir), discriminator["propertyName"])
                stated |= dict.fromkeys(own if len(own) == 1 else [heir], PREFIX + heir)
        unknown = names.free(f"Unknown{name}")
        schemas[unknown] = base
        for each in schemas.values():
            _redirect_parts(each, name, unknown)
        mapping = {tag: PREFIX + unknown if ref == PREFIX + name else ref for tag, ref in stated.items()}
        schemas[name] = {
            **{key: base[key] for key in NOTES & base.keys()},
            "oneOf": [reference(heir) for heir in heirs],
            "discriminator": {**discriminator, "mapping": mapping},
            "x-unknown": unknown,
            "x-at": origin(base, ""),
        }
    return document


def _heirs(document: Tree, name: str) -> list[str]:
    """Return the components that build upon one by `allOf`, directly or through others."""
    found: list[str] = []
    wanted = [name]
    while wanted:
        base = wanted.pop(0)
        for each, schema in document["components"]["schemas"].items():
            builds = any(target(document, part) == base for part in schema.get("allOf", ()) if is_object(part))
            if builds and each not in found and each != name:
                found.append(each)
                wanted.append(each)
    return found


def _redirect_parts(schema: Tree, old: str, new: str) -> None:
    for part in schema.get("allOf", ()) if is_array(schema.get("allOf")) else ():
        if is_object(part) and part.get("$ref") == reference(old)["$ref"]:
            part["$ref"] = reference(new)["$ref"]
        elif is_object(part):
            _redirect_parts(part, old, new)


def tag(document: Tree, name: str) -> Tree:
    """Return the document in which each choice by a discriminator has its table of tags, and each member its own."""
    return _Tag(document, name).run()


class _Tag:
    def __init__(self, document: Tree, name: str) -> None:
        self.document = document
        self.name = name
        self.schemas: Tree = document["components"]["schemas"]
        self.names = Names(self.schemas)

    def run(self) -> Tree:
        for key, schema in list(self.schemas.items()):
            if is_object(schema.get("discriminator")):
                self.choice(key, schema)
        own: dict[tuple[str, str], list[str]] = {}
        for stated in [schema["x-tagged"] for schema in self.schemas.values() if "x-tagged" in schema]:
            for value, member in stated["table"].items():
                for leaf in self.leaves(member, stated["property"], set()) if member != stated["unknown"] else ():
                    own.setdefault((leaf, stated["property"]), []).append(value)
        for (key, prop), tags in own.items():
            self.constant(self.schemas[key], prop, tags)
        # The enum of a tag that is a constant now is nobody's.
        return prune(self.document)

    def leaves(self, name: str, prop: str, seen: set[str]) -> Iterator[str]:
        """Yield the classes that a member of a choice stands for; a choice by the same property tags its own."""
        schema = self.schemas[name]
        if "properties" in schema or schema.get("type") == "object":
            yield name
        elif name not in seen and schema.get("x-tagged", {}).get("property") != prop:
            inner = [target(self.document, each) for each in [schema, *options(schema)[1]] if is_object(each)]
            unknown = schema.get("x-tagged", {}).get("unknown")
            for each in inner:
                if each is not None and each != unknown:
                    yield from self.leaves(each, prop, {*seen, name})

    def choice(self, key: str, schema: Tree) -> None:
        keyword, members = options(schema)
        discriminator = schema.pop("discriminator")
        if not keyword:
            return
        if lists := [each for each in members if self.is_list(each)]:
            self.beside_lists(key, schema, lists, discriminator)
            return
        prop = discriminator["propertyName"]
        table = self.table(schema, members, discriminator, prop)
        unknown = schema.pop("x-unknown", None)
        if unknown is None:
            unknown = self.names.free(f"Unknown{key}")
            said = f"What `{prop}` tells to be none of the kinds of `{key}` known so far; `extra` holds its fields."
            self.schemas[unknown] = {
                "type": "object",
                "properties": {prop: {"description": "the kind, as the service calls it."}},
                "description": said,
            }
        elif unknown not in table.values():
            base = self.schemas[unknown]
            said = f"It is of none of the kinds known so far, says `{prop}`; `extra` holds its other fields."
            base["description"] = f"{base.get('description', '')} {said}".strip()
        # What is unknown has no field that it could miss.
        self.schemas[unknown].pop("required", None)
        refs = list(dict.fromkeys([*table.values(), unknown]))
        null = [{"type": "null"}] if any(is_null(each) for each in members) else []
        self.schemas[key] = {
            **{each: value for each, value in schema.items() if each != keyword},
            "anyOf": [*map(reference, refs), *null],
            "x-tagged": {"property": prop, "table": table, "unknown": unknown},
        }

    def is_list(self, member: Any) -> bool:
        """Tell whether a member is an array, which has no property that could tell what it is."""
        name = target(self.document, member) if is_object(member) else None
        meant = self.schemas[name] if name is not None else member
        return is_object(meant) and kinds_of(meant) == ["array"]

    def beside_lists(self, key: str, schema: Tree, lists: list[Any], discriminator: Tree) -> None:
        """Make a choice one between arrays and a component for those of its members that have tags."""
        keyword, members = options(schema)
        names = {target(self.document, each) for each in lists}
        stated = discriminator.get("mapping", {})
        mapping = {tag: ref for tag, ref in stated.items() if ref.removeprefix(PREFIX) not in names}
        tagged = self.names.free(f"{key}Object")
        rest = [each for each in members if each not in lists]
        self.schemas[tagged] = {
            **schema,
            keyword: [each for each in rest if not is_null(each)],
            "discriminator": {**discriminator, "mapping": mapping},
        }
        self.schemas[key] = {**schema, keyword: [reference(tagged), *lists, *filter(is_null, rest)]}
        self.choice(tagged, self.schemas[tagged])

    def table(self, schema: Tree, members: list[Any], discriminator: Tree, prop: str) -> dict[str, str]:
        """Return the component for each tag."""
        table = {value: ref.removeprefix(PREFIX) for value, ref in discriminator.get("mapping", {}).items()}
        for index, member in enumerate(members):
            component = target(self.document, member) if is_object(member) else None
            if is_null(member) or component in table.values():
                continue
            tags = tags_of(self.document, member, prop) if component is not None else []
            if not tags or component is None:
                refuse(
                    f"{self.name}:{origin(schema, '')}",
                    f"member {index + 1} of the choice has no tag in {prop}",
                    "give it a const there, or an entry in the mapping",
                )
            table |= dict.fromkeys(tags, component)
        return table

    def constant(self, schema: Tree, prop: str, tags: list[str]) -> None:
        stated = schema.setdefault("properties", {}).get(prop, {})
        notes = {key: stated[key] for key in ("description", "x-name", "x-at") if key in stated}
        distinct = list(dict.fromkeys(tags))
        consts: list[Tree] = [{"const": each} for each in distinct]
        schema["properties"][prop] = {**notes, **(consts[0] if len(consts) == 1 else {"anyOf": consts})}
        if prop not in schema.get("required", ()):
            schema["required"] = [*schema.get("required", ()), prop]
