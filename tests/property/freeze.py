"""`nox -s freeze -- [PACKAGE] [--fresh SEED]`: instances of each schema, drawn anew where it changed.

They stand in tests/property/instances/<package>/<Schema>.json, one a line, with a digest of the schema and all that it
refers to. A schema whose digest is still the same keeps its instances, unless `--fresh` gives another seed for all.
`scripts.replay.freeze` goes with it: what a replay answers where nothing is recorded.
"""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from scripts import vendors
from scripts.problem import refuse, run
from scripts.replay import freeze as answers
from scripts.vendors import ROOT
from tests.property.draw import draw
from tests.property.shapes import shapes
from tests.property.subjects import Subject, subjects

INSTANCES = ROOT / "tests" / "property" / "instances"
COMMAND = "nox -s freeze"
SEED = 1


def path_of(subject: Subject, name: str, root: Path = INSTANCES) -> Path:
    return root / subject.name / f"{name}.json"


def frozen(subject: Subject, name: str, root: Path = INSTANCES) -> dict[str, Any]:
    """The instances of a component by what is special about each."""
    found: dict[str, Any] = json.loads(path_of(subject, name, root).read_text(encoding="utf-8"))["instances"]
    return found


def text_of(subject: Subject, name: str, seed: int) -> str:
    """Draw the instances of a component, and return the text of their file."""
    drawn = {f"drawn {index}": each for index, each in enumerate(draw(subject.told, name, seed), 1)}
    found = shapes(subject.told, name) | drawn
    for label, value in found.items():
        if not subject.validator(name).is_valid(value):
            said = "; ".join(error.message for error in subject.validator(name).iter_errors(value))
            refuse(f"{subject.name}:/components/schemas/{name}", f"{label} is no instance: {said}", "give an example")
    lines = ",\n".join(f"{json.dumps(label)}: {json.dumps(value)}" for label, value in found.items())
    head = f'"digest": "{subject.digests[name]}",\n"seed": {seed},\n"instances": '
    return f"{{\n{head}{{\n{lines}\n}}\n}}\n"


def stale(subject: Subject, root: Path = INSTANCES) -> Iterator[str]:
    """Name the components whose instances are missing, or are those of another schema."""
    for name in subject.schemas:
        path = path_of(subject, name, root)
        if not path.is_file() or json.loads(path.read_text(encoding="utf-8"))["digest"] != subject.digests[name]:
            yield name


def surplus(chosen: Sequence[Subject], root: Path = INSTANCES) -> list[Path]:
    """Find the files of schemas that are gone."""
    known = {path_of(subject, name, root) for subject in chosen for name in subject.schemas}
    return sorted(path for path in root.rglob("*.json") if path not in known)


def freeze(chosen: Sequence[Subject], seed: int | None = None, root: Path = INSTANCES) -> list[Path]:
    """Write what is stale, or all where a seed is given; return what was written."""
    written: list[Path] = []
    for subject in chosen:
        for name in list(stale(subject, root)) if seed is None else subject.schemas:
            path = path_of(subject, name, root)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text_of(subject, name, SEED if seed is None else seed), encoding="utf-8", newline="\n")
            written.append(path)
    return written


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog=f"{COMMAND} --", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("package", nargs="?", choices=list(subjects()), help="only that of this package")
    parser.add_argument("--fresh", type=int, metavar="SEED", help="draw all anew, with this seed")
    options = parser.parse_args(argv)
    chosen = [each for each in subjects().values() if options.package in {None, each.name}]
    for path in surplus(list(subjects().values())):
        path.unlink()
        sys.stdout.write(f"{path.relative_to(ROOT)}: gone\n")
    for path in freeze(chosen, options.fresh):
        sys.stdout.write(f"{path.relative_to(ROOT)}: drawn\n")
    named = [each.name for each in vendors.find() if options.package in {None, each.name}]
    return answers.main(named) if named else 0


if __name__ == "__main__":
    run(main)
