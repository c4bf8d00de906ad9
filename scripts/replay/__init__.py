"""Serve a vendor's exchanges over real HTTP on this machine, so that any client can be tried without the vendor.

Every request is judged first, as `scripts.conform` does. One that does not fit the description is answered with 400,
the findings in the body. For one that fits, the exchange of the same operation that is most like it is served: equal
in path, query and body, else a successful one. So a page that was never recorded is answered with the page that was:
a client has to stop by what the page says of itself (page, per, total), not by waiting for an empty one. Exchanges that
are equal in request are a sequence, served in turn by file name; the last one repeats.

Where nothing is recorded an answer is generated that conforms to the description, the same each time. `x-replay-kind`
in a response says where it comes from (docs, recorded, local, generated): replayed answers are never live ones.
`x-replay-exchange` names the exchange that was served, `x-replay-example` the generated one.

What a request may ask of the replay stands in `wishes.py`, what may go wrong in `faults.py`. Counters are those of a
session, by the name in `x-replay-session`. `POST /__replay/reset` lets a session begin anew; `POST /__replay/faults`
with `x-replay-fault` sets what goes wrong with its requests from then on.
"""

from collections.abc import Generator
from contextlib import contextmanager

from scripts import document
from scripts.conform import Conformer
from scripts.exchange import Exchange, read_all
from scripts.problem import refuse
from scripts.replay.answers import Answers
from scripts.replay.app import Options, app
from scripts.replay.faults import schedule
from scripts.replay.index import canonical, pick
from scripts.replay.line import BASE
from scripts.replay.login import Login
from scripts.replay.server import serve_app
from scripts.vendors import Vendor

__all__ = [
    "Options",
    "answers_of",
    "app",
    "canonical",
    "exchanges_of",
    "judge_of",
    "options_of",
    "pick",
    "serve",
    "serve_app",
]


def judge_of(vendor: Vendor, variant: str | None = None) -> Conformer:
    """Make the judge of requests to a replay of a vendor's API, or of a variant of it."""
    path = vendor.effective(variant)
    return Conformer(_tree(vendor, variant), path.name, base_url=BASE)


def exchanges_of(vendor: Vendor, variant: str | None = None) -> list[Exchange]:
    """Read the exchanges to serve: those of a variant, or else all, the vendor's main revision first."""
    found = read_all(vendor.recordings)
    if variant is not None:
        return [exchange for exchange in found if exchange.variant == variant]
    return sorted(found, key=lambda exchange: (exchange.variant is not None, exchange.name))


def answers_of(vendor: Vendor, variant: str | None = None) -> Answers:
    """Make what generates answers to a vendor's API, or to a variant of it."""
    return Answers(_tree(vendor, variant), vendor.effective(variant).name, vendor.answers(variant))


def options_of(
    vendor: Vendor,
    variant: str | None = None,
    *,
    pace: float = 1,
    fault: str | None = None,
    generated: bool = True,
) -> Options:
    """Make the options of a replay of a vendor's API."""
    steps = schedule("--fault", fault) if fault else None
    if not generated:
        return Options(pace, steps)
    login = Login(_tree(vendor, variant), vendor.effective(variant).name)
    return Options(pace, steps, answers_of(vendor, variant), login)


@contextmanager
def serve(
    vendor: Vendor,
    *,
    port: int = 0,
    variant: str | None = None,
    pace: float = 1,
    fault: str | None = None,
    generated: bool = True,
) -> Generator[str, None, None]:
    """Serve a vendor's exchanges from a thread, as long as the context lasts; gives the base URL."""
    judge = judge_of(vendor, variant)
    options = options_of(vendor, variant, pace=pace, fault=fault, generated=generated)
    with serve_app(app(judge, exchanges_of(vendor, variant), options), port=port) as url:
        yield url


def _tree(vendor: Vendor, variant: str | None) -> dict[str, object]:
    if variant is not None and variant not in vendor.variants:
        known = ", ".join(vendor.variants) or "none"
        refuse(vendor.name, f"there is no variant {variant}", f"leave it out, or use one of: {known}")
    path = vendor.effective(variant)
    if not path.is_file():
        refuse(str(path), "there is no such description", "generate it: nox -s generate")
    return document.load(path).tree
