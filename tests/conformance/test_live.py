"""Schemathesis's generated tests against a service on this machine: good, broken on purpose, and never written to."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from scripts import document, vendors
from scripts.conform import Conformer
from scripts.exchange import Exchange
from scripts.live.__main__ import main, report
from scripts.live.credentials import credentials
from scripts.live.running import Settings, run
from scripts.live.seeding import SAFE, allowed, dictionaries, seed
from scripts.oracle import Oracle
from scripts.problem import Refused
from scripts.replay import app, exchanges_of, judge_of, serve_app
from tests.conformance.acme_exchanges import GOOD
from tests.features_package import description
from tests.judges import EXCHANGES, VENDORS, with_response

VARIANTS = [(name, variant) for name, each in VENDORS.items() for variant in (None, *each.variants)]
BOTH = pytest.mark.parametrize(("name", "variant"), VARIANTS)
SECRET = "s3cr3t/of+a desk"


class Watched:
    """A service that counts what it is asked."""

    def __init__(self, inner: ASGIApp) -> None:
        self._inner = inner
        self.methods: Counter[str] = Counter()
        self.targets: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.methods[scope["method"]] += 1
        self.targets.append(f"{scope['method']} {scope['raw_path'].decode()}?{scope['query_string'].decode()}")
        await self._inner(scope, receive, send)


@contextmanager
def service(
    name: str, variant: str | None, change: Callable[[Exchange], Exchange] = lambda each: each
) -> Iterator[Any]:
    vendor = VENDORS[name]
    exchanges = list(map(change, exchanges_of(vendor, variant)))
    watched = Watched(app(judge_of(vendor, variant), [each for each in exchanges if each.variant == variant]))
    with serve_app(watched) as url:
        yield url, watched


def arguments(url: str, name: str, variant: str | None) -> list[str]:
    return ["--live", url, "--vendor", name, "--max-examples", "3", *(["--variant", variant] if variant else [])]


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, vendor in VENDORS.items():
        tree = document.load(vendor.effective()).tree
        for variable in credentials(tree, name, {}).variables.values():
            monkeypatch.setenv(variable, SECRET)


@BOTH
def test_a_good_service_has_no_finding_and_is_only_read(
    name: str, variant: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    with service(name, variant) as (url, watched):
        assert main(arguments(url, name, variant)) == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.endswith(" 0 findings\n")
    assert "no answer was a success" not in printed.err
    assert {each.lower() for each in watched.methods} <= SAFE


@BOTH
def test_what_was_recorded_is_sent(name: str, variant: str | None) -> None:
    with service(name, variant) as (url, watched):
        main(arguments(url, name, variant))
    read = [each for each in EXCHANGES if (each.vendor, each.variant) == (name, variant)]
    read = [each for each in read if each.request.method == "GET" and each.response.status == 200]
    assert read
    asked = {unquote(each) for each in watched.targets}
    for each in read:
        target = unquote(each.request.url.partition("://")[2].partition("/")[2])
        assert f"GET /{target}{'' if '?' in target else '?'}" in asked


@BOTH
def test_a_broken_service_is_found_by_both_judges(
    name: str, variant: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(exchange: Exchange) -> Exchange:
        body = exchange.response.json() if exchange.response.content else None
        content = json.dumps({next(iter(body)): SECRET}).encode() if body else b""
        return with_response(exchange, content=content)

    with service(name, variant, broken) as (url, _):
        assert main(arguments(url, name, variant)) == 1
    printed = capsys.readouterr().out
    assert "response.body: error: schemathesis.response_schema_conformance: " in printed
    assert "error: response.body.required: expected a value, got nothing: service, /components/schemas/" in printed


@BOTH
def test_no_credential_is_printed(name: str, variant: str | None, capsys: pytest.CaptureFixture[str]) -> None:
    def telling(exchange: Exchange) -> Exchange:
        return with_response(exchange, content=json.dumps([SECRET, [SECRET]]).encode())

    with service(name, variant, telling) as (url, _):
        assert main(arguments(url, name, variant)) == 1
    printed = capsys.readouterr()
    assert "***" in printed.out
    assert SECRET not in printed.out + printed.err


def test_writes_are_sent_where_they_are_asked_for() -> None:
    writing = [each for each in EXCHANGES if each.request.method not in {"GET", "HEAD"}]
    assert writing
    for name, variant in {(each.vendor, each.variant) for each in writing}:
        with service(name, variant) as (url, watched):
            main([*arguments(url, name, variant), "--writes"])
        assert {each.request.method for each in writing if (each.vendor, each.variant) == (name, variant)} <= set(
            watched.methods
        )


def test_without_writes_no_operation_that_writes_is_left_in_the_description() -> None:
    tree = description()
    kept = allowed(tree, "http://127.0.0.1/v1", writes=False)
    methods = {method for path, item in kept["paths"].items() for method in item if path != "/oddities/choices"}
    assert methods <= {"get", "head", "parameters"}
    assert allowed(tree, "http://127.0.0.1/v1", writes=True)["paths"].keys() == tree["paths"].keys()


def test_a_service_that_lets_nobody_in_has_not_been_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    name, variant = VARIANTS[0]
    vendor = VENDORS[name]
    tree = document.load(vendor.effective(variant)).tree
    variables = credentials(tree, name, {}).variables.values()
    for variable in variables:
        monkeypatch.delenv(variable)

    async def closed(_: Scope, receive: Receive, send: Send) -> None:
        error = next(each for each in EXCHANGES if each.vendor == name and each.response.status >= 400)
        headers = [(each.encode(), value.encode()) for each, value in error.response.headers]
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": error.response.content})

    with serve_app(closed) as url, pytest.raises(Refused, match=f"nothing was tested: set {next(iter(variables))}"):
        main(arguments(url, name, variant))


def test_the_invented_service_has_no_finding_but_where_it_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    def tested(exchanges: Sequence[Exchange]) -> int:
        tree = description()
        with serve_app(app(Conformer(tree, "acme", "http://replay"), exchanges)) as url:
            names = dict.fromkeys(credentials(tree, "acme", {}).variables.values(), SECRET)
            known = credentials(tree, "acme", names)
            seeded = allowed(tree, url, writes=False)
            ids = seed(seeded, Conformer(tree, "acme"), Oracle(tree), GOOD)
            found = run(
                seeded, Settings(url, writes=False, most=3, rate=None, seed=1), dictionaries(ids), known, "acme"
            )
            return report(found, Conformer(tree, "acme", url), known)

    assert tested(GOOD) == 0
    assert capsys.readouterr().out == ""
    broken = [with_response(each, status=299) if each.operation == "getSummary" else each for each in GOOD]
    assert tested(broken) == 1
    assert "getSummary: response.status: error: schemathesis.status_code_conformance: " in capsys.readouterr().out


def test_what_must_not_be_sent_is_held_back_even_where_a_description_has_it() -> None:
    name, variant = VARIANTS[0]
    tree = document.load(VENDORS[name].effective(variant)).tree
    with service(name, variant) as (url, watched):
        settings = Settings(url, writes=False, most=2, rate=None, seed=1)
        known = credentials(tree, name, {})
        found = list(run(allowed(tree, url, writes=True), settings, {}, known, name))
    assert {each.lower() for each in watched.methods} <= SAFE
    assert any("must not be sent" in str(each) for exchange, findings in found for each in findings if not exchange)


def test_a_rate_is_a_number_of_calls_in_a_time() -> None:
    name, variant = VARIANTS[0]
    with service(name, variant) as (url, _):
        assert main([*arguments(url, name, variant), "--rate", "1000/s"]) == 0
        with pytest.raises(SystemExit):
            main([*arguments(url, name, variant), "--rate", "often"])


def test_an_operation_that_says_that_it_only_reads_is_kept() -> None:
    kept = allowed(description(), "http://127.0.0.1/v1", writes=False)["paths"]
    assert [path for path, item in kept.items() if "post" in item] == ["/oddities/choices"]


def test_a_recorded_body_becomes_an_example() -> None:
    (exchange,) = [each for each in EXCHANGES if each.request.content and each.variant is None][:1]
    tree = document.load(VENDORS[exchange.vendor].effective()).tree
    seeded = allowed(tree, "http://127.0.0.1", writes=True)
    ids = seed(seeded, Conformer(tree, "description"), Oracle(tree), [exchange])
    assert json.dumps(exchange.request.json()) in json.dumps(seeded)
    assert json.dumps(exchange.request.json()) not in json.dumps(tree)
    assert all(ids.values())


def test_what_was_refused_becomes_no_example() -> None:
    (exchange,) = [each for each in EXCHANGES if each.request.content and each.variant is None][:1]
    refused = replace(exchange, response=replace(exchange.response, status=422))
    tree = document.load(VENDORS[exchange.vendor].effective()).tree
    seeded = allowed(tree, "http://127.0.0.1", writes=True)
    assert seed(seeded, Conformer(tree, "description"), Oracle(tree), [refused]) == {}
    assert json.dumps(exchange.request.json()) not in json.dumps(seeded)


def test_a_service_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    name, variant = VARIANTS[0]
    with service(name, variant) as (url, _):
        pass
    with pytest.raises(Refused, match=r"^http://127\.0\.0\.1:\d+: .*: see that it can be reached"):
        main(arguments(url, name, variant))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--live", "ftp://x"], "--live: ftp://x is no address of a service: give its base URL"),
        (["--live", "http://127.0.0.1", "--vendor", "nobody"], "nobody: no such vendor: use one of"),
        (["--live", "http://127.0.0.1", "--vendor", VARIANTS[0][0], "--variant", "x"], "--variant: .* has no x: use"),
    ],
)
def test_a_mistake_on_the_command_line_is_one_line(options: list[str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        main(options)


def test_of_several_vendors_one_has_to_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    several = [replace(each, name=name) for each in list(VENDORS.values())[:1] for name in ("one", "two")]
    monkeypatch.setattr(vendors, "find", lambda: several)
    with pytest.raises(Refused, match="--live: ftp://x is no address"):
        main(["--live", "ftp://x"])
    with pytest.raises(Refused, match="--vendor: is not given: name one of: one, two"):
        main(["--live", "http://127.0.0.1"])


@pytest.mark.parametrize(
    ("ways", "sent"),
    [
        ([{"deskKey": []}], {"headers": {"X-Desk-Key": "k"}, "query": {}, "cookies": {}}),
        ([{"linkKey": []}], {"headers": {}, "query": {"api_key": "l"}, "cookies": {}}),
        ([{"browser": []}], {"headers": {}, "query": {}, "cookies": {"desk_session": "c"}}),
        ([{"account": []}], {"headers": {"Authorization": "Basic bmFtZTpwYXNz"}, "query": {}, "cookies": {}}),
        ([{"oldDesk": []}, {"user": []}], {"headers": {"Authorization": "Bearer t"}, "query": {}, "cookies": {}}),
        ([{"oldDesk": []}], {"headers": {}, "query": {}, "cookies": {}}),
        ([], {"headers": {}, "query": {}, "cookies": {}}),
    ],
)
def test_a_credential_goes_where_its_scheme_says(ways: list[dict[str, list[str]]], sent: dict[str, Any]) -> None:
    names = {"DESK_KEY": "k", "LINK_KEY": "l", "SESSION_COOKIE": "c", "ACCOUNT": "name:pass", "USER": "t"}
    known = credentials(description(), "acme", {f"ACME_{name}": value for name, value in names.items()})
    assert known.of(ways) == sent


def test_a_credential_is_masked_however_it_is_written() -> None:
    known = credentials(description(), "acme", {"ACME_DESK_KEY": "a b/c", "ACME_ACCOUNT": "ada:lovelace"})
    text = "a b/c a+b%2Fc a%20b%2Fc YSBiL2M= lovelace YWRhOmxvdmVsYWNl"
    assert known.masked(text) == "*** *** *** *** *** ***"
    assert "a b/c" not in repr(known)
