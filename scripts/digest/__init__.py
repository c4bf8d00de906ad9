"""What a package offers, a line each (API.md), and what it was made from (PROVENANCE.json)."""

import hashlib
import importlib.metadata
import json
from collections.abc import Mapping
from pathlib import Path

from scripts.digest.surface import code, parsed, spelled, surface

__all__ = ["code", "of_folder", "parsed", "provenance", "sha256", "spelled", "surface"]

# Whatever has a say in the bytes that come out.
TOOLS = ("jinja2", "jsonpath-rfc9535", "openapi-python-client", "pyyaml", "ruff")


def sha256(content: bytes | str) -> str:
    """Return a digest in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def of_folder(folder: Path, pattern: str) -> dict[str, str]:
    """Return the digest of each file of a folder, by its path in it."""
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()) for path in sorted(folder.rglob(pattern))}


def provenance(inputs: Mapping[str, str | Mapping[str, str]]) -> str:
    """Return the text of PROVENANCE.json: the digests of all inputs, and the versions of the tools."""
    tools = {name: importlib.metadata.version(name) for name in TOOLS}
    return json.dumps({"sha256": inputs, "tools": tools}, indent=2, sort_keys=True) + "\n"
