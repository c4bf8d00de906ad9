"""Judge exchanges against an effective spec: what in each request and response the description does not allow."""

from scripts.conform.codes import CODES
from scripts.conform.conformer import Conformer
from scripts.conform.explain import explain
from scripts.conform.finding import Finding
from scripts.conform.route import Match, Miss
from scripts.conform.spec import Operation

__all__ = ["CODES", "Conformer", "Finding", "Match", "Miss", "Operation", "explain"]
