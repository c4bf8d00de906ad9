"""What mypy and pyright, both strict, say of the sample program, or of copies of it: python -m tests.sample.judge."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from tests.features_package import source

PROGRAM = Path(__file__).parent / "program"
NAME = PROGRAM.name
FOUND = re.compile(rf"^(?:.*/)?{NAME}/(\w+)\.py:(\d+)(?::\d+)?: error: (.*)$", re.MULTILINE)
# For each module of the program what is wrong with it.
Findings = dict[str, list[str]]


def copied(folder: Path) -> Path:
    """Copy the program into a folder, and return the copy."""
    return Path(shutil.copytree(PROGRAM, folder / NAME, ignore=shutil.ignore_patterns("__pycache__")))


def mypy(folder: Path) -> Findings:
    """Judge the copy in a folder by mypy."""
    options = ["--strict", "--config-file=", "--python-version=3.11", f"--cache-dir={folder / 'cache'}"]
    variables = {**os.environ, "MYPYPATH": str(source()), "NO_COLOR": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "mypy", *options, "--no-error-summary", "-p", NAME],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    found: Findings = {}
    for module, line, said in FOUND.findall(done.stdout):
        found.setdefault(module, []).append(f"{line}: {said}")
    if done.returncode not in {0, 1} or (done.returncode and not found):
        raise RuntimeError(done.stdout + done.stderr)
    return found


def pyright(folder: Path) -> Findings:
    """Judge the copy in a folder by pyright."""
    settings = {"typeCheckingMode": "strict", "pythonVersion": "3.11", "include": [NAME], "extraPaths": [str(source())]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("basedpyright")), "--outputjson", "--project", str(folder)]
    done = subprocess.run(
        [*command, "--pythonpath", sys.executable], cwd=folder, capture_output=True, text=True, check=False
    )
    said: dict[str, Any] = json.loads(done.stdout)
    if not said["summary"]["filesAnalyzed"]:
        raise RuntimeError(done.stdout + done.stderr)
    found: Findings = {}
    for each in said["generalDiagnostics"]:
        line = each["range"]["start"]["line"] + 1
        found.setdefault(Path(each["file"]).stem, []).append(f"{line}: {each['message']}")
    return found


def main() -> int:
    """Judge the program; fail when either has something to say of it."""
    with tempfile.TemporaryDirectory(prefix="sample-") as name:
        copied(Path(name))
        results = {"mypy": mypy(Path(name)), "pyright": pyright(Path(name))}
    for checker, found in results.items():
        for module, texts in found.items():
            print(*(f"tests/sample/{NAME}/{module}.py:{text} ({checker})" for text in texts), sep="\n")
    counts = Counter({checker: sum(map(len, found.values())) for checker, found in results.items()})
    print("sample program:", ", ".join(f"{checker} {counts[checker]} errors" for checker in results))
    return 1 if counts.total() else 0


if __name__ == "__main__":
    sys.exit(main())
