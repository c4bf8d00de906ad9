"""Show each client at work: the quickstart of its README, run against a server that replays its exchanges."""

import argparse
import importlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.syntax import Syntax
from rich.table import Table
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scripts import replay, vendors
from scripts.problem import refuse, run
from scripts.vendors import Vendor

# Where there is no terminal, such as in a log, lines may be as long as they need.
LOG_WIDTH = 140
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Watched:
    """An application that notes what it was asked and what it answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.seen: list[tuple[str, str, int, str, str]] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note the start of its answer."""

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = {name.decode(): value.decode() for name, value in message["headers"]}
                query = scope["query_string"].decode()
                path = scope["path"] + (f"?{query}" if query else "")
                served = (headers.get("x-replay-exchange", "-"), headers.get("x-replay-kind", "-"))
                self.seen.append((scope["method"], path, message["status"], *served))
            await send(message)

        await self.app(scope, receive, noting)


def programs(text: str) -> list[str]:
    """Return the programs that a text shows."""
    return BLOCK.findall(text)


def readme(vendor: Vendor) -> str:
    """Return the README of the package."""
    return (vendor.generated / "README.md").read_text(encoding="utf-8")


def quickstarts(vendor: Vendor) -> list[str]:
    """Return the programs by which the package's README begins."""
    blocks = programs(readme(vendor).partition("\n## Quickstart\n")[2].partition("\n## ")[0])
    if not blocks:
        refuse(
            f"generated/{vendor.name}/README.md", "it has no quickstart", f"write one in overlays/{vendor.name}/docs"
        )
    return blocks


def environment(name: str, source: Path, url: str) -> dict[str, str]:
    """Return the variables under which the client of a package, by its name and its source, talks to a server."""
    sys.path.insert(0, str(source))
    try:
        client: Any = importlib.import_module(f"{name}_client.client")
    finally:
        sys.path.remove(str(source))
    secrets = {scheme.variable: "a-secret-for-the-replay" for scheme in client.SCHEMES}
    return {**os.environ, **secrets, f"{name.upper()}_BASE_URL": url, "PYTHONPATH": str(source)}


def execute(program: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program as its reader would, in a folder of its own; what it warns of is an error."""
    command = [sys.executable, "-W", "error", "-c", program]
    with tempfile.TemporaryDirectory(prefix="program-") as folder:
        return subprocess.run(
            command, env=variables, cwd=folder, capture_output=True, text=True, timeout=60, check=False
        )


def failures(texts: Sequence[str], variables: dict[str, str]) -> list[str]:
    """Return each program that fails or has something to complain about, with what it says; each runs by itself."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(execute, texts, [variables] * len(texts)))
    pairs = zip(texts, done, strict=True)
    return [f"{program}\n{each.stderr}" for program, each in pairs if each.returncode or each.stderr]


def show(vendor: Vendor, console: Console) -> bool:
    """Run a vendor's quickstarts and show program, output and requests; return whether all went well."""
    application = replay.app(replay.judge_of(vendor), replay.exchanges_of(vendor))
    watched = Watched(application)
    well = True
    with replay.serve_app(watched) as url:
        variables = environment(vendor.name, vendor.generated / "src", url)
        console.print(Rule(f"[bold]{vendor.name}[/bold]  against a replay of its recorded exchanges at {url}"))
        for program in quickstarts(vendor):
            done = execute(program, variables)
            well = well and done.returncode == 0
            console.print(
                Panel(
                    Syntax(program.strip(), "python", theme="ansi_dark", word_wrap=True),
                    title="program",
                    border_style="dim",
                )
            )
            output = (done.stdout + done.stderr).strip() or "(it printed nothing)"
            style = "green" if done.returncode == 0 else "red"
            console.print(
                Panel(output, title=f"output (exit code {done.returncode})", border_style=style, highlight=False)
            )
    console.print(requests_of(watched))
    return well


def requests_of(watched: Watched) -> Table:
    """Return a table of what the server was asked."""
    table = Table(title="What went over the wire", title_justify="left", title_style="bold")
    table.add_column("request", overflow="fold", ratio=1)
    for name in ("status", "exchange served", "kind"):
        table.add_column(name, no_wrap=True)
    for method, path, status, name, kind in watched.seen:
        style = "green" if status < 400 else "red"
        table.add_row(f"{method} {path}", f"[{style}]{status}[/{style}]", name, kind)
    return table


def main(argv: Sequence[str]) -> int:
    """Show every vendor's client, or those named; fail when a program does."""
    parser = argparse.ArgumentParser(prog="python -m scripts.demo", description="Show the clients at work.")
    parser.add_argument("vendor", nargs="*", help="only these vendors")
    names: list[str] = parser.parse_args(argv).vendor
    console = Console()
    if not console.is_terminal:
        console = Console(width=LOG_WIDTH)
    results = [show(vendor, console) for vendor in [vendors.get(name) for name in names] or vendors.find()]
    served = "Nothing left this machine: the answers come from tests/recordings (docs: transcribed from a document)."
    console.print(f"[dim]{served}[/dim]")
    return 0 if all(results) else 1


if __name__ == "__main__":
    run(main)
