"""Record what a program and a vendor's live service say to each other; or import such a recording, or export exchanges.

python -m scripts.record VENDOR [OPTIONS] SCRIPT.py [ARGUMENTS...]    runs a program, and records all that httpx sends
python -m scripts.record VENDOR [OPTIONS]                             a proxy on this machine, for any client
python -m scripts.record import FILE VENDOR [OPTIONS]                 a HAR, or a cassette of vcrpy
python -m scripts.record export VENDOR [FILE...] [--out FILE.har]     exchanges as HAR

Nothing is written before the end, when all secrets are known; a call that can't be recorded is named.
"""

import argparse
import os
import runpy
import signal
import sys
import threading
import traceback
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from scripts import vendors
from scripts.exchange import read, read_all
from scripts.exchange.har import dump_har
from scripts.problem import Refused, refuse, run
from scripts.record import proxy
from scripts.record.imported import entries
from scripts.record.places import Pointers
from scripts.record.recorder import Recorder
from scripts.record.servers import bases
from scripts.record.transport import apassed, passed

_USES = (__doc__ or "").split("\n\n")[1].replace("\n", "\n       ")


def main(argv: Sequence[str]) -> int:
    """Do what the command line says."""
    if argv[:1] == ["import"]:
        return bring(argv[1:])
    if argv[:1] == ["export"]:
        return export(argv[1:])
    return record(argv)


def record(argv: Sequence[str]) -> int:
    """Record a program, or whoever uses the proxy."""
    parser = _parser("python -m scripts.record", "Record what a client and a live service say to each other.")
    parser.add_argument("vendor")
    parser.add_argument("--listen", type=int, default=0, metavar="PORT", help="of the proxy; default: any that is free")
    parser.add_argument("--server", help="where the proxy sends requests; default: the first server of the description")
    parser.usage, parser.epilog = _USES, "The options of import and export: python -m scripts.record import --help"
    # what stands behind the program is its own
    program = next((index for index, each in enumerate(argv) if each.endswith(".py")), len(argv))
    options = parser.parse_args(argv[:program])
    recorder = _recorder(options)
    with _signals():
        if argv[program:]:
            return _run(Path(argv[program]), list(argv[program + 1 :]), recorder)
        return _serve(options.server or next(iter(bases(recorder.tree)), None), options.listen, recorder)


def _serve(server: str | None, port: int, recorder: Recorder) -> int:
    if server and "@" in server.partition("://")[2].partition("/")[0]:
        refuse("--server", "holds a user", "leave it out of the address: the client sends its own credentials")
    if not server or not server.startswith(("http://", "https://")):
        refuse("--server", f"{server or 'nothing'} is no address", "give that of the vendor's service")
    with proxy.serve(proxy.app(recorder, server), port) as url:
        variable = f"{recorder.vendor.name.upper()}_BASE_URL"
        print(f"{url} sends on to {server}", flush=True)
        print(f"Point a client at it: base_url={url!r}, or {variable}={url}; Ctrl-C ends the recording", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            _ignore()
            print(flush=True)
    return _told(recorder)


def bring(argv: Sequence[str]) -> int:
    """Import what others recorded."""
    parser = _parser("python -m scripts.record import", "Import a HAR, or a cassette of vcrpy.")
    parser.add_argument("file", type=Path)
    parser.add_argument("vendor")
    parser.add_argument("--date", help="when a cassette was recorded that does not say it")
    options = parser.parse_args(argv)
    recorder = _recorder(options)
    found, problems = entries(options.file, options.date)
    for each in found:
        recorder.take(each.request, each.response, each.date, each.peer)
    for problem in problems:
        print(f"left out: {problem}")
    return _told(recorder)


def export(argv: Sequence[str]) -> int:
    """Write exchanges as HAR."""
    parser = argparse.ArgumentParser(prog="python -m scripts.record export", description="Write exchanges as HAR 1.2.")
    parser.add_argument("vendor")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="default: all exchanges of the vendor")
    parser.add_argument("--out", type=Path, help="default: standard output")
    options = parser.parse_args(argv)
    files: list[Path] = options.files
    exchanges = [read(path) for path in files] or read_all(vendors.get(options.vendor).recordings)
    text = dump_har(exchanges)
    if options.out:
        options.out.write_text(text, "utf-8")
    else:
        sys.stdout.write(text)
    return 0


def _parser(prog: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--variant", help="the variant of the API that answers")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="default: tests/recordings/VENDOR")
    parser.add_argument("--keep", action="append", default=[], metavar="POINTER", help="in bodies: not personal")
    parser.add_argument("--scrub", action="append", default=[], metavar="POINTER", help="in bodies: personal")
    parser.add_argument("--secret", action="append", default=[], metavar="VARIABLE", help="its value is secret too")
    return parser


def _recorder(options: argparse.Namespace) -> Recorder:
    pointers = [*options.keep, *options.scrub]
    if wrong := [each for each in pointers if not each.startswith("/")]:
        refuse(wrong[0], "is no JSON pointer", "write the path in the body, such as /items/*/name")
    if missing := [each for each in options.secret if not os.environ.get(each)]:
        refuse(f"--secret {missing[0]}", "there is no such variable", "set it, or leave it out")
    return Recorder(
        vendors.get(options.vendor),
        options.variant,
        folder=options.out,
        secrets={each: os.environ[each] for each in options.secret},
        pointers=Pointers(tuple(options.keep), tuple(options.scrub)),
    )


def _run(script: Path, arguments: list[str], recorder: Recorder) -> int:
    if not script.is_file():
        refuse(str(script), "there is no such program", "give a Python file, or none for a proxy")
    sys.argv = [str(script), *arguments]
    sys.path.insert(0, str(script.resolve().parent))
    code = 0
    try:
        with everything(recorder):
            runpy.run_path(str(script), run_name="__main__")
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
        if code and not isinstance(end.code, int):
            print(end.code, file=sys.stderr)
    except (OSError, Refused):  # of the program: what we say of our own is another thing
        traceback.print_exc()
        code = 1
    finally:
        _ignore()
        told = _told(recorder)
    return code or told


@contextmanager
def everything(recorder: Recorder) -> Generator[None]:
    """Record whatever httpx sends in this process, by whichever client."""
    usual, ausual = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def handle(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        return passed(lambda each: usual(self, each), request, recorder)

    async def ahandle(self: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        return await apassed(lambda each: ausual(self, each), request, recorder)

    sync: Any = httpx.HTTPTransport
    other: Any = httpx.AsyncHTTPTransport
    sync.handle_request, other.handle_async_request = handle, ahandle
    try:
        yield
    finally:
        sync.handle_request, other.handle_async_request = usual, ausual


@contextmanager
def _signals() -> Generator[None]:
    """Let what ends a process end the recording alone, so that what was recorded is written."""
    usual = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        for each, handler in usual.items():
            signal.signal(each, handler)


def _ignore() -> None:
    """Hear no second Ctrl-C: it would throw away what is being written."""
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, signal.SIG_IGN)


def _told(recorder: Recorder) -> int:
    report = recorder.finish()
    print(report, flush=True)
    return 1 if report.refused else 0


if __name__ == "__main__":
    run(main)
