"""Show each client at work: the quickstart of its README, run against a server that replays its exchanges."""

import argparse
import importlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
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


def quickstarts(vendor: Vendor) -> list[str]:
    """Return the programs of the package's README."""
    text = (vendor.generated / "README.md").read_text(encoding="utf-8")
    blocks = BLOCK.findall(text)
    if not blocks:
        refuse(
            f"generated/{vendor.name}/README.md", "it has no quickstart", f"write one in overlays/{vendor.name}/docs"
        )
    return blocks


def environment(vendor: Vendor, url: str) -> dict[str, str]:
    """Return the variables under which a client talks to the replay server."""
    source = str(vendor.generated / "src")
    sys.path.insert(0, source)
    try:
        client: Any = importlib.import_module(f"{vendor.name}_client.client")
    finally:
        sys.path.remove(source)
    secrets = {scheme.variable: "a-secret-for-the-replay" for scheme in client.SCHEMES}
    return {**os.environ, **secrets, f"{vendor.name.upper()}_BASE_URL": url, "PYTHONPATH": source}


def execute(program: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a program as its reader would."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=variables, capture_output=True, text=True, timeout=60, check=False)


def show(vendor: Vendor, console: Console) -> bool:
    """Run a vendor's quickstarts and show program, output and requests; return whether all went well."""
    application = replay.app(replay.judge_of(vendor), replay.exchanges_of(vendor))
    watched = Watched(application)
    well = True
    with replay.serve_app(watched) as url:
        variables = environment(vendor, url)
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
