"""Find secrets in files, and exit with 1 where there is one.

python -m scripts.record.gate [PATH...]    files and folders; by default the whole tree but caches and what is installed

In every file, what is a secret by its shape; in exchanges, specs and overlays also behind encodings. In exchanges, what
is one by its place too (a header, a field of that name), and long random texts; in any file the credentials that the
environment holds (`<VENDOR>_...`). What is no secret though it looks like one stands in tests/no_secrets.txt:
the SHA-256 of the text and the reason, a line each; a line that nothing needs is an error. The value of a variable
can't be allowed, and an exchange that can't be read is refused: nobody can tell what is in it.
"""

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from scripts import document, vendors
from scripts.exchange import Exchange, read
from scripts.problem import Problem, refuse, refuse_all, run
from scripts.record.look import Found, in_exchange, in_text
from scripts.record.marks import Marks
from scripts.record.vault import Vault, credentials

ALLOWED = vendors.ROOT / "tests" / "no_secrets.txt"
_IGNORED = {".cache", ".git", ".hypothesis", ".nox", ".tox", ".venv", "__pycache__", "build", "dist", "node_modules"}
_CURE, _ALLOW = "revoke it and take it out", ", or allow it with the reason: "
_LAYERED = {"specs", "overlays", "recordings"}


def _in_file(path: Path, content: bytes) -> Iterator[Found]:
    """Find the secrets of any file; `where` is its path and line."""
    name = document.from_here(path)
    is_layered = not _LAYERED.isdisjoint(path.parts)
    for found in in_text("", content, is_exchange=False, is_layered=is_layered):
        line = content.count(b"\n", 0, int(found.where)) + 1
        yield Found(f"{name}:{line}", found.rule, found.text)


def search(paths: Iterable[Path]) -> Iterator[Found]:
    """Find the secrets of files."""
    known = _environment()
    for path in paths:
        content = path.read_bytes()
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
            content = content.decode("utf-16", "replace").encode()
        name = document.from_here(path)
        for what in known.leaks(content):
            yield Found(name, f"the value of {what}", f"the value of {what}")
        exchange = _exchange(path)
        if exchange is None:
            yield from _in_file(path, content)
        else:
            found = in_exchange(exchange, *_described(exchange.vendor))
            yield from (Found(f"{name}:{each.where}", each.rule, each.text) for each in found)


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """Go through files, and what lies in folders but for caches, what is installed, and folders that are links."""
    for path in paths:
        if path.is_dir():
            inner = [each for each in path.iterdir() if each.name not in _IGNORED and not each.name.endswith("_cache")]
            yield from files(sorted(each for each in inner if not (each.is_symlink() and each.is_dir())))
        elif path.is_file():
            yield path


def _exchange(path: Path) -> Exchange | None:
    if path.suffix != ".json" or path.parent.parent.name != "recordings":
        return None
    return read(path)


@cache
def _described(vendor: str) -> tuple[set[str], set[str]]:
    """Tell the headers that carry credentials, and the cookies that don't, where there is a description."""
    path = vendors.Vendor(vendor).effective()
    if not path.is_file():
        return {"authorization"}, set()
    marks = Marks(document.load(path).tree)
    return marks.carried("header"), marks.cookies()


def _environment() -> Vault:
    vault = Vault()
    for vendor in vendors.find():
        for what, value in credentials(vendor.name).items():
            vault.learn(value, what)
    return vault


def _allowed(path: Path) -> dict[str, int]:
    """Read which texts are allowed: the digest of each with its line."""
    found: dict[str, int] = {}
    for number, line in enumerate(path.read_text("utf-8").splitlines() if path.is_file() else [], 1):
        if line.strip() and not line.startswith("#"):
            if not re.fullmatch(r"[0-9a-f]{64} +\S.*", line):
                refuse(f"{document.from_here(path)}:{number}", "is no digest with a reason", "write: SHA-256 reason")
            found[line[:64]] = number
    return found


def main(argv: Sequence[str]) -> int:
    """Search what the command line names, or the tree."""
    parser = argparse.ArgumentParser(prog="python -m scripts.record.gate", description="Find secrets in files.")
    parser.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    parser.add_argument("--allowed", type=Path, default=ALLOWED, help="digests of what is no secret, with reasons")
    options = parser.parse_args(argv)
    paths: list[Path] = options.paths
    if missing := [path for path in paths if not path.exists()]:
        refuse(str(missing[0]), "there is no such file or folder", "check the path")
    allowed = _allowed(options.allowed)
    found = list(search(files(paths or [vendors.ROOT])))
    problems = [
        Problem(each.where, each.rule, _CURE + ("" if each.rule == each.text else f"{_ALLOW}{each.digest}"))
        for each in dict.fromkeys(found)
        if each.digest not in allowed or each.rule == each.text
    ]
    if not paths:
        name, used = document.from_here(options.allowed), {each.digest for each in found}
        stale = [line for digest, line in allowed.items() if digest not in used]
        problems += [Problem(f"{name}:{line}", "nothing needs this any more", "delete the line") for line in stale]
    refuse_all(problems)
    return 0


if __name__ == "__main__":
    run(main)
