"""Which environment, which command, which vendors; what is done stands in scripts/."""

import hashlib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

import nox

nox.needs_version = ">=2026.4"
nox.options.tags = ["check"]
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False
nox.options.default_venv_backend = "virtualenv"

ROOT = Path(__file__).parent
PINS = "constraints.txt"
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
LOWEST = ["attrs==23.2.0", "httpx==0.28.0", "tenacity==9.0.0"]
PROJECT = nox.project.load_toml("pyproject.toml")
VENDORS = sorted(path.parent.name for path in (ROOT / "specs").glob("*/openapi.yaml"))
TOOLS, BENCH = ROOT / ".nox" / "tools", ROOT / ".nox" / "bench"
SOURCES = os.pathsep.join(str(ROOT / "generated" / vendor / "src") for vendor in VENDORS)
SHARED: dict[str, Any] = {"venv_backend": "none", "requires": ["tools"]}

# Pythons that pyenv holds are present too, though its shims answer for the active ones alone.
PYENV = Path(shutil.which("pyenv") or "").resolve().parent.parent
os.environ["PATH"] = os.pathsep.join([os.environ.get("PATH", ""), *map(str, sorted(PYENV.glob("versions/3.*/bin")))])
# Whatever a tool keeps, it keeps in the clone.
os.environ["XDG_CACHE_HOME"] = str(ROOT / ".nox" / "cache")


def install(session: nox.Session, environment: Path, *groups: str) -> None:
    """Make an environment hold groups of pyproject.toml as pinned, unless it holds just those already."""
    wanted = nox.project.dependency_groups(PROJECT, *groups)
    state = "\n".join([sys.version, *wanted, (ROOT / PINS).read_text("utf-8")])
    stamp = environment / "installed.sha256"
    digest = hashlib.sha256(state.encode()).hexdigest()
    if stamp.is_file() and stamp.read_text("utf-8") == digest:
        return
    pip = [executable(environment, "python"), "-m", "pip", "install", "--quiet", "--constraint", PINS]
    if not Path(pip[0]).exists():
        session.run(sys.executable, "-m", "virtualenv", "--quiet", str(environment), external=True)
    session.run(*pip, *wanted, external=True)
    stamp.write_text(digest, "utf-8")


def executable(environment: Path, name: str) -> str:
    """Return the path of a command of an environment."""
    return str(environment / ("Scripts" if os.name == "nt" else "bin") / name)


def run(session: nox.Session, command: str, *arguments: str) -> None:
    """Run a command of the shared environment, the generated packages on its path; no bytecode stays in the tree."""
    always = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "PYTHONPATH": SOURCES}
    # What is interrupted ends by itself: a recording is scrubbed and written first.
    session.run(executable(TOOLS, command), *arguments, env=always, external=True, interrupt_timeout=None)


@nox.session(venv_backend="none", default=False)
def tools(session: nox.Session) -> None:
    """Make the environment that the scripts and the checks share; all else asks for it by itself."""
    install(session, TOOLS, "nox", "tools", "checks")


def script(name: str, explanation: str, *command: str, tags: tuple[str, ...] = ()) -> None:
    """Make a session that is one script, with what stands behind `--`."""

    def session_of_script(session: nox.Session) -> None:
        run(session, "python", "-m", *command, *session.posargs)

    session_of_script.__doc__ = explanation
    nox.session(name=name, tags=tags, **SHARED)(session_of_script)


WRITES = "Generate every client, or `-- VENDOR`; the only session that writes generated/."
script("generate", WRITES, "scripts.generate")
SKELETON = "Write the skeleton of a vendor, `-- NAME`: it passes every check, and its comments say what to change."
script("new-vendor", SKELETON, "scripts.new_vendor")
DRAWS = "Draw anew, of every schema that changed, what tests/property and replays take; `-- --fresh SEED` draws all."
script("freeze", DRAWS, "tests.property.freeze")
RECORDS = "Record what a program, or any client of a proxy, and a service say to each other: `-- VENDOR [PROGRAM]`."
script("record", RECORDS, "scripts.record")


@nox.session(**SHARED)
def demo(session: nox.Session) -> None:
    """Generate every client and show one at work against a server that replays recorded exchanges."""
    run(session, "python", "-m", "scripts.generate")
    run(session, "python", "-m", "scripts.demo", *session.posargs)


@nox.session(tags=["check"], **SHARED)
def lint(session: nox.Session) -> None:
    """Check style and layout of all Python text, generated included, and that no file of the tree holds a secret."""
    run(session, "ruff", "check", "--quiet", ".")
    run(session, "ruff", "format", "--quiet", "--check", ".")
    generated = ["--isolated", "--quiet", "--target-version", "py311", "--line-length", "120", "generated"]
    run(session, "ruff", "check", "--select", "E4,E7,E9,F,I,UP,B", *generated)
    run(session, "ruff", "format", "--check", *generated)
    run(session, "python", "-m", "scripts.record.gate")


