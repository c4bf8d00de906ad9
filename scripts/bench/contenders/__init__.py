"""Those who read and write conversations beside each other, each in the fastest way that it has.

A module here is loaded in a process of its own, by `worker`, and may need what only `nox -s bench` installs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# What is measured, in the order of the columns.
TASKS = ("bytes -> objects", "dict -> objects", "objects -> dict", "objects -> bytes")


@dataclass(frozen=True, slots=True)
class Codec:
    """How one contender reads and writes a list of conversations; what it has no way to do is None.

    Attributes:
        loads: JSON to objects.
        read: JSON values to objects.
        write: objects to JSON values.
        dumps: objects to JSON.
        drops: whether it loses fields that it does not know.
    """

    loads: Callable[[bytes], Any]
    read: Callable[[Any], Any] | None
    write: Callable[[Any], Any] | None
    dumps: Callable[[Any], bytes]
    drops: bool = False

    def tasks(self, data: bytes, values: Any) -> Mapping[str, Callable[[], Any]]:
        """Return what is measured, ready to run."""
        objects = self.read(values) if self.read else values
        made: dict[str, Callable[[], Any]] = {TASKS[0]: lambda: self.loads(data)}
        if read := self.read:
            made[TASKS[1]] = lambda: read(values)
        if write := self.write:
            made[TASKS[2]] = lambda: write(objects)
        return made | {TASKS[3]: lambda: self.dumps(objects)}


@dataclass(frozen=True, slots=True)
class Contender:
    """Whom to load, and what that takes.

    Attributes:
        module: the module in this folder.
        needs: distributions without which it can't run.
        without: modules that it has to do without.
        package: the folder in which the bench generated its package, or None.
        variant: what its module is to make, where it can make several.
    """

    module: str
    needs: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    package: str | None = None
    variant: str = ""


OURS, SPEEDY, STOCK = "this package", "this package [speed]", "openapi-python-client"
PYDANTIC, KEEPING, MSGSPEC = "pydantic", "pydantic, extra=allow", "msgspec"

CONTENDERS: Mapping[str, Contender] = {
    OURS: Contender("ours", without=("orjson",), package="ours"),
    SPEEDY: Contender("ours", needs=("orjson",), package="ours", variant="speed"),
    STOCK: Contender("stock", package="stock"),
    PYDANTIC: Contender("with_pydantic", needs=("pydantic",)),
    KEEPING: Contender("with_pydantic", needs=("pydantic",), variant="allow"),
    MSGSPEC: Contender("with_msgspec", needs=("msgspec",)),
    "json alone": Contender("plain", variant="json"),
    "orjson alone": Contender("plain", needs=("orjson",), variant="orjson"),
}


def source(folder: Path, contender: Contender) -> Path | None:
    """Return where the package of a contender is imported from."""
    if contender.package is None:
        return None
    made = folder / contender.package
    return made / "src" if (made / "src").is_dir() else made
