"""The public surface of a package, a line each, read from the generated code itself."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache

STREAMS = frozenset({"ByteStream", "EventStream", "LineStream", "TextStream"})
# Bases that say nothing to a user; what they have is told of their heirs.
HIDDEN = re.compile(r"(_\w+|Value|Stream|AsyncStream)$")
# Classes of the runtime that users meet, by the heading under which API.md lists them.
SHARED = (
    ("Every model", "model", frozenset({"Model"})),
    ("Pages", "page", frozenset({"Page", "AsyncPage", "AsyncPager"})),
    ("Streams", "stream", STREAMS),
    ("Streams", "astream", frozenset(f"Async{each}" for each in STREAMS)),
    ("Streams", "pieces", frozenset({"Event"})),
    ("Raw responses", "raw", frozenset({"ApiResponse"})),
    ("Requests and responses", "message", frozenset({"Request", "Response"})),
    ("Options", "options", frozenset({"CallOptions", "Retries"})),
    ("Fields that are not set", "unset", frozenset({"Unset", "UNSET"})),
    ("Credentials", "credentials", frozenset({"Credential"})),
)


@cache
def parsed(text: str) -> ast.Module:
    """Return the syntax tree of a generated file; nobody changes it, so that whoever asks again gets the same."""
    return ast.parse(text)


def spelled(node: ast.expr) -> str:
    """Return the text of an expression; the usual ones of an annotation without the general way, which is slow."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return f"{spelled(node.left)} | {spelled(node.right)}"
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Tuple):
        return f"{spelled(node.value)}[{spelled(node.slice)}]"
    return ast.unparse(node)


def code(text: str) -> str:
    """Return a text as code of a Markdown page, between more backticks than it has in a row."""
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def surface(
    files: Mapping[str, str], package: str, title: str, notice: str, remarks: Mapping[str, str] | None = None
) -> str:
    """Return the text of API.md, read from the generated code itself.

    Args:
        files: the files of the package by path.
        package: the name to import.
        title: the name of the distribution.
        notice: the first line.
        remarks: what to add to a method (`sessions.list`) or a field (`Session.id`).
    """
    said = remarks or {}
    root = f"src/{package}"
    parts = [f"<!-- {notice} -->", f"# {title}: the public surface", ""]
    parts += [f"Import these from `{package}`, models from `{package}.models`. What begins with `_` is private."]
    parts += ["", "## Clients", *_clients(files, root, said)]
    parts += ["", f"## Models (`{package}.models`)", ""]
    models = [path for path in files if path.startswith(f"{root}/models/") and not path.endswith("__init__.py")]
    parts += [_line(line, said) for path in sorted(models) for line in _types(parsed(files[path]))]
    exported = {name for node in parsed(files[f"{root}/__init__.py"]).body for name in _exports(node)}
    title_ = ""
    for heading, module, names in (*SHARED, ("Errors", "errors", None)):
        # What only some packages need, such as streams, is the surface of those alone.
        shown = names & exported if names and heading == "Streams" else names
        if shown is not None and not shown:
            continue
        parts += [] if heading == title_ else ["", f"## {heading}", ""]
        parts += [f"- {code(line)}" for line in _shared(parsed(files[f"{root}/_core/{module}.py"]), shown)]
        title_ = heading
    return "\n".join(parts) + "\n"


def _line(text: str, remarks: Mapping[str, str], name: str = "") -> str:
    """Return a line of the list, with what there is to remark on it."""
    remark = remarks.get(name or text.partition(":")[0])
    return f"- {code(text)}" + (f" ({remark})" if remark else "")


def _clients(files: Mapping[str, str], root: str, remarks: Mapping[str, str]) -> Iterator[str]:
    clients = list(_classes(parsed(files[f"{root}/client.py"])))
    yield ""
    for client in clients:
        yield "- " + code(client.name + _init(client))
        shared = {
            each.name: each for name in ("base", "client") for each in _nodes(parsed(files[f"{root}/_core/{name}.py"]))
        }
        own = shared["AsyncClient" if client.name.startswith("Async") else "SyncClient"]
        yield from ("- " + code(f"{client.name}.{line}") for line in sorted(_members(shared["Base"]) | _members(own)))
    for client in clients:
        for node in client.body:
            if isinstance(node, ast.FunctionDef) and node.name != "__init__" and node.returns:
                module = parsed(files[f"{root}/resources/{node.name}.py"])
                found = next(each for each in _classes(module) if each.name == ast.unparse(node.returns))
                yield from ("", f"## `{client.name}.{node.name}`", "")
                for line in _methods(found):
                    name = f"{node.name}.{line.partition('(')[0]}"
                    yield _line(f"{client.name}.{node.name}.{line}", remarks, name)


