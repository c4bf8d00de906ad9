"""Serve until interrupted."""

import argparse
import logging
import threading
from collections.abc import Sequence

from scripts import vendors
from scripts.problem import refuse, run
from scripts.replay import faults, serve
from scripts.replay.app import CONTROL
from scripts.replay.wishes import HEADERS, pace


def parser() -> argparse.ArgumentParser:
    """Make the reader of the command line; its help also tells what a request may ask for."""
    language = (faults.__doc__ or "").partition("\n")[2]
    asked = "\n".join(f"  {name}: {what}" for name, what in HEADERS.items())
    made = argparse.ArgumentParser(
        prog="python -m scripts.replay",
        description="Serve a vendor's exchanges; every request is judged first.",
        epilog=f"Headers of a request:\n{asked}\n\nWhat may go wrong (--fault, x-replay-fault):\n{language}\n"
        f"POST {CONTROL}reset lets the session begin anew; POST {CONTROL}faults with x-replay-fault sets what goes\n"
        "wrong with all of its requests from then on.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("vendor")
    made.add_argument("--port", type=int, default=0, help="default: any that is free")
    made.add_argument("--variant", help="serve this variant of the API")
    made.add_argument("--pace", default="1", metavar="F", help="multiply the waits of recorded streams; 0: don't wait")
    made.add_argument("--fault", metavar="SPEC", help="what shall go wrong, for each session from its first request")
    made.add_argument(
        "--generated",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="generate answers where nothing is recorded (default), or say 501",
    )
    return made


def main(argv: Sequence[str]) -> int:
    """Serve until interrupted."""
    options = parser().parse_args(argv)
    vendor = vendors.get(options.vendor)
    if not 0 <= options.port <= 65535:
        refuse("--port", f"{options.port} is no port", "give a number from 0 to 65535; 0 is any that is free")
    factor = pace("--pace", options.pace)
    logging.basicConfig(format="%(message)s")
    chosen = {"variant": options.variant, "fault": options.fault, "generated": options.generated}
    with serve(vendor, port=options.port, pace=factor, **chosen) as url:
        print(url, flush=True)
        print(f"Point a client at it: base_url={url!r}, or {vendor.name.upper()}_BASE_URL={url}", flush=True)
        print("What a request may ask for, such as faults: python -m scripts.replay --help", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    run(main)
