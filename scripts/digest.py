"""What a package offers, a line each (API.md), and what it was made from (PROVENANCE.json)."""

import ast
import hashlib
import importlib.metadata
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

# Whatever has a say in the bytes that come out.
TOOLS = ("jinja2", "jsonpath-rfc9535", "openapi-python-client", "pyyaml", "ruff")


# Classes of the runtime that users meet, by the heading under which API.md lists them.
SHARED = (
    ("Every model", "model", frozenset({"Model"})),
    ("Pages", "page", frozenset({"Page", "AsyncPage", "AsyncPager"})),
    ("Raw responses", "message", frozenset({"ApiResponse", "Request", "Response"})),
    ("Options of every method", "client", frozenset({"CallOptions"})),
    ("Fields that are not set", "unset", frozenset({"Unset", "UNSET"})),
    ("Credentials", "credentials", frozenset({"Credential"})),
)


@cache
def parsed(text: str) -> ast.Module:
    """Return the syntax tree of a generated file; nobody changes it, so that whoever asks again gets the same."""
    return ast.parse(text)


def sha256(content: bytes | str) -> str:
    """Return a digest in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def of_folder(folder: Path, pattern: str) -> dict[str, str]:
    """Return the digest of each file of a folder, by its path in it."""
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in sorted(folder.rglob(pattern))}


def provenance(inputs: Mapping[str, str | Mapping[str, str]]) -> str:
    """Return the text of PROVENANCE.json: the digests of all inputs, and the versions of the tools."""
    tools = {name: importlib.metadata.version(name) for name in TOOLS}
    return json.dumps({"sha256": inputs, "tools": tools}, indent=2, sort_keys=True) + "\n"


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
    for title_, module, names in (*SHARED, ("Errors", "errors", None)):
        parts += ["", f"## {title_}", ""]
        parts += [f"- {code(line)}" for line in _shared(parsed(files[f"{root}/_core/{module}.py"]), names)]
    return "\n".join(parts) + "\n"


def _line(text: str, remarks: Mapping[str, str], name: str = "") -> str:
    """Return a line of the list, with what there is to remark on it."""
    remark = remarks.get(name or text.partition(":")[0])
    return f"- {code(text)}" + (f" ({remark})" if remark else "")


def _clients(files: Mapping[str, str], root: str, remarks: Mapping[str, str]) -> Iterator[str]:
    clients = list(_classes(parsed(files[f"{root}/client.py"])))
    yield ""
    for client in clients:
        close = "aclose()" if client.name.startswith("Async") else "close()"
        yield "- " + code(client.name + _init(client))
        yield from ("- " + code(f"{client.name}.{name}") for name in ("base_url", close))
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
            if each.name == "with_raw_response":
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
            bases = [base for base in map(ast.unparse, node.bases) if not base.startswith("Generic")]
            yield f"{node.name}({', '.join(bases)})" if bases else node.name
            yield from (f"{node.name}.{line}" for line in sorted(_members(node)))
    yield from (f"{name} = {value}" for name, value in _constants(module) if names and name in names)


def _constants(module: ast.Module) -> Iterator[tuple[str, str]]:
    for node in module.body:
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            yield ast.unparse(node.target), ast.unparse(node.value)


def _members(node: ast.ClassDef) -> set[str]:
    stored = [each for each in ast.walk(node) if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store)]
    found = {each.attr for each in stored if ast.unparse(each.value) == "self"}
    for each in node.body:
        if isinstance(each, ast.AnnAssign) and not ast.unparse(each.annotation).startswith("ClassVar"):
            found.add(f"{ast.unparse(each.target)}: {ast.unparse(each.annotation)}")
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef):
            marks = [ast.unparse(mark) for mark in each.decorator_list]
            if f"{each.name}.setter" in marks:
                continue
            result = ast.unparse(each.returns) if each.returns else "None"
            found.add(f"{each.name}: {result}" if "property" in marks else f"{each.name}{_arguments(each)} -> {result}")
    return {each for each in found if not each.startswith("_")}
