"""`python -m scripts.render --spec PATH --out DIR`: a package from any spec."""

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path

from scripts import trees
from scripts.document import collector_paused
from scripts.problem import refuse, run
from scripts.render.assemble import Inputs, package
from scripts.vendors import NAME, ROOT


def main(argv: Sequence[str]) -> int:
    """Render the package of one spec into a folder, which then holds that package and nothing else."""
    parser = argparse.ArgumentParser(prog="python -m scripts.render", description="Render the client of any spec.")
    parser.add_argument("--spec", type=Path, required=True, help="the OpenAPI description, YAML or JSON")
    parser.add_argument("--overlay", type=Path, action="append", default=[], help="a patch; may be given several times")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the package; it is replaced as a whole")
    parser.add_argument("--name", help="what to call the package: NAME-client (default: the name of the spec's folder)")
    options = parser.parse_args(argv)
    spec: Path = options.spec
    name: str = options.name or re.sub(r"[^a-z0-9]", "", _folder_of(spec).lower())
    if not NAME.fullmatch(name):
        refuse("--name", f"{name!r} can't name a package", "give small letters and digits, a letter first")
    out = _resolved(options.out)
    if out in (Path.cwd(), *Path.cwd().parents):
        refuse(str(options.out), "you are in this folder, which would be replaced", "give a folder of its own")
    if out.exists() and not (out / "PROVENANCE.json").is_file() and any(out.iterdir() if out.is_dir() else [out]):
        refuse(str(out), "this is no generated package, and would be lost", "give an empty or a new folder")
    inputs = Inputs(
        name=name,
        spec=spec,
        overlays=tuple(options.overlay),
        licence=ROOT / "LICENSE",
        command="python -m scripts.render",
        origin=", ".join([spec.name, *(each.name for each in options.overlay)]),
    )
    with collector_paused():
        trees.swap(package(inputs), out)
    return 0


def _folder_of(path: Path) -> str:
    """Return the name of the folder that a path says a file is in, whether there is one or not."""
    return Path(os.path.abspath(path)).parent.name  # noqa: PTH100 (resolve() fails at a circle of links)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        refuse(str(path), "leads to no place: a circle of links, or no name for a folder", "give another path")


if __name__ == "__main__":
    run(main)
