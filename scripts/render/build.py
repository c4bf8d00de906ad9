"""From a lowered document to the plan of a package."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scripts.document import pointer
from scripts.lower.hoist import pascal
from scripts.problem import refuse, refuse_all
from scripts.render.choices import choice_problems
from scripts.render.engine import Types, identifier, parse
from scripts.render.models import build_models
from scripts.render.operations import build_operations
from scripts.render.plan import Operation, Package, Resource, Scheme

# What a client has already; a tag of this name gives its resource another.
TAKEN = frozenset({"aclose", "base_url", "close", "send"})


def build_package(document: dict[str, Any], vendor: str, name: str, variants: tuple[str, ...]) -> Package:
    """Return the plan for a lowered document.

    Args:
        document: the lowered document.
        vendor: what the package is called: `newo` gives `newo-client` and `newo_client`.
        name: what to call the document in messages.
        variants: names of the API's variants.
    """
    parsed = parse(document, name)
    types = Types(parsed, name)
    models, enums, aliases = build_models(document, parsed, types)
    info = document["info"]
    client = info.get("x-client", {})
    class_name = client.get("class") or pascal(vendor)
    taken = {class_name, *(m.name for m in models), *(e.name for e in enums), *(a.name for a in aliases)}
    operations = list(build_operations(document, parsed, types, models))
    refuse_all(choice_problems(models, aliases, operations, name))
    resources = _resources(operations, taken, name)
    return Package(
        name=vendor,
        class_name=class_name,
        title=info["title"],
        summary=info.get("summary", ""),
        description=info.get("description", ""),
        version=client.get("version", "0.1.0"),
        api_version=info["version"],
        servers=tuple((each["url"], each.get("description", "")) for each in document.get("servers", [])),
        schemes=_schemes(document, vendor, name),
        resources=resources,
        models=models,
        enums=enums,
        aliases=aliases,
        variants=variants,
    )


def _resources(operations: list[Operation], taken: set[str], name: str) -> tuple[Resource, ...]:
    by_tag: dict[str, list[Operation]] = {}
    for each in operations:
        by_tag.setdefault(f"{each.tag}_" if each.tag in TAKEN else each.tag, []).append(each)
    for tag, members in by_tag.items():
        for kind in ("method_name", "module"):
            seen: dict[str, Operation] = {}
            for each in members:
                value: str = getattr(each, kind)
                other = seen.setdefault(value, each)
                if other is not each:
                    refuse(
                        f"{name}:{pointer(['paths', each.path, each.http.lower()])}",
                        f"{other.id} and {each.id} would both be {tag}.{value}",
                        "give one of them another x-method or operationId in an overlay",
                    )
    for members in by_tag.values():
        names = frozenset(each.method_name for each in members)
        members[:] = [replace(each, beside=names) for each in members]
    return tuple(
        # A resource stands beside the client and the models; where one of them has its name, it gives way.
        Resource(tag, f"{pascal(tag)}Resource" if pascal(tag) in taken else pascal(tag), tuple(members))
        for tag, members in by_tag.items()
    )


def _schemes(document: Mapping[str, Any], vendor: str, name: str) -> tuple[Scheme, ...]:
    schemes: list[Scheme] = []
    for key, each in document.get("components", {}).get("securitySchemes", {}).items():
        kind = (each.get("type"), each.get("scheme", "").lower())
        extra: tuple[tuple[str, str], ...] = ()
        if kind[0] == "apiKey":
            class_name, extra = "ApiKey", (("place", each["in"]), ("key", each["name"]))
        elif kind in {("http", "bearer"), ("http", "basic")}:
            class_name = pascal(kind[1])
        else:
            refuse(
                f"{name}:{pointer(['components', 'securitySchemes', key])}",
                f"a security scheme of type {' '.join(filter(None, kind))} is not supported",
                "use apiKey, http bearer or http basic",
            )
        argument = identifier(each.get("x-argument") or key)
        variable = f"{vendor}_{argument}".upper()
        schemes.append(Scheme(key, class_name, argument, variable, extra, each.get("description", "")))
    return tuple(schemes)
