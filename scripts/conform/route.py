"""Which operation a request calls: servers first, then paths, by a tree of their segments."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from scripts.conform.finding import Finding
from scripts.conform.spec import Node, Operation, operations
from scripts.document import is_array

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_CREDENTIALS = re.compile(r"(?<=:)//[^/@]*@")
_USUAL_PORT = re.compile(r"^(?:(https://[^/]*):443|(http://[^/]*):80)(?=/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Match:
    """The operation that was called, its path parameters as they stood in the address, and the raw query."""

    operation: Operation
    path: Mapping[str, str]
    query: str


@dataclass(frozen=True, slots=True)
class Miss:
    """No operation was called; `finding` says what did not fit."""

    finding: Finding


@dataclass(frozen=True, slots=True)
class _Server:
    """One server, by its pattern; equal servers are one."""

    url: str
    pattern: str


@dataclass(slots=True, eq=False)
class _Segment:
    """A node of the tree of paths."""

    fixed: "dict[str, _Segment]" = field(default_factory=dict[str, "_Segment"])
    open: "dict[str, tuple[re.Pattern[str], list[str], _Segment]]" = field(
        default_factory=dict[str, "tuple[re.Pattern[str], list[str], _Segment]"],
    )
    operations: dict[str, Operation] = field(default_factory=dict[str, Operation])


class Router:
    """The operations of one description; `base_url` stands in for all of its servers."""

    def __init__(self, tree: Mapping[str, Any], name: str, base_url: str | None = None) -> None:
        self._root = _Segment()
        self._servers: dict[_Server, re.Pattern[str]] = {}
        self._allowed: dict[Operation, frozenset[_Server]] = {}
        self._route_cached = lru_cache(1024)(self._route)
        for operation in operations(tree, name):
            servers = [_Server(base_url, _pattern(base_url.rstrip("/"), {}))] if base_url else _servers_of(operation)
            self._servers |= {each: re.compile(each.pattern + r"(?=/|$)") for each in servers}
            self._allowed[operation] = frozenset(servers)
            _plant(self._root, operation)

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, in the order of the description."""
        return tuple(self._allowed)

    def route(self, method: str, url: str) -> Match | Miss:
        """Find the operation that a request calls, or why there is none."""
        try:
            parts = urlsplit(url)
        except ValueError as error:
            return Miss(Finding("request.server.undocumented", "request.url", "/servers", "an address", str(error)))
        found = self._route_cached(method.upper(), f"{parts.scheme}://{parts.netloc.lower()}{parts.path}")
        return found if isinstance(found, Miss) else Match(*found, parts.query)

    def _route(self, method: str, address: str) -> tuple[Operation, Mapping[str, str]] | Miss:
        tried: list[_Segment] = []
        address = _portless(_CREDENTIALS.sub("//", address))
        for server, pattern in self._servers.items():
            begin = pattern.match(address)
            for segment, values in self._find(address[begin.end() :]) if begin else ():
                operation = segment.operations.get(method)
                if operation and server in self._allowed[operation]:
                    return operation, values
                tried.append(segment)
        return Miss(self._miss(method, address, tried))

    def _find(self, path: str) -> Iterator[tuple[_Segment, dict[str, str]]]:
        return _walk(self._root, path.split("/")[1:] if path.startswith("/") else [], {})

    def _miss(self, method: str, address: str, tried: list[_Segment]) -> Finding:
        for segment in tried:
            if operation := segment.operations.get(method):
                urls = " or ".join(sorted(each.url for each in self._allowed[operation]))
                return Finding("request.server.wrong", "request.url", operation.node.pointer, urls, address)
        for segment in tried:
            item = next(iter(segment.operations.values())).item.pointer
            methods = " or ".join(segment.operations)
            return Finding("request.method.undocumented", "request.method", item, methods, method)
        if any(pattern.match(address) for pattern in self._servers.values()):
            return Finding("request.path.undocumented", "request.url", "/paths", "a documented path", address)
        urls = " or ".join(sorted(each.url for each in self._servers)) or "a server"
        return Finding("request.server.undocumented", "request.url", "/servers", urls, address)


def _walk(segment: _Segment, rest: list[str], values: dict[str, str]) -> Iterator[tuple[_Segment, dict[str, str]]]:
    """Every node that a path leads to, fixed segments before open ones."""
    if not rest:
        if segment.operations:
            yield segment, values
        return
    head, tail = rest[0], rest[1:]
    if fixed := segment.fixed.get(unquote(head)):
        yield from _walk(fixed, tail, values)
    for pattern, names, node in segment.open.values():
        if found := pattern.fullmatch(head):
            yield from _walk(node, tail, values | dict(zip(names, found.groups(), strict=True)))


def _plant(root: _Segment, operation: Operation) -> None:
    here = root
    for text in operation.path.split("/")[1:]:
        parts = _PLACEHOLDER.split(text)
        if len(parts) == 1:
            here = here.fixed.setdefault(text, _Segment())
            continue
        pattern = "".join("([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
        # the names are part of the key: two paths may differ in nothing else, and an operation keeps its own
        key = f"{pattern} {parts[1::2]}"
        here = here.open.setdefault(key, (re.compile(pattern), parts[1::2], _Segment()))[2]
    here.operations[operation.method] = operation


def _servers_of(operation: Operation) -> list[_Server]:
    root = Node(operation.node.root, operation.node.name, "", operation.node.root)
    for owner in (operation.node, operation.item, root):
        listed = owner.get("servers")
        if listed and is_array(listed.value) and listed.value:
            return [_server(node) for _, node in listed.items()]
    return [_Server("/", _pattern("", {}))]


def _server(node: Node) -> _Server:
    url = str(node.field("url")).rstrip("/")
    return _Server(url, _pattern(url, node.field("variables") or {}))


def _pattern(url: str, variables: Mapping[str, Any]) -> str:
    """Make the pattern of a server's address: of host and scheme any case is the same, and so is the usual port."""
    begin = _PLACEHOLDER.sub(lambda name: str(variables.get(name[1], {}).get("default", "")), url)
    if "://" not in begin:
        return f"https?://[^/]+{_chosen(url, variables)}"
    origin = re.match(r"(?:[^/{]|\{[^{}]*\})*(?://[^/]*)?", url)
    end = origin.end() if origin else 0
    return f"(?i:{_chosen(_portless(url[:end]), variables)}){_chosen(url[end:], variables)}"


def _chosen(text: str, variables: Mapping[str, Any]) -> str:
    """Put what each variable may be in place of it: one of its values, or its default, or no slash."""
    pattern = ""
    for index, part in enumerate(_PLACEHOLDER.split(text)):
        if index % 2:
            variable: dict[str, Any] = variables.get(part, {})
            choices = [str(each) for each in variable.get("enum") or ()]
            default = (
                [re.escape(str(variable["default"]).rstrip("/")), "[^/]+"] if variable.get("default") else ["[^/]+"]
            )
            pattern += f"(?:{'|'.join(map(re.escape, choices)) or '|'.join(default)})"
        else:
            pattern += re.escape(part)
    return pattern


def _portless(address: str) -> str:
    return _USUAL_PORT.sub(r"\1\2", address, count=1)
