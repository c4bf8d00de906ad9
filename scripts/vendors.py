"""The only module that knows the tree: which vendors there are, and where each of their files is.

A vendor is a folder `specs/<vendor>` that holds an `openapi.yaml`; nothing else lists it.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from scripts.problem import refuse

ROOT = Path(__file__).resolve().parent.parent
NAME = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Vendor:
    """The files of one vendor, whether they exist or not."""

    name: str
    root: Path = ROOT

    @property
    def spec(self) -> Path:
        """The hand-written description."""
        return self.root / "specs" / self.name / "openapi.yaml"

    @property
    def sources(self) -> Path:
        """What the description rests on."""
        return self.root / "specs" / self.name / "sources.yaml"

    @property
    def patches(self) -> Path:
        """The folder of overlays."""
        return self.root / "overlays" / self.name

    @property
    def overlays(self) -> list[Path]:
        """The numbered overlays, in the order in which they apply."""
        return sorted(self.patches.glob("*.yaml"))

    @property
    def variants(self) -> dict[str, Path]:
        """The overlay of each variant of the API, by the variant's name."""
        return {path.stem: path for path in sorted((self.patches / "variants").glob("*.yaml"))}

    @property
    def generated(self) -> Path:
        """The package's folder, written by `nox -s generate` alone."""
        return self.root / "generated" / self.name

    def effective(self, variant: str | None = None) -> Path:
        """The description after all overlays: the vendor's own, or that of a variant."""
        if variant is None:
            return self.generated / "openapi.yaml"
        return self.generated / "variants" / f"{variant}.yaml"

    @property
    def recordings(self) -> Path:
        """The folder of exchanges."""
        return self.root / "tests" / "recordings" / self.name

    def answers(self, variant: str | None = None) -> Path:
        """Name the file of values of which answers are generated where nothing is recorded."""
        return self.root / "tests" / "answers" / self.name / f"{variant or 'openapi'}.json"


def find(root: Path = ROOT) -> list[Vendor]:
    """Every vendor of the tree, by name."""
    found = [path.parent.name for path in sorted((root / "specs").glob("*/openapi.yaml"))]
    for name in found:
        if not NAME.fullmatch(name):
            refuse(f"specs/{name}", "can't name a package", "give the folder small letters and digits, a letter first")
    return [Vendor(name, root) for name in found]


def get(name: str, root: Path = ROOT) -> Vendor:
    """One vendor by its name, or `Refused` with the names there are."""
    vendor = Vendor(name, root)
    if NAME.fullmatch(name) and vendor.spec.is_file():
        return vendor
    known = ", ".join(each.name for each in find(root)) or "none"
    refuse(name, "no such vendor", f"use one of: {known}; or add specs/<vendor>/openapi.yaml")
