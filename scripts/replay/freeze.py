"""`python -m scripts.replay.freeze [VENDOR...]`: freeze the values that generated answers are made of.

They stand in tests/answers/<vendor>, a file for each description. Without it a replay makes the same values by itself;
frozen, they are still the same with another version of whatever they are drawn by, and a person can read them.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from scripts import document, vendors
from scripts.problem import run
from scripts.replay import answers_of
from scripts.vendors import ROOT, Vendor


def stale(vendor: Vendor) -> Iterator[tuple[Path, list[str]]]:
    """Go through the files of a vendor that are not what they should be, with the schemas that are not in them."""
    for variant in (None, *vendor.variants):
        answers = answers_of(vendor, variant)
        if changed := answers.corpus.stale(answers.schemas()):
            yield vendor.answers(variant), changed


def freeze(vendor: Vendor) -> list[Path]:
    """Write what is stale; return what was written."""
    changed = dict(stale(vendor))
    wanted = {vendor.answers(variant): variant for variant in (None, *vendor.variants)}
    for path in changed:
        answers = answers_of(vendor, wanted[path])
        text = answers.corpus.text(answers.schemas())
        path.parent.mkdir(parents=True, exist_ok=True)
        document.write(path, text)
    return list(changed)


def surplus(vendor: Vendor) -> list[Path]:
    """Find the files of variants that are gone."""
    wanted = {vendor.answers(variant) for variant in (None, *vendor.variants)}
    return sorted(set(vendor.answers().parent.glob("*.json")) - wanted)


def main(argv: Sequence[str]) -> int:
    """Freeze what is stale of every vendor, or of those named."""
    parser = argparse.ArgumentParser(prog="python -m scripts.replay.freeze", description=(__doc__ or "").split(": ")[1])
    parser.add_argument("vendor", nargs="*", help="only these vendors")
    names: list[str] = parser.parse_args(argv).vendor
    for vendor in [vendors.get(name) for name in names] or vendors.find():
        for path in surplus(vendor):
            path.unlink()
            print(f"{path.relative_to(ROOT)}: gone")
        for path in freeze(vendor):
            print(f"{path.relative_to(ROOT)}: written")
    return 0


if __name__ == "__main__":
    run(main)
