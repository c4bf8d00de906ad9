"""Apply OpenAPI Overlays (1.0 and 1.1), more strictly than the standard: a patch that went stale fails.

A target that matches nothing is refused unless its action says `x-optional: true`; so is an action that changes
nothing, lacks a description, has an unknown field, or selects by an array's index.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts.document import Document, dump_json, dump_yaml, load, write
from scripts.overlay.perform import clone, perform
from scripts.overlay.plan import plan
from scripts.overlay.room import Room
from scripts.problem import refuse

__all__ = ["apply", "effective", "main"]


def apply(document: Document, overlays: Sequence[Document], *, standard: bool = False) -> dict[str, Any]:
    """Return the document's tree after all overlays, in their order; what is passed in stays as it is.

    Args:
        document: what to change.
        overlays: the changes.
        standard: whether to do exactly what the standard says, which lets stale and empty actions pass.
    """
    plans = [plan(overlay, document, standard=standard) for overlay in overlays]
    tree: dict[str, Any] = clone(document.tree)
    room = Room()
    for actions in plans:
        for action in actions:
            perform(action, tree, room)
    return tree


def effective(spec: Path, overlays: Sequence[Path]) -> dict[str, Any]:
    """Return the tree of a description's file after the overlays of these files."""
    return apply(load(spec), [load(overlay) for overlay in overlays])


def main(argv: Sequence[str]) -> int:
    """Apply overlays to a description and print or write the result."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.overlay",
        description="Apply OpenAPI Overlays to a description, in the order given. An action that matches nothing "
        "(unless it is x-optional) or changes nothing is an error.",
    )
    parser.add_argument("spec", type=Path, metavar="SPEC", help="the description, YAML or JSON")
    parser.add_argument("overlays", type=Path, nargs="+", metavar="OVERLAY", help="overlays, YAML or JSON")
    parser.add_argument("-o", dest="out", type=Path, metavar="OUT", help="write here, as JSON if it ends in .json")
    parser.add_argument("--standard", action="store_true", help="let pass what the standard does: stale actions, too")
    arguments = parser.parse_args(argv)
    overlays: list[Path] = arguments.overlays
    tree = apply(load(arguments.spec), [load(path) for path in overlays], standard=arguments.standard)
    out: Path | None = arguments.out
    if out is None:
        _print(dump_yaml(tree))
    else:
        write(out, dump_json(tree) if out.suffix == ".json" else dump_yaml(tree))
    return 0


def _print(text: str) -> None:
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError as error:
        what = f"{sys.stdout.encoding} has no character U+{ord(text[error.start]):04X}"
        refuse("the standard output", what, "give -o OUT, or set PYTHONUTF8=1")
    sys.stdout.write(text)
