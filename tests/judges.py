"""Two judges of an exchange: conform, and Schemathesis, by other authors."""

from functools import cache
from typing import Any

from scripts import document, vendors
from scripts.conform import Conformer, Finding
from scripts.exchange import Exchange, read_all
from scripts.oracle import Oracle
from tests import features_package
from tests.conformance.acme_exchanges import GOOD
from tests.defects import with_request, with_response

__all__ = ["ALL", "EXCHANGES", "VENDORS", "Judges", "exchange_id", "judges", "with_request", "with_response"]

VENDORS = {vendor.name: vendor for vendor in vendors.find()}
EXCHANGES = [each for vendor in VENDORS.values() for each in read_all(vendor.recordings)]
# Those of the invented service, too, which uses what no vendor does.
ALL = [*EXCHANGES, *GOOD]


class Judges:
    """Both judges of one description."""

    def __init__(self, tree: dict[str, Any]) -> None:
        self.tree = tree
        self.conform = Conformer(tree, "description")
        self.oracle = Oracle(tree)

    def findings(self, exchange: Exchange) -> tuple[list[Finding], list[Finding]]:
        """Tell what conform finds, notes included, and what Schemathesis."""
        return self.conform.judge(exchange), self.oracle.judge(exchange)

    def verdicts(self, exchange: Exchange) -> tuple[list[str], list[str]]:
        """Tell what conform finds to be wrong, and what Schemathesis."""
        ours, theirs = self.findings(exchange)
        return [str(each) for each in ours if each.severity == "error"], [str(each) for each in theirs]

    def both_find(self, exchange: Exchange) -> tuple[bool, bool]:
        ours, theirs = self.verdicts(exchange)
        return bool(ours), bool(theirs)


@cache
def judges(vendor: str, variant: str | None) -> Judges:
    if vendor not in VENDORS:
        return Judges(features_package.description())
    return Judges(document.load(VENDORS[vendor].effective(variant)).tree)


def exchange_id(exchange: Exchange) -> str:
    return f"{exchange.vendor}-{exchange.name}"
