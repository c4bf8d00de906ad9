"""Write the skeleton of a vendor: spec, sources, overlays and a first exchange, all invented, that pass every check.

The files stand in scripts/skeleton as those of a vendor called acme, in the places where a vendor's files belong.
"""

import argparse
import ast
import keyword
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scripts import lint, trees, vendors
from scripts.generate import inputs_of
from scripts.problem import Refused, refuse, refuse_all, run
from scripts.render import package
from scripts.vendors import Vendor

SKELETON = Path(__file__).parent / "skeleton"
STANDS_FOR_THE_NAME = re.compile("acme|Acme|ACME")
LONGEST = 32
# No file of Windows may be called so, whatever the ending.
DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)\d")
QUOTED = re.compile(r"""["'](\w+)["']""")
CHOOSE = "choose another name"
NEXT = {
    "generate": "make the client from it",
    "freeze": "draw the values that it is tested with, and that a replay answers",
    "demo": "see the client at work; then change what the comments in the files say",
    "specs": "after you delete the invented page from its sources: list what rests on it",
}


def skeleton_of(name: str) -> dict[str, bytes]:
    """Return every file of a vendor's skeleton, by its path in the repository."""

    def spelled(found: re.Match[str]) -> str:
        return name if found[0].islower() else name.upper() if found[0].isupper() else name.capitalize()

    def named(text: str) -> str:
        return STANDS_FOR_THE_NAME.sub(spelled, text)

    return {named(path): named(content.decode()).encode() for path, content in trees.read(SKELETON).items()}


def refuse_name(vendor: Vendor) -> None:
    """Refuse a name under which there could be no package, or is something already."""
    name = vendor.name
    if not vendors.NAME.fullmatch(name):
        refuse(repr(name), "can't name a package", "use small letters and digits, a letter first")
    if not 2 <= len(name) <= LONGEST:
        refuse(name, f"is not 2 to {LONGEST} letters long", CHOOSE)
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        refuse(name, "is a word of Python", CHOOSE)
    if DEVICES.fullmatch(name):
        refuse(name, "is a device on Windows, where no folder may be called so", CHOOSE)
    for folder in (vendor.spec.parent, vendor.patches, vendor.recordings, vendor.generated):
        if folder.exists() or folder.is_symlink():
            refuse(str(folder.relative_to(vendor.root)), "is there already", CHOOSE)
    places = [
        *vendors.ROOT.glob("scripts/**/*.py"),
        *vendors.ROOT.glob("scripts/**/*.jinja"),
        vendors.ROOT / "noxfile.py",
    ]
    for path in sorted(places):
        if name in words(path):
            where = path.relative_to(vendors.ROOT).as_posix()
            refuse(name, f"stands in {where}, where no vendor's name may stand", CHOOSE)


def words(path: Path) -> set[str]:
    """Return every text that code compares or looks up, in a module or a template of ours."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jinja":
        return set(QUOTED.findall(text))
    nodes = ast.walk(ast.parse(text))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def prove(name: str, files: trees.Tree) -> None:
    """Check and generate the skeleton elsewhere, so that what is written is known to go through."""
    with tempfile.TemporaryDirectory() as folder:
        vendor = Vendor(name, Path(folder) / "tree")
        trees.swap(files, vendor.root)
        try:
            refuse_all(lint.lint_vendor(vendor))
            package(replace(inputs_of(vendor), licence=vendors.ROOT / "LICENSE"))
        except Refused as refused:
            refuse(name, f"no client can be generated under this name ({refused.problems[0].what})", CHOOSE)


def write(vendor: Vendor) -> list[str]:
    """Write a vendor's skeleton, all of it or nothing, and return the paths of its files."""
    if not vendor.root.is_dir():
        refuse(str(vendor.root), "is no folder", "give the root of the repository")
    refuse_name(vendor)
    files = skeleton_of(vendor.name)
    prove(vendor.name, files)
    # The spec comes last: with it, the vendor is there.
    folders = [vendor.recordings, vendor.patches, vendor.spec.parent]
    try:
        for folder in folders:
            place = folder.relative_to(vendor.root).as_posix() + "/"
            trees.swap({path.removeprefix(place): files[path] for path in files if path.startswith(place)}, folder)
    except BaseException:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
        raise
    return sorted(files)


def main(argv: Sequence[str]) -> int:
    """Write the skeleton of a vendor, and say what to do next."""
    parser = argparse.ArgumentParser(prog="python -m scripts.new_vendor", description="Write a vendor's skeleton.")
    parser.add_argument("vendor", help="what to call it: small letters and digits")
    parser.add_argument("--root", type=Path, default=vendors.ROOT, help="write it into this folder")
    options = parser.parse_args(argv)
    vendor = Vendor(options.vendor, options.root)
    print(*write(vendor), sep="\n")
    print("\nAll of it is invented; once generated and frozen, it passes every check. Next:")
    for session, use in NEXT.items():
        print(f"  nox -s {session} -- {vendor.name}: {use}")
    return 0


if __name__ == "__main__":
    run(main)
