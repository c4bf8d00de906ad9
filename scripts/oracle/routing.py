"""Servers, which Schemathesis does not know: what of an address is left for the paths, and which server it was."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from scripts.document import is_object

# Schemathesis's own types are generic in what no checker can work out.
AnyOperation: TypeAlias = Any
AnyCase: TypeAlias = Any
Pattern = re.Pattern[str]
_NAMES = re.compile(r"\{([^}]+)\}")


class Router:
    """Finds the operation that a request calls."""

    def __init__(self, tree: Mapping[str, Any], schema: Any) -> None:
        self._schema: Any = schema
        self._allowed: dict[tuple[str, str], set[Pattern]] = {}
        for path, item in tree.get("paths", {}).items():
            for method, operation in item.items():
                if is_object(operation):
                    found: list[dict[str, Any]] = (
                        operation.get("servers") or item.get("servers") or tree.get("servers") or [{"url": ""}]
                    )
                    self._allowed[path, method.upper()] = {_pattern(each) for each in found}

    def route(self, method: str, url: str) -> tuple[AnyOperation, dict[str, str]] | None:
        """Return the operation, and the texts in its path as they stood there."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc.lower()}{parts.path}"
        for pattern in dict.fromkeys(each for found in self._allowed.values() for each in found):
            if begin := pattern.match(address):
                rest = address[begin.end() :]
                operation = self._find(method, rest)
                if operation and pattern in self._allowed[operation.path, method]:
                    return operation, _values(operation.path, rest)
        return None

    def _find(self, method: str, path: str) -> AnyOperation | None:
        found = self._schema.find_operation_by_path(method, path)
        if found is None or found.method.upper() == method:
            return found
        # To it a HEAD is a GET, even where it is an operation of its own.
        return self._schema[found.path][method] if (found.path, method) in self._allowed else None


def _values(template: str, path: str) -> dict[str, str]:
    parts = _NAMES.split(template)
    pattern = "".join("([^/]+)" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    found = re.fullmatch(pattern, path)
    return dict(zip(parts[1::2], found.groups(), strict=True)) if found else {}


def _pattern(server: Mapping[str, Any]) -> Pattern:
    variables: Mapping[str, Any] = server.get("variables") or {}
    scheme, is_absolute, rest = str(server["url"]).rstrip("/").rpartition("://")
    host, slash, path = rest.partition("/") if is_absolute else ("", "", rest)
    usual = {"https": ":443", "http": ":80"}.get(scheme.lower(), "")
    origin = "".join(_parts(f"{scheme}://{host.removesuffix(usual)}", variables))
    begin = f"(?i:{origin})(?:{usual})?" if is_absolute else "https?://[^/]+"
    return re.compile(begin + "".join(_parts(slash + path, variables)) + r"(?=/|$)")


def _parts(url: str, variables: Mapping[str, Any]) -> Iterator[str]:
    for index, part in enumerate(_NAMES.split(url)):
        variable: Mapping[str, Any] = variables.get(part, {})
        known = "|".join(re.escape(str(each)) for each in variable.get("enum") or ())
        usual = f"{re.escape(str(variable['default']))}|" if variable.get("default") else ""
        yield f"(?:{known or f'{usual}[^/]+'})" if index % 2 else re.escape(part)
