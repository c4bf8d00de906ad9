"""From a lowered document to the plan of a package."""

import keyword
from collections import Counter
from dataclasses import replace
from typing import Any

from scripts.document import pointer
from scripts.evidence import marks
from scripts.lower.names import pascal
from scripts.lower.tree import server_url
from scripts.problem import refuse
from scripts.render.engine import Types, identifier, parse, tag_name
from scripts.render.models import build_models
from scripts.render.operation import Operation
from scripts.render.operations import HELD, build_operations
from scripts.render.plan import Package, Resource
from scripts.render.schemes import build_schemes

# What a client has already; a tag of this name gives its resource another.
TAKEN = frozenset({"aclose", "base_url", "close", "send", "with_options"})
# Names of a package that are not its vendor's.
EXPORTED = frozenset(
    {
        "ApiResponse",
        "AsyncByteStream",
        "AsyncClient",
        "AsyncEventStream",
        "AsyncLineStream",
        "AsyncTextStream",
        "ByteStream",
        "Event",
        "EventStream",
        "LineStream",
        "TextStream",
        "Retries",
        "Request",
        "Response",
        "AsyncPage",
        "AsyncPager",
        "AsyncResource",
        "CallOptions",
        "Client",
        "Credential",
        "Page",
        "Resource",
        "SyncClient",
        "UNSET",
        "Unset",
        "models",
    }
)


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
    if keyword.iskeyword(class_name) or class_name in EXPORTED or class_name.endswith("Error"):
        refuse(f"{name}:/info/x-client/class", f"{class_name} is taken", "give the client another name")
    taken = {class_name, *(m.name for m in models), *(e.name for e in enums), *(a.name for a in aliases)}
    operations = list(build_operations(document, types, models))
    told = {tag_name(each["name"]): each.get("description", "") for each in document.get("tags", [])}
    resources = tuple(
        replace(each, description=told.get(each.operations[0].tag, "")) for each in _resources(operations, taken, name)
    )
    return Package(
        name=vendor,
        class_name=class_name,
        title=info["title"],
        summary=info.get("summary", ""),
        description=info.get("description", ""),
        version=client.get("version", "0.1.0"),
        api_version=info["version"],
        servers=tuple((server_url(each), each.get("description", "")) for each in document.get("servers", [])),
        server_evidence=next((each.get(marks.BASIS, "") for each in document.get("servers", [])), ""),
        schemes=build_schemes(document, vendor, name),
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
        members[:] = _without_tag(members, tag)
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
    return tuple(Resource(tag, _resource_name(tag, taken), tuple(members)) for tag, members in by_tag.items())


def _without_tag(operations: list[Operation], tag: str) -> list[Operation]:
    """Return operations without the tag in front of their methods' names, which the resource says already."""
    prefix = f"{tag.strip('_')}_"
    short = {
        each.id: each.method_name.removeprefix(prefix) for each in operations if each.method_name == identifier(each.id)
    }
    taken = Counter([*short.values(), *(each.method_name for each in operations)])
    free = {
        key: name
        for key, name in short.items()
        if name.isidentifier() and not keyword.iskeyword(name) and name[0] != "_" and name not in HELD
    }
    alone = {key: name for key, name in free.items() if taken[name] == 1}
    return [replace(each, method_name=alone.get(each.id, each.method_name)) for each in operations]


def _resource_name(tag: str, taken: set[str]) -> str:
    """Return the name of a resource's class; where client or models have one that it needs, it gives way."""
    name = pascal(tag)
    needed = {name, f"Async{name}", f"{name}WithRawResponse", f"Async{name}WithRawResponse"}
    return f"{name}Resource" if needed & (taken | EXPORTED) or keyword.iskeyword(name) else name