def _classes(module: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in module.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))


def _init(node: ast.ClassDef) -> str:
    init = next(each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__")
    return _arguments(init)


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the parameters as a user passes them, without self."""
    shown = ast.unparse(node.args).removeprefix("self").removeprefix("cls").removeprefix(", ")
    return f"({shown})"


def _methods(node: ast.ClassDef) -> Iterator[str]:
    for each in node.body:
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and not each.name.startswith("_"):
            result = f" -> {ast.unparse(each.returns)}" if each.returns else ""
            if each.name in {"with_raw_response", "with_streaming_response"}:
                yield each.name
            else:
                awaited = " (await)" if isinstance(each, ast.AsyncFunctionDef) else ""
                yield f"{each.name}{_arguments(each)}{result}{awaited}"


def _types(module: ast.Module) -> Iterator[str]:
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield f"{spelled(node.target)} = {spelled(node.value)}"
        if isinstance(node, ast.ClassDef):
            base = spelled(node.bases[0])
            yield f"{node.name}" if base == "Model" else f"{node.name}({base})"
            for each in node.body:
                if isinstance(each, ast.AnnAssign):
                    yield f"{node.name}.{spelled(each.target)}: {spelled(each.annotation)}{_default(each.value)}"
                if isinstance(each, ast.Assign):
                    yield f"{node.name}.{ast.unparse(each)}"


def _default(value: ast.expr | None) -> str:
    """Return what a field is when nothing is given, as it is written."""
    if isinstance(value, ast.Call):
        value = next((each.value for each in value.keywords if each.arg == "default"), None)
    return f" = {spelled(value)}" if value is not None else ""


def _shared(module: ast.Module, names: frozenset[str] | None) -> Iterator[str]:
    """Yield the classes of a module of the runtime, all or those named, with what they show; and named constants."""
    for node in _classes(module):
        if names is None or node.name in names:
            bases = [base for base in map(_plain, node.bases) if base != "Generic"]
            shown = [base for base in bases if not HIDDEN.match(base)]
            yield f"{node.name}({', '.join(shown)})" if shown else node.name
            inherited = (_members(each) for each in _nodes(module) if each.name in set(bases) - set(shown))
            yield from (f"{node.name}.{line}" for line in sorted(_members(node).union(*inherited)))
    yield from (f"{name} = {value}" for name, value in _constants(module) if names and name in names)


def _constants(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield ast.unparse(node.target), ast.unparse(node.value)


def _exports(node: ast.stmt) -> list[str]:
    """Return the names of `__all__`, if a statement says them."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        names: list[str] = ast.literal_eval(node.value)
        return names
    return []


def _nodes(module: ast.Module) -> Iterator[ast.ClassDef]:
    return (node for node in module.body if isinstance(node, ast.ClassDef))


def _plain(base: ast.expr) -> str:
    return ast.unparse(base).partition("[")[0]


def _stored(node: ast.ClassDef) -> Iterator[str]:
    """Yield the attributes that the methods of a class set, with their types where these are said."""
    for method in (each for each in node.body if isinstance(each, ast.FunctionDef)):
        given = {each.arg: each.annotation for each in (*method.args.args, *method.args.kwonlyargs) if each.annotation}
        for each in ast.walk(method):
            if isinstance(each, ast.AnnAssign) and ast.unparse(each.target).startswith("self."):
                yield f"{ast.unparse(each.target)[5:]}: {ast.unparse(each.annotation)}"
            if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]).startswith("self."):
                name = ast.unparse(each.value)
                said = f": {ast.unparse(given[name])}" if name in given else ""
                yield f"{ast.unparse(each.targets[0])[5:]}{said}"


def _members(node: ast.ClassDef) -> set[str]:
    found = set(_stored(node))
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and not ast.unparse(each.annotation).startswith("ClassVar"):
            found.add(f"{ast.unparse(each.target)}: {ast.unparse(each.annotation)}")
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            marks = [ast.unparse(mark) for mark in each.decorator_list]
            if f"{each.name}.setter" in marks:
                continue
            result = ast.unparse(each.returns) if each.returns else "None"
            found.add(f"{each.name}: {result}" if "property" in marks else f"{each.name}{_arguments(each)} -> {result}")
    typed = {each.partition(":")[0] for each in found if ":" in each}
    return {each for each in found if not each.startswith(("_", "args")) and each not in typed}
