"""From the plan to the files of a package."""

import ast
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

import jinja2

from scripts.digest import code
from scripts.evidence.sure import Row
from scripts.problem import refuse
from scripts.render import docstrings, engine, words
from scripts.render.examples import Examples, takes_file
from scripts.render.plan import Package
from scripts.render.prose import arg, brief, cell, doc, line, literal, markdown, quoted

SCRIPTS = Path(__file__).resolve().parent.parent
TEMPLATES = SCRIPTS / "templates"
RUNTIME = SCRIPTS / "runtime"

HELPERS: tuple[Callable[..., object], ...] = (
    words.std_imports,
    words.signature,
    words.returned,
    docstrings.described,
    docstrings.ended,
    docstrings.result_text,
    docstrings.raised,
    docstrings.needed,
    docstrings.deprecation,
    words.models_imports,
    words.field_type,
    words.helpers,
)

# What every package exports of the runtime, by the module.
CORE = {
    "_core.credentials": ("Credential",),
    "_core.message": ("Request", "Response"),
    "_core.options": ("CallOptions", "Retries"),
    "_core.page": ("AsyncPage", "AsyncPager", "Page"),
    "_core.raw": ("ApiResponse",),
    "_core.unset": ("UNSET", "Unset"),
}
STREAMS = {"text": "TextStream", "events": "EventStream", "lines": "LineStream"}

# Texts for the README whose number is at least this stand near its end.
LATER = "5"
# File systems take 255 bytes; some tools add to them.
LONGEST = 150

Tree = dict[str, str]


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        # The output is Python, TOML and Markdown; each value is escaped for its place by a filter.
        autoescape=False,  # noqa: S701
    )
    # The checkers take the environment's own filters for the only ones.
    filters = cast("dict[str, object]", environment.filters)
    for filter_ in (doc, arg, brief, literal, quoted, line, cell, markdown, code, engine.safe):
        filters[filter_.__name__] = filter_
    return environment


