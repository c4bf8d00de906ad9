"""Serve a vendor's exchanges over real HTTP on this machine, so that any client can be tried without the vendor.

python -m scripts.replay VENDOR [--port N] [--variant NAME]

Every request is judged first, as `scripts.conform` does. One that does not fit the description is answered with 400,
the findings in the body. For one that fits, the exchange of the same operation that is most like it is served: equal
in path, query and body, else a successful one. So a page that was never recorded is answered with the page that was:
a client has to stop by what the page says of itself (page, per, total), not by waiting for an empty one.

`x-replay-exchange` in a request picks an exchange by its file name, for example one that holds an error; in a response
it names what was served, and `x-replay-kind` says where that comes from: replayed answers are never live ones.
"""

import argparse
import json
import logging
import socket
import threading
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as Received
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from scripts import document, vendors
from scripts.conform import Conformer, Finding, Match
from scripts.exchange import Exchange, Request, read_all
from scripts.problem import refuse, run
from scripts.vendors import Vendor

# What the server sets by itself, from what it really sends.
_OWN_HEADERS = {"connection", "content-encoding", "content-length", "date", "keep-alive", "server", "transfer-encoding"}
_BASE = "http://replay"
_METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"]
_LOG = logging.getLogger(__name__)


def app(conformer: Conformer, exchanges: Sequence[Exchange]) -> Starlette:
    """Make the application, out of a judge made by `judge_of` and the exchanges to serve."""

    async def answer(received: Received) -> Response:
        request = await _read(received)
        findings = conformer.judge_request(request)
        errors = [finding for finding in findings if finding.severity == "error"]
        if errors:
            return _refusal(request, findings)
        match = conformer.route(request.method, request.url)
        operation = match.operation.id if isinstance(match, Match) else ""
        recorded = [exchange for exchange in exchanges if exchange.operation == operation]
        name = request.header("x-replay-exchange")
        chosen = pick(recorded, request, name)
        if chosen is None:
            what = f"named {name} is" if name else "with a successful answer is"
            names = ", ".join(each.name for each in recorded) or "none"
            return JSONResponse({"error": f"no exchange {what} recorded for {operation}; there is: {names}"}, 501)
        return _replayed(chosen)

    return Starlette(routes=[Route("/{path:path}", answer, methods=_METHODS)])


def judge_of(vendor: Vendor, variant: str | None = None) -> Conformer:
    """Make the judge of requests to a replay of a vendor's API, or of a variant of it."""
    if variant is not None and variant not in vendor.variants:
        known = ", ".join(vendor.variants) or "none"
        refuse(vendor.name, f"there is no variant {variant}", f"leave it out, or use one of: {known}")
    path = vendor.effective(variant)
    if not path.is_file():
        refuse(str(path), "there is no such description", "generate it: nox -s generate")
    return Conformer(document.load(path).tree, path.name, base_url=_BASE)


def exchanges_of(vendor: Vendor, variant: str | None = None) -> list[Exchange]:
    """Read the exchanges to serve: those of a variant, or else all, the vendor's main revision first."""
    found = read_all(vendor.recordings)
    if variant is not None:
        return [exchange for exchange in found if exchange.variant == variant]
    return sorted(found, key=lambda exchange: (exchange.variant is not None, exchange.name))


def pick(recorded: Sequence[Exchange], request: Request, name: str | None = None) -> Exchange | None:
    """Pick the exchange to serve out of those of one operation; the order given decides between equals."""
    if name is not None:
        return next((exchange for exchange in recorded if exchange.name == name), None)
    likeness = {exchange.name: _likeness(exchange.request, request) for exchange in recorded}
    usable = [each for each in recorded if all(likeness[each.name]) or _is_success(each)]
    return max(
        usable, key=lambda each: (all(likeness[each.name]), _is_success(each), likeness[each.name]), default=None
    )


@contextmanager
def serve(vendor: Vendor, *, port: int = 0, variant: str | None = None) -> Generator[str, None, None]:
    """Serve a vendor's exchanges from a thread, as long as the context lasts; gives the base URL."""
    with serve_app(app(judge_of(vendor, variant), exchanges_of(vendor, variant)), port=port) as url:
        yield url


@contextmanager
def serve_app(application: ASGIApp, *, port: int = 0) -> Generator[str, None, None]:
    """Serve an application on this machine alone, from a thread; gives the base URL."""
    config = uvicorn.Config(application, log_level="warning", access_log=False, lifespan="off", ws="none")
    server = uvicorn.Server(config)
    # the protocol is named since asyncio sends small answers without delay on such sockets alone
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            refuse(f"port {port}", error.strerror or str(error), "give another --port, or none for any that is free")
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            while not server.started:
                if not thread.is_alive():
                    refuse("replay", "the server did not start", "read what it logged")
                time.sleep(0.005)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


async def _read(received: Received) -> Request:
    """Take a request as it came, under the base URL that the judge knows."""
    scope = received.scope
    query: bytes = scope["query_string"]
    url = _BASE + scope["raw_path"].decode("latin-1") + (f"?{query.decode('latin-1')}" if query else "")
    return Request.of(received.method, url, received.headers.items(), await received.body())


def _refusal(request: Request, findings: Sequence[Finding]) -> Response:
    for finding in findings:
        _LOG.warning("%s %s: %s", request.method, urlsplit(request.url).path, finding)
    tree = {"findings": [finding.as_dict() for finding in findings]}
    return JSONResponse(tree, 400, headers={"x-conform-findings": str(len(findings))})


def _replayed(exchange: Exchange) -> Response:
    response = Response(exchange.response.content, exchange.response.status)
    kept = [pair for pair in exchange.response.headers if pair[0] not in _OWN_HEADERS]
    kept += [("x-replay-exchange", exchange.name), ("x-replay-kind", exchange.kind)]
    response.raw_headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in kept]
    return response


def _is_success(exchange: Exchange) -> bool:
    return 200 <= exchange.response.status < 300


def _likeness(recorded: Request, request: Request) -> tuple[bool, bool, bool]:
    """Compare path, query and body; the recorded path may begin with that of its server."""
    theirs, ours = urlsplit(recorded.url), urlsplit(request.url)
    return (
        unquote(theirs.path).endswith(unquote(ours.path)),
        _canonical_query(theirs.query) == _canonical_query(ours.query),
        _canonical_body(recorded.content) == _canonical_body(request.content),
    )


def _canonical_query(query: str) -> list[tuple[str, str]]:
    return sorted(parse_qsl(query, keep_blank_values=True))


def _canonical_body(content: bytes) -> Any:
    try:
        return json.dumps(json.loads(content), sort_keys=True)
    except ValueError:
        return content


def main(argv: Sequence[str]) -> int:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m scripts.replay", description="Serve a vendor's exchanges.")
    parser.add_argument("vendor")
    parser.add_argument("--port", type=int, default=0, help="default: any that is free")
    parser.add_argument("--variant", help="serve this variant of the API")
    options = parser.parse_args(argv)
    vendor = vendors.get(options.vendor)
    if not 0 <= options.port <= 65535:
        refuse("--port", f"{options.port} is no port", "give a number from 0 to 65535; 0 is any that is free")
    logging.basicConfig(format="%(message)s")
    with serve(vendor, port=options.port, variant=options.variant) as url:
        print(url, flush=True)
        print(f"Point a client at it: base_url={url!r}, or {vendor.name.upper()}_BASE_URL={url}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    run(main)
