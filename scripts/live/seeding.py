"""The description as the tests get it: only what may be sent, to the service that is tested, with recorded examples."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scripts.conform import Conformer, Match
from scripts.conform.spec import METHODS
from scripts.document import is_object
from scripts.exchange import Exchange
from scripts.oracle import Oracle
from scripts.oracle.tags import without_nominal_tags

SAFE = {"get", "head"}
# How often a recorded value stands in a path: an invented id is seldom there.
_LIKELY = 0.8
Tree = dict[str, Any]


def allowed(tree: Mapping[str, Any], url: str, *, writes: bool) -> Tree:
    """Copy a description for one server, without the operations that must not be called."""
    made = without_nominal_tags(tree)
    made["servers"] = [{"url": url}]
    for item in made.get("paths", {}).values():
        item.pop("servers", None)
        for method in [each for each in METHODS if each in item]:
            item[method].pop("servers", None)
            if not writes and method not in SAFE and not item[method].get("x-read-only"):
                del item[method]
    return made


def seed(tree: Tree, conformer: Conformer, oracle: Oracle, exchanges: Iterable[Exchange]) -> dict[str, list[Any]]:
    """Write what was recorded into a description as its examples; return the values of path parameters by name."""
    ids: dict[str, list[Any]] = {}
    for exchange in exchanges:
        match = conformer.route(exchange.request.method, exchange.request.url)
        if not isinstance(match, Match) or not 200 <= exchange.response.status < 300:
            continue
        operation = tree["paths"].get(match.operation.path, {}).get(match.operation.method.lower())
        if not is_object(operation):
            continue
        sent, body = oracle.arguments(exchange)
        parameters = _own(operation, match)
        for (place, name), value in sent.items():
            if (place, name) in parameters:
                _exemplify(parameters[place, name], exchange.name, value)
                if place == "path" and value not in ids.setdefault(name, []):
                    ids[name].append(value)
        for media, value in body.items():
            _exemplify(_media(operation, match, media), exchange.name, value)
    return ids


def dictionaries(ids: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return the settings with which recorded values are tried in paths."""
    return {
        "dictionaries": {f"recorded-{name}": {"values": values} for name, values in ids.items()},
        "parameters": {f"path.{name}": {"dictionary": f"recorded-{name}", "probability": _LIKELY} for name in ids},
    }


def _own(operation: Tree, match: Match) -> dict[tuple[str, str], Tree]:
    """Give an operation copies of its parameters, those that it shares with others included."""
    if "x-seeded" not in operation:
        operation["parameters"] = [copy.deepcopy(each.node.value) for each in match.operation.parameters]
        operation["x-seeded"] = True
    return {(str(each["in"]), str(each["name"])): each for each in operation["parameters"]}


def _media(operation: Tree, match: Match, media: str) -> Tree:
    body = operation["requestBody"]
    if "$ref" in body and match.operation.body:
        body = operation["requestBody"] = copy.deepcopy(match.operation.body.value)
    found: Tree = body["content"][media]
    return found


def _exemplify(owner: Tree, name: str, value: Any) -> None:
    owner.pop("example", None)
    examples = owner.setdefault("examples", {})
    if not any(each.get("value") == value for each in _values(examples)):
        examples[f"recorded-{name}"] = {"value": value}


def _values(examples: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (each for each in examples.values() if is_object(each))
