"""The package of the description with every feature, for any test: `acme()` renders it once a session."""

import atexit
import importlib
import shutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from scripts import overlay, trees
from scripts.render import Inputs, package
from scripts.vendors import ROOT

FEATURES = ROOT / "tests" / "features"
SPEC = FEATURES / "openapi.yaml"
HINTS = FEATURES / "client.overlay.yaml"
# The hints are ahead of what scripts/hints.py takes. Once it takes them: (HINTS,)
OVERLAYS = (HINTS,)


def description() -> dict[str, Any]:
    """The effective description."""
    return overlay.effective(SPEC, OVERLAYS)


@cache
def source() -> Path:
    """The folder that holds `acme_client`, rendered when it is first asked for; it goes when Python ends."""
    folder = Path(tempfile.mkdtemp(prefix="acme-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    inputs = Inputs(
        name="acme",
        spec=SPEC,
        overlays=OVERLAYS,
        licence=ROOT / "LICENSE",
        command="a test",
        origin="tests/features",
    )
    trees.swap(package(inputs), folder / "package")
    return folder / "package" / "src"


@cache
def acme() -> ModuleType:
    """The package `acme_client`; it stays importable, so that its objects can be pickled."""
    sys.path.append(str(source()))
    importlib.invalidate_caches()
    return importlib.import_module("acme_client")
