"""Format all Python files of a package in one run of ruff."""

import os
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from ruff import find_ruff_bin  # type: ignore[import-untyped]  # pyright: ignore[reportMissingTypeStubs]

from scripts.problem import refuse

OPTIONS = ("--isolated", "--no-cache", "--target-version", "py311", "--line-length", "120")


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files with imports sorted and Python text formatted.

    Raises:
        Refused: a file is not Python, which is a fault of a template.
    """
    result = dict(files)
    names = [path for path in files if path.endswith(".py")]
    with tempfile.TemporaryDirectory(prefix="render-") as folder:
        root = Path(folder)
        for name in names:
            target = root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[name].encode())
        # A name that nothing defines would show only when a user imports the module.
        _ruff(root, "check", "--select", "I,F401,F811,F821,E9", "--fix")
        _ruff(root, "format")
        for name in names:
            result[name] = (root / name).read_bytes().decode()
    return result


def _ruff(root: Path, command: str, *options: str) -> None:
    # The package's own layout tells which imports are its own.
    call = [find_ruff_bin(), command, *options, *OPTIONS, "."]
    # Nothing of the machine may have a say: no configuration is read, and no variable but these.
    environment = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT") if key in os.environ}
    done = subprocess.run(call, cwd=root, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = " ".join(f"{done.stdout} {done.stderr}".split())
        refuse("scripts/templates", f"a template makes what is no Python: {said[:400]}", "mend the template")