def runtime_sources() -> dict[str, str]:
    """Return the text of each module of the runtime, by its name."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(RUNTIME.glob("*.py"))}


def error_names() -> list[str]:
    """Return the names of the exceptions that the runtime defines."""
    tree = ast.parse((RUNTIME / "errors.py").read_text(encoding="utf-8"))
    return sorted(node.name for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_"))


def _rendered(template: str, values: Mapping[str, object]) -> str:
    try:
        return _environment().get_template(template).render(**values)
    except jinja2.TemplateError as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [frame.lineno for frame in frames if Path(frame.filename).name == template]
        place = getattr(error, "lineno", None) or (lines[-1] if lines else 1)
        refuse(f"scripts/templates/{template}:{place}", str(error), "mend the template")


def emit(package: Package, notice: str, command: str, prose: Mapping[str, str], sure: Sequence[Row] = ()) -> Tree:
    """Return the files of a package by their path in it, not yet formatted.

    Args:
        package: the plan.
        notice: the first line of every file that is made from templates.
        command: the command that generates, for the first line of the runtime's copies.
        prose: the vendor's own texts for the README, by file name.
        sure: how sure we are of each operation, for the README; empty where the description doesn't say.
    """
    return _Emitter(package, notice, command, prose, sure).tree()


class _Emitter:
    def __init__(
        self, package: Package, notice: str, command: str, prose: Mapping[str, str], sure: Sequence[Row]
    ) -> None:
        self.package = package
        self.command = command
        self.words = words.Words(package)
        self.known = {
            "package": package,
            "notice": notice,
            "errors": error_names(),
            "sure": sure,
            "prose": [prose[name] for name in sorted(prose) if name < LATER],
            "later": [prose[name] for name in sorted(prose) if name >= LATER],
            "examples": Examples(package),
            **{each.__name__: each for each in HELPERS},
            "neighbours": self.words.neighbours,
            "resource_imports": self.words.resource_imports,
            "outer": self.words.outer,
            "quoted": self.words.quoted,
            "quoted_others": self.words.quoted_others,
            "alias_type": self.words.alias_type,
        }
        self.files: Tree = {}

    def tree(self) -> Tree:
        package = self.package
        root = f"src/{package.package}"
        self.add("pyproject.toml", "pyproject.toml")
        self.add("README.md", "README.md")
        self.init(root)
        self.add(f"{root}/errors.py", "errors.py")
        self.add(f"{root}/client.py", "client.py", scheme_imports=self.scheme_imports())
        self.files[f"{root}/py.typed"] = ""
        for name, text in runtime_sources().items():
            self.files[f"{root}/_core/{name}"] = (
                f"# Copied by `{self.command}` from scripts/runtime/{name}. Change that, not this file.\n{text}"
            )
        self.add(f"{root}/models/__init__.py", "models_init.py")
        for each in package.aliases:
            self.add(f"{root}/models/{each.module}.py", "alias.py", model=each)
        for module, parts in package.modules.items():
            self.add(f"{root}/models/{module}.py", "types.py", parts=parts)
        self.add(
            f"{root}/api/__init__.py",
            "empty_init.py",
            text="The operations, as pure functions: `build` makes the request, `parse` reads the response.",
        )
        self.add(f"{root}/resources/__init__.py", "empty_init.py", text="The operations, as methods of the clients.")
        for resource in package.resources:
            self.add(f"{root}/resources/{resource.name}.py", "resource.py", resource=resource)
            self.add(f"{root}/api/{resource.name}/__init__.py", "empty_init.py", text=resource.about)
            for operation in resource.operations:
                self.add(f"{root}/api/{resource.name}/{operation.module}.py", "operation.py", operation=operation)
        return self.files

    def add(self, path: str, template: str, **values: object) -> None:
        if any(len(part) > LONGEST for part in path.split("/")):
            refuse(path[:LONGEST], "the name of this file is too long", "give what it holds an x-name in an overlay")
        if path in self.files:
            refuse(
                path, "two parts of the description would be this file", "give one of them another x-name in an overlay"
            )
        self.files[path] = _rendered(f"{template}.jinja", {**self.known, **values})

    def init(self, root: str) -> None:
        twins = [self.package.class_name, f"Async{self.package.class_name}"]
        homes = dict.fromkeys(twins, ".client") | dict.fromkeys(error_names(), ".errors")
        homes |= {"SERVERS": ".client", "models": ".models"}
        core = self.core()
        homes |= {name: f".{home}" for name, home in core.items()}
        exports = sorted([*homes, "__version__", "__api_version__"])
        values = {"exports": exports, "homes": dict(sorted(homes.items())), "core": core}
        self.add(f"{root}/__init__.py", "package_init.py", **values)

    def core(self) -> dict[str, str]:
        """Return what of the runtime the package exports, with the module of each name."""
        operations = [each for resource in self.package.resources for each in resource.operations]
        kinds = {STREAMS[each.streaming.style] for each in operations if each.streaming}
        kinds |= {"ByteStream" for each in operations if each.is_file}
        found = {name: home for home, names in CORE.items() for name in names}
        found |= dict.fromkeys(kinds, "_core.stream") | {f"Async{each}": "_core.astream" for each in kinds}
        found |= {"Event": "_core.pieces"} if "EventStream" in kinds else {}
        found |= {"File": "_core.files", "FileContent": "_core.files"} if any(map(takes_file, operations)) else {}
        return dict(sorted(found.items()))

    def scheme_imports(self) -> list[str]:
        kinds = sorted({each.kind for each in self.package.schemes})
        plain = [each for each in kinds if each != "OAuth2"]
        return [
            *(["from ._core.credentials import Credential"] if kinds else []),
            *(["from ._core.oauth import OAuth2"] if "OAuth2" in kinds else []),
            *([f"from ._core.schemes import {', '.join(plain)}"] if plain else []),
        ]
