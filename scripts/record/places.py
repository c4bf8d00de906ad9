"""Where in a message something is secret or personal, by the description, by name, or because the user said so."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scripts.conform import Operation
from scripts.conform.spec import Node
from scripts.record.headers import parts
from scripts.record.layers import Edit
from scripts.record.leaves import Leaf, Path, boundary, called, leaves, pairs
from scripts.record.marks import Mark, Marks, body_schema, mark
from scripts.record.shapes import is_ours, is_secret_name, tokens

# Beside what tells a grant of OAuth2, or a password, these are secret too.
_GRANTED = {"username", "code", "client_id", "clientid", "code_verifier", "device_code", "login", "user"}
_ADDRESSED = {"location", "content-location", "link", "referer", "refresh"}


@dataclass(frozen=True, slots=True)
class Place:
    """A value that is secret, personal, or public for sure: its bytes in the text, and what it is."""

    leaf: Leaf
    what: str
    mark: Mark
    nodes: tuple[Node, ...] = ()
    others: tuple[str, ...] = ()

    def edits(self, placeholder: Callable[[str], str], *, anew: bool = False) -> Iterator[Edit]:
        """Replace it, unless it is public, or nothing; what stands for a secret already, only `anew`."""
        value = self.leaf.value
        if self.mark == "public" or not value.strip() or (is_ours(value) and not anew):
            return
        if self.leaf.start == self.leaf.end:
            return  # it stands within another
        yield Edit(self.leaf.start, self.leaf.end, self.leaf.written(placeholder(value)))


@dataclass(frozen=True, slots=True)
class Pointers:
    """What the user keeps and scrubs, by JSON pointers into bodies; `*` stands for any name or number."""

    keep: tuple[str, ...] = ()
    scrub: tuple[str, ...] = ()

    def mark(self, path: Path) -> Mark:
        """Tell what the user said of a place in a body."""
        if any(_leads(pointer, path) for pointer in self.scrub):
            return "personal"
        return "public" if any(_leads(pointer, path) for pointer in self.keep) else ""


def in_url(url: str, operation: Operation | None, marks: Marks) -> Iterator[Place]:
    """Find them in the query of an address."""
    found = {each.name: each for each in operation.parameters if each.location == "query"} if operation else {}
    carried = marks.carried("query")
    listed = list(pairs(url.encode()))
    # the answer to a log-in that a browser carries
    granted = {"code"} if {each.name for each in listed} & {"state", "redirect_uri"} else set[str]()
    for leaf in listed:
        parameter = found.get(leaf.name)
        nodes = marks.nodes(parameter.kind if parameter else None, ())
        by_name: Mark = "secret" if leaf.name in carried | granted or is_secret_name(leaf.name, "query") else ""
        yield from _place(leaf, f"{leaf.name} in the query", mark(nodes, leaf.value), by_name, nodes)


def in_path(values: Iterable[tuple[str, str]], operation: Operation, marks: Marks) -> Iterator[Place]:
    """Find them among the parameters of a path, given by name and value."""
    found = {each.name: each for each in operation.parameters if each.location == "path"}
    for name, value in values:
        nodes = marks.nodes(found[name].kind if name in found else None, ())
        by_name: Mark = "secret" if is_secret_name(name, "query") else ""
        leaf = Leaf((name,), value, 0, 0, "pair")
        yield from _place(leaf, f"{name} in the path", mark(nodes, value), by_name, nodes)


def in_header(
    name: str, value: str, operation: Operation | None, marks: Marks, *, is_response: bool = False
) -> Iterator[Place]:
    """Find them in a header."""
    parameters = operation.parameters if operation and not is_response else ()
    described = {each.name for each in parameters if each.location == "cookie"} - marks.carried("cookie")
    kinds = {each.name: each.kind for each in parameters if each.location == "header"}
    if name in _ADDRESSED:
        yield from in_url(value, None, marks)
    if name == "content-type":
        yield from _borders(value, value.encode("utf-8", "surrogateescape"))
    found = parts(name, value, set[str]() if is_response else marks.carried("header"))
    if found is None:
        nodes = marks.nodes(kinds.get(name), ())
        leaf = Leaf((name,), value, 0, len(value.encode()), "pair")
        yield from _place(leaf, f"the header {name}", mark(nodes, value), "", nodes)
        return
    for part in found:
        start, end = (len(value[:each].encode()) for each in (part.start, part.end))
        leaf = Leaf((name,), part.value, start, end, "pair")
        is_described = name == "cookie" and part.name in described
        yield Place(leaf, f"the header {name}", "public" if is_described else "secret", (), part.others)


def in_body(content: bytes, content_type: str, owner: Node | None, marks: Marks, pointers: Pointers) -> Iterator[Place]:
    """Find them in a body; `owner` is the description of the request's body, or of the response."""
    yield from _borders(content_type, content)
    schema = body_schema(owner, content_type)
    found = list(leaves(content, content_type))
    names = {each.name.lower() for each in found}
    granted = _GRANTED if names & {"grant_type", "granttype", "password"} else set[str]()
    for leaf, name in called(found):
        nodes = [] if leaf.kind == "loose" else marks.nodes(schema, leaf.path)
        said = pointers.mark(leaf.path) or mark(nodes, leaf.value)
        yield from _place(leaf, f"{name} in a body", said, _by_name(leaf, name, granted), nodes)


def _borders(content_type: str, text: bytes) -> Iterator[Place]:
    """Find the border of parts where it is drawn at random, so that it is replaced alike in the header and the body."""
    border = boundary(content_type)
    if any(tokens(border)) or any(tokens(b"--" + border)):
        for match in re.finditer(re.escape(border), text):
            yield Place(Leaf(("boundary",), border.decode("latin-1"), *match.span(), "part"), "a border", "secret")


def _by_name(leaf: Leaf, name: str, granted: set[str]) -> Mark:
    if leaf.kind == "number" and len(leaf.value) < 6:
        return ""  # how many tokens, which session
    is_named = is_secret_name(name, "query" if leaf.kind == "pair" else "field")
    return "secret" if is_named or name.lower() in granted else ""


def _place(leaf: Leaf, what: str, said: Mark, by_name: Mark, nodes: list[Node]) -> Iterator[Place]:
    if said or by_name:
        yield Place(leaf, what, said or by_name, tuple(nodes))


def _leads(pointer: str, path: Path) -> bool:
    steps = [each.replace("~1", "/").replace("~0", "~") for each in pointer.split("/")[1:]]
    return len(steps) == len(path) and all(one in {"*", str(other)} for one, other in zip(steps, path, strict=True))
