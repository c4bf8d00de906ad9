"""What it costs to make a package, beside the stock generator."""

import gzip
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from scripts import document
from scripts.bench.figures import Figure
from scripts.bench.processes import by_turns, process
from scripts.vendors import Vendor

EVIDENCE = frozenset({"x-source", "x-sources", "x-inferred", "x-enum-evidence"})


def generation(vendor: Vendor, rounds: int) -> Figure:
    """Time rendering one vendor beside the stock generator on its effective spec, both with formatting."""
    with tempfile.TemporaryDirectory() as folder:
        overlays = [part for path in vendor.overlays for part in ("--overlay", str(path))]
        ours = ["-m", "scripts.render", "--spec", str(vendor.spec), *overlays, "--out", f"{folder}/ours"]
        stock = ["-m", "openapi_python_client", "generate", "--overwrite", "--output-path", f"{folder}/stock", "--path"]
        times = by_turns(
            rounds,
            lambda: process(sys.executable, *ours, "--name", vendor.name),
            lambda: process(sys.executable, *stock, str(vendor.effective())),
        )
    return Figure(f"generate {vendor.name}", times[0], "openapi-python-client generate", times[1])


def large_generation(path: Path, rounds: int) -> Figure:
    """Time rendering a large public description beside the stock generator on the same file, both with formatting."""
    name = re.sub(r"[^a-z]", "", path.name.partition(".")[0].lower())
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder) / "openapi.json"
        spec.write_bytes(gzip.decompress(path.read_bytes()))
        ours = ["-m", "scripts.render", "--spec", str(spec), "--name", name, "--out", f"{folder}/ours"]
        stock = ["-m", "openapi_python_client", "generate", "--overwrite", "--output-path", f"{folder}/stock", "--path"]
        times = by_turns(
            rounds, lambda: process(sys.executable, *ours), lambda: process(sys.executable, *stock, str(spec))
        )
    return Figure(f"generate {path.name}", times[0], "openapi-python-client generate", times[1])


def whole_generation(vendor: Vendor, rounds: int) -> Figure:
    """Time the whole of it, all variants and digests included, beside the stock generator."""
    with tempfile.TemporaryDirectory() as folder:
        stock = ["-m", "openapi_python_client", "generate", "--overwrite", "--output-path", f"{folder}/stock", "--path"]
        times = by_turns(
            rounds,
            lambda: process(sys.executable, "-m", "scripts.generate", "--check", vendor.name),
            lambda: process(sys.executable, *stock, str(vendor.effective())),
        )
    return Figure(
        f"generate {vendor.name}, with variants, compared", times[0], "openapi-python-client generate", times[1]
    )


def evidence(vendor: Vendor, rounds: int) -> Figure:
    """Time rendering an effective spec beside the same without a word on where it comes from."""
    with tempfile.TemporaryDirectory() as folder:
        bare = Path(folder) / "bare.yaml"
        document.write(bare, document.dump_yaml(without_evidence(document.load(vendor.effective()).tree)))
        render = ["-m", "scripts.render", "--name", vendor.name, "--out", f"{folder}/out", "--spec"]
        times = by_turns(
            rounds,
            lambda: process(sys.executable, *render, str(vendor.effective())),
            lambda: process(sys.executable, *render, str(bare)),
        )
    return Figure(f"generate {vendor.name}, with evidence", times[0], "the same without evidence", times[1])


def without_evidence(node: Any) -> Any:
    """Return a tree that says nothing of where it comes from."""
    if document.is_object(node):
        return {key: without_evidence(value) for key, value in node.items() if key not in EVIDENCE}
    return [without_evidence(each) for each in node] if document.is_array(node) else node
