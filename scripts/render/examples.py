"""The calls that a README shows: of each feature the first operation that can be called as it stands there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from scripts.document import is_object
from scripts.render.annotation import members
from scripts.render.operation import Argument, Operation
from scripts.render.plan import Package, Resource
from scripts.render.prose import quoted

# What stands for a value that the reader has and we don't.
INVENTED = {"str": '"..."', "int": "1", "bool": "True", "File": 'Path("notes.txt")', "FileContent": 'Path("notes.txt")'}


@dataclass(frozen=True, slots=True)
class Example:
    """A call of an operation.

    Attributes:
        given: its arguments as Python text.
        credentials: what the client has to be told to make it, as Python text.
    """

    resource: str
    operation: Operation
    given: str
    credentials: str

    def call(self, view: str = "", options: str = "") -> str:
        """Return the call as Python text, by way of a view of the resource, with options of a call."""
        place = f"client.{self.resource}.{view}" if view else f"client.{self.resource}"
        return f"{place}.{self.operation.method_name}({', '.join(filter(None, [self.given, options]))})"

    @property
    def is_simple(self) -> bool:
        """Whether nothing has to be invented for it."""
        return not self.given

    @property
    def query(self) -> str:
        """The numbers in its query, as Python text; empty where there are none."""
        stated = [each for each in self.operation.at("query") if each.default and each.default.isdigit()]
        pairs = [f"{quoted(each.wire)}: {each.default}" for each in stated]
        return f"{{{', '.join(pairs)}}}" if pairs else ""

    @property
    def security(self) -> str:
        """The first way to say who calls, as a `Request` takes it; empty where nobody needs to."""
        names = [quoted(each) for each in next(filter(None, self.operation.security), ())]
        return f"(({', '.join(names)},),)" if names else ""


class Examples:
    """The examples of a package; each is None where there is nothing to show."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._enums = {each.name: _written(each.members[0][1]) for each in package.enums if each.members}
        self._all = list(self._found())

    def _found(self) -> Iterator[Example]:
        for resource in self._package.resources:
            for operation in resource.operations:
                example = self._example(resource, operation)
                if example and not operation.deprecated:
                    yield example

    def _example(self, resource: Resource, operation: Operation) -> Example | None:
        values: list[str] = []
        for each in operation.arguments:
            value = self._invented(each) if each.default is None else ""
            if value is None:
                return None
            if value:
                values.append(value if each.place == "path" else f"{each.python}={value}")
        return Example(resource.name, operation, ", ".join(values), self._credentials(operation))

    def _invented(self, argument: Argument) -> str | None:
        known = INVENTED | self._enums
        return next((known[each] for each in members(argument.annotation.text) if each in known), None)

    def _credentials(self, operation: Operation) -> str:
        needed = next(filter(None, operation.security), ())
        arguments = [each.argument for name in needed for each in self._package.schemes if each.name == name]
        return ", ".join(f'{each}="a secret"' for each in arguments)

    def _first(self, fits: Callable[[Operation], bool], *, sends_file: bool = False) -> Example | None:
        found = [each for each in self._all if fits(each.operation) and ("Path(" in each.given) == sends_file]
        return next((each for each in found if each.is_simple), next(iter(found), None))

    @property
    def usual(self) -> Example | None:
        """A call of the most usual kind, that changes nothing."""
        return self._first(lambda each: each.http == "GET" and not each.streaming and not each.is_file)

    @property
    def request(self) -> Example | None:
        """A call that can be made by hand: all of it is its path, and numbers in its query."""

        def fits(operation: Operation) -> bool:
            plain = operation.http == "GET" and not (operation.streaming or operation.server or operation.is_file)
            return plain and not any(each.default is None for each in operation.arguments)

        return self._first(fits)

    @property
    def paged(self) -> Example | None:
        """A list in pages."""
        return self._first(lambda each: each.paging is not None)

    @property
    def start(self) -> Argument | None:
        """The argument that says where the list of `paged` begins."""
        paging = self.paged.operation.paging if self.paged else None
        if self.paged is None or paging is None:
            return None
        told = dict(paging.told)
        names: object = told.get("page") or told.get("key") or told.get("next")
        first = next(iter(names), "") if is_object(names) else names
        return next((each for each in self.paged.operation.at("query") if each.wire == first), None)

    @property
    def download(self) -> Example | None:
        """A file that is read as it comes."""
        return self._first(_gives_file)

    @property
    def upload(self) -> Example | None:
        """A file that is sent."""
        return self._first(takes_file, sends_file=True)

    def stream(self, style: str) -> Example | None:
        """Return what is streamed in a style: `text`, `events` or `lines`."""
        return self._first(lambda each: each.streaming is not None and each.streaming.style == style)

    @property
    def has(self) -> frozenset[str]:
        """What any operation does: `pages`, `streams` (and the style of these), `downloads`, `uploads`."""
        every = [each for resource in self._package.resources for each in resource.operations]
        found = {
            "pages": any(each.paging for each in every),
            "streams": any(each.streaming for each in every),
            "downloads": any(map(_gives_file, every)),
            "uploads": any(map(takes_file, every)),
        }
        styles = {each.streaming.style for each in every if each.streaming}
        return frozenset(name for name, is_so in found.items() if is_so) | styles

    def named(self, fits: Callable[[Operation], bool]) -> list[str]:
        """Return the calls, without arguments, of the operations that fit."""
        pairs = ((resource, each) for resource in self._package.resources for each in resource.operations)
        return [f"{resource.name}.{each.method_name}()" for resource, each in pairs if fits(each)]

    @property
    def deprecated(self) -> list[str]:
        """The calls that the vendor wants no more."""
        return self.named(lambda each: each.deprecated)


def _written(value: str | int) -> str:
    return quoted(value) if isinstance(value, str) else str(value)


def _gives_file(operation: Operation) -> bool:
    return operation.is_file and "bytes" in members(operation.result.text)


def takes_file(operation: Operation) -> bool:
    """Tell whether an operation sends a file."""
    kinds: Iterable[str] = (each.annotation.text for each in operation.arguments)
    return any("File" in members(each) or "FileContent" in members(each) for each in kinds)
