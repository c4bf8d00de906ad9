"""JSONPath (RFC 9535) within bounds: no query of an overlay runs for ever, or ends in a traceback."""

import importlib
import re
import time
from typing import Any

from jsonpath_rfc9535 import JSONPathEnvironment, JSONPathError, JSONPathQuery
from jsonpath_rfc9535.function_extensions import Match, Search

Steps = tuple[str | int, ...]
Nodes = dict[Steps, Any]

LONGEST = 2000  # characters; the library nests a generator for each step, and crashes at some 50,000
DESCENTS = 3  # `..` in a query; each may visit the whole tree for every node that the one before it found
PATIENCE = 0.5  # seconds for a regular expression on one text
ALL_PATIENCE = 5.0  # seconds for those of one query on all texts

QUOTED = re.compile(r"""'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*\"""")
_DOT = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|(\.)")

# What the library matches with, too: it alone can be told when to stop. It has no types.
_regex: Any = importlib.import_module("regex")
_is_iregexp: Any = importlib.import_module("iregexp_check").check


class BadPathError(Exception):
    """A query that can't be used; `cure` says what to do about it."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.cure = cure


def check(query: str) -> None:
    """Raise `BadPathError` unless the query is a JSONPath."""
    _compiled(query)


def select(query: str, tree: dict[str, Any]) -> Nodes:
    """Find nodes by their places (a union of selectors may name one place twice), or raise `BadPathError`."""
    compiled = _compiled(query)
    try:
        return {node.location: node.value for node in compiled.finditer(tree)}
    except TimeoutError:
        raise BadPathError(
            "a regular expression takes too long", "write it without alternatives that overlap"
        ) from None
    except (JSONPathError, RecursionError) as error:
        raise BadPathError(str(error), "name the way to the node instead of using ..") from None


def _compiled(query: str) -> JSONPathQuery:
    if len(query) > LONGEST:
        raise BadPathError(f"it has more than {LONGEST} characters", "shorten it")
    if QUOTED.sub("", query).count("..") > DESCENTS:
        raise BadPathError(f"it has more than {DESCENTS} descents", "name the way to the node instead of using ..")
    try:
        return _Environment().compile(query)
    except (JSONPathError, ArithmeticError, ValueError) as error:
        raise BadPathError(str(error), "correct it") from None
    except RecursionError:
        raise BadPathError("it is nested too deeply", "simplify it") from None


class _Environment(JSONPathEnvironment):
    """One query's environment, whose regular expressions share the time that they may take."""

    def setup_function_extensions(self) -> None:
        super().setup_function_extensions()
        clock = _Clock()
        self.function_extensions["match"] = _Match(clock)
        self.function_extensions["search"] = _Search(clock)


class _Clock:
    """Tells whether a text fits a regular expression, or raises TimeoutError."""

    def __init__(self) -> None:
        self.left = ALL_PATIENCE

    def fits(self, how: Any, pattern: object, text: object) -> bool:
        if not isinstance(pattern, str) or not isinstance(text, str) or not _is_iregexp(pattern):
            return False
        started = time.perf_counter()
        python = _DOT.sub(lambda found: r"[^\r\n]" if found[1] else found[0], pattern)
        try:
            return bool(how(python, text, _regex.VERSION1, timeout=max(min(PATIENCE, self.left), 0.001)))
        except _regex.error:
            return False
        finally:
            self.left -= time.perf_counter() - started


class _Match(Match):
    def __init__(self, clock: _Clock) -> None:
        self.clock = clock

    def __call__(self, string: object, pattern: object) -> bool:
        return self.clock.fits(_regex.fullmatch, pattern, string)


class _Search(Search):
    def __init__(self, clock: _Clock) -> None:
        self.clock = clock

    def __call__(self, string: object, pattern: object) -> bool:
        return self.clock.fits(_regex.search, pattern, string)
