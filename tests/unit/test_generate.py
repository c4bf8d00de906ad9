"""`nox -s generate` and `nox -s drift`: what is committed is what the inputs give."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import generate, trees, vendors
from scripts.problem import Refused
from scripts.vendors import ROOT


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Return a copy of all that a client is made from, and of the clients."""
    for name in ("specs", "overlays", "generated", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    shutil.copy(ROOT / "LICENSE", tmp_path)
    return tmp_path


def drift(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scripts.generate", "--check"]
    return subprocess.run(command, cwd=folder, env={"PYTHONPATH": ""}, capture_output=True, text=True, check=False)


def test_a_fresh_clone_has_not_drifted(clone: Path) -> None:
    done = drift(clone)
    assert (done.returncode, done.stderr) == (0, "")


VENDOR = vendors.find()[0].name
PACKAGE = f"generated/{VENDOR}/src/{VENDOR}_client"
MODELS = [
    path for path in sorted((ROOT / PACKAGE / "models").glob("*.py")) if "    Attributes:" in path.read_text("utf-8")
]
MODEL = f"{PACKAGE}/models/{MODELS[0].name}"
# The file to change, the word, its replacement, and the generated file that shows it.
EDITS = [
    (f"specs/{VENDOR}/openapi.yaml", "description: ", "description: Indeed, ", f"generated/{VENDOR}/openapi.yaml"),
    (f"overlays/{VENDOR}/10-naming.yaml", "title: ", "title: The ", f"generated/{VENDOR}/PROVENANCE.json"),
    (f"overlays/{VENDOR}/docs/10-quickstart.md", "## ", "## The ", f"generated/{VENDOR}/README.md"),
    ("scripts/templates/types.py.jinja", "    Attributes:", "    Fields:", MODEL),
    ("scripts/runtime/errors.py", "could not be reached", "is away", f"{PACKAGE}/_core/errors.py"),
    (f"{PACKAGE}/client.py", "Synchronous client", "Client", f"{PACKAGE}/client.py"),
    (f"generated/{VENDOR}/API.md", "Models", "Modells", f"generated/{VENDOR}/API.md"),
]


@pytest.mark.parametrize(("path", "old", "new", "shown"), EDITS, ids=[edit[0] for edit in EDITS])
def test_one_word_changed_anywhere_fails_and_names_the_file_and_the_cure(
    path: str, old: str, new: str, shown: str, clone: Path
) -> None:
    file = clone / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    done = drift(clone)
    assert done.returncode == 1
    for named in (path, shown):
        line = next(line for line in done.stderr.splitlines() if line.startswith(f"{named}: "))
        assert f"run `nox -s generate -- {VENDOR}`" in line
    assert "Traceback" not in done.stderr


def test_a_template_that_asks_for_what_is_not_there_is_named_with_its_line(clone: Path) -> None:
    template = clone / "scripts/templates/types.py.jinja"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("model.description", "model.descriptiom", 1), encoding="utf-8")
    done = drift(clone)
    assert done.returncode == 1
    assert done.stderr.startswith("scripts/templates/types.py.jinja:")
    assert done.stderr.endswith(": mend the template\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("what", ["deleted", "added", "stray vendor"])
def test_a_file_deleted_or_added_fails_and_is_named(what: str, clone: Path) -> None:
    if what == "deleted":
        path = MODEL
        (clone / path).unlink()
    elif what == "added":
        path = f"{PACKAGE}/models/mine.py"
        (clone / path).write_text("", encoding="utf-8")
    else:
        path = "generated/gone"
        shutil.copytree(clone / "generated" / VENDOR, clone / path)
    done = drift(clone)
    assert done.returncode == 1
    assert f"{path}: " in done.stderr


def test_a_failing_vendor_leaves_every_package_as_it_was(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "generated" / VENDOR, tmp_path / "generated" / VENDOR)
    before = trees.read(tmp_path / "generated")
    made = generate.package

    def second_fails(inputs: generate.Inputs) -> dict[str, bytes]:
        if inputs.name == "other":
            raise Refused
        return {**made(inputs), "new.txt": b""}

    both = [vendors.Vendor(VENDOR, ROOT), vendors.Vendor("other", ROOT)]
    monkeypatch.setattr(vendors, "find", lambda: both)
    monkeypatch.setattr(generate, "package", second_fails)
    monkeypatch.setattr(vendors.Vendor, "generated", property(lambda self: tmp_path / "generated" / self.name))
    with pytest.raises(Refused):
        generate.main([])
    assert trees.read(tmp_path / "generated") == before
