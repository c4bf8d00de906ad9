"""How a program gets from a package to a method that it can call."""

import importlib
import importlib.util
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scripts.problem import refuse
from scripts.vendors import Vendor


@dataclass(frozen=True, slots=True)
class Entry:
    """The client of a package, and a method of it that needs no arguments."""

    package: str
    client: str
    credentials: tuple[str, ...]
    resource: str
    method: str

    @property
    def importing(self) -> str:
        """The statement that imports the client."""
        return f"from {self.package} import {self.client}"

    @property
    def ready(self) -> str:
        """The statements that make a client and look a method up."""
        arguments = ", ".join(f'{name}="x"' for name in self.credentials)
        return f"client = {self.client}({arguments}); client.{self.resource}.{self.method}"

    def kind(self, prefix: str = "") -> Any:
        """Return the class of the client; that of its asynchronous twin with the prefix `Async`."""
        return getattr(importlib.import_module(self.package), prefix + self.client)

    def made(self, http_client: Any, prefix: str = "") -> Any:
        """Return a client that sends by a given one of httpx."""
        return self.kind(prefix)(**dict.fromkeys(self.credentials, "x"), http_client=http_client)


def entry(vendor: Vendor) -> Entry | None:
    """Return the first method that needs no arguments; None where the package can't be imported here."""
    name = f"{vendor.name}_client"
    if importlib.util.find_spec(name) is None:
        return None
    package: Any = importlib.import_module(name)
    names: list[str] = package.__all__
    twins = [each for each in names if f"Async{each}" in names]
    client = next(each for each in twins if getattr(package, each).__module__ == f"{name}.client")
    kind: Any = getattr(package, client)
    parameters = list(inspect.signature(kind).parameters)
    credentials = tuple(parameters[: parameters.index("base_url")])
    with kind(**dict.fromkeys(credentials, "x")) as made:
        for resource in _public(kind):
            found: Any = getattr(made, resource)
            for method in _public(found.__class__):
                if method != "with_raw_response" and _needs_nothing(getattr(found, method)):
                    return Entry(name, client, credentials, resource, method)
    refuse(
        name, "no method can be called without arguments", "describe an operation that needs none, or measure another"
    )


def _public(kind: type[Any]) -> list[str]:
    return [name for name in vars(kind) if not name.startswith("_")]


def _needs_nothing(method: Callable[..., Any]) -> bool:
    needed = [each for each in inspect.signature(method).parameters.values() if each.default is each.empty]
    return all(each.kind is each.VAR_KEYWORD for each in needed)
