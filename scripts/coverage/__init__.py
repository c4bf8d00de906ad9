"""Say how much of a description exchanges have shown: an index, a score, and a page with what was never seen."""

from scripts.coverage.page import page
from scripts.coverage.report import Report, measure
from scripts.coverage.tree import tree_of

__all__ = ["Report", "measure", "page", "tree_of"]