@nox.session(tags=["check"], **SHARED)
def types(session: nox.Session) -> None:
    """Check the types of scripts, generated packages and a sample program: mypy --strict, pyright strict."""
    run(session, "mypy")
    for vendor in VENDORS:
        run(session, "mypy", "--strict", f"generated/{vendor}/src/{vendor}_client")
    run(session, "basedpyright", "--warnings", "--pythonpath", executable(TOOLS, "python"))
    run(session, "python", "-m", "tests.sample.judge")


LINTS = "Check specs and overlays: they apply, the result is OpenAPI 3.1, and every source is declared."
script("specs", LINTS, "scripts.lint", tags=("check",))


@nox.session(tags=["check"], **SHARED)
def tests(session: nox.Session) -> None:
    """Test the scripts and what they generate."""
    folders = (f"tests/{each}" for each in ("unit", "golden", "property", "faults", "sample", "large"))
    run(session, "pytest", *folders, *session.posargs)


@nox.session(tags=["check"], **SHARED)
def conformance(session: nox.Session) -> None:
    """Judge every exchange: by conform, by Schemathesis, by the client; `-- --live URL` tests a service."""
    if "--live" in session.posargs:
        run(session, "python", "-m", "scripts.live", *session.posargs)
        return
    run(session, "pytest", "tests/conformance", *session.posargs)
    run(session, "python", "-m", "scripts.coverage", "--brief")


@nox.session(tags=["check"], python=PYTHONS, requires=["tools"])
def package(session: nox.Session) -> None:
    """Test each wheel, alone with pytest in a fresh environment, on every Python there is."""
    test_wheels(session)


@nox.session(tags=["check"], requires=["tools"])
def lowest(session: nox.Session) -> None:
    """Test each wheel with the lowest versions that it admits."""
    test_wheels(session, *LOWEST)


def test_wheels(session: nox.Session, *versions: str) -> None:
    """Build the wheels, install them with nothing else but pytest, run the exchanges through them."""
    pin = re.search(r"^pytest==\S+", (ROOT / PINS).read_text("utf-8"), re.MULTILINE)
    with tempfile.TemporaryDirectory() as folder:
        wheels = built(session, folder)
        session.install("--quiet", "--force-reinstall", pin[0] if pin else "pytest", *versions, *wheels)
    session.run("pytest", "tests/package", *session.posargs, env={"PYTHONDONTWRITEBYTECODE": "1"})


def built(session: nox.Session, folder: str) -> list[str]:
    """Build the wheels, with the pinned backend of the tools' environment, so that nothing unpinned has a say."""
    build = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", folder]
    run(session, "python", *build, *(f"./generated/{vendor}" for vendor in VENDORS))
    return [str(path) for path in sorted(Path(folder).glob("*.whl"))]


DRIFT = "Fail where generated/ is not byte for byte what specs and overlays give."
script("drift", DRIFT, "scripts.generate", "--check", tags=("check",))


@nox.session(**SHARED)
def bench(session: nox.Session) -> None:
    """Print what things cost, side by side in one run; `-- --only PART` a part, `--json FILE` writes every figure."""
    install(session, BENCH, "tools", "bench")
    python = [executable(BENCH, "python"), "-B", "-m"]
    with tempfile.TemporaryDirectory() as folder:
        renewed = ["--quiet", "--no-deps", "--force-reinstall", *built(session, folder)]
        session.run(*python, "pip", "install", *renewed, external=True)
    session.run(*python, "scripts.bench", *session.posargs, external=True)


@nox.session
def lock(session: nox.Session) -> None:
    """Resolve every tool anew for Python 3.11 and rewrite constraints.txt."""
    groups = ["nox", "tools", "checks", "bench", "lock"]
    session.install("--quiet", *nox.project.dependency_groups(PROJECT, "lock"))
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "requirements.in"
        asked.write_text("\n".join(nox.project.dependency_groups(PROJECT, *groups)), "utf-8")
        options = ["--quiet", "--upgrade", "--universal", "--python-version", "3.11", "--no-header", "--no-annotate"]
        session.run("uv", "pip", "compile", *options, "--output-file", PINS, str(asked))


@nox.session(venv_backend="none")
def dev(session: nox.Session) -> None:
    """Make .venv, in which every `python -m scripts.*` runs and an editor finds all packages."""
    install(session, ROOT / ".venv", "nox", "tools", "checks")
    pip = [executable(ROOT / ".venv", "python"), "-m", "pip", "install", "--quiet"]
    session.run(*pip, *(f"--editable=generated/{vendor}" for vendor in VENDORS), external=True)
