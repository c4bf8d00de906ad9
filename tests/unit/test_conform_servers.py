"""Servers: an address is read as a client would read it, and no credential in it is told."""

from typing import Any

import pytest

from scripts.conform import Conformer, Match, Miss
from scripts.exchange import Request

HOST = {"default": "eu", "enum": ["eu", "US"]}


def route(server: str, url: str, base_url: str | None = None, **variables: Any) -> Match | Miss:
    described = {"url": server, "variables": variables}
    tree = {"servers": [described], "paths": {"/a": {"get": {"responses": {"200": {"description": "Done."}}}}}}
    return Conformer(tree, "x", base_url).route("GET", url)


@pytest.mark.parametrize(
    ("server", "url", "variables"),
    [
        ("https://API.acme.test", "https://api.ACME.test/a", {}),
        ("HTTPS://api.acme.test", "https://api.acme.test/a", {}),
        ("https://api.acme.test:443/v1", "https://api.acme.test/v1/a", {}),
        ("https://api.acme.test/v1", "https://api.acme.test:443/v1/a", {}),
        ("http://api.acme.test", "http://api.acme.test:80/a", {}),
        ("https://api.acme.test", "https://name:word@api.acme.test/a", {}),
        ("https://{host}.acme.test", "https://us.acme.test/a", {"host": HOST}),
        ("https://acme.test/{base}", "https://acme.test/api/v1/a", {"base": {"default": "api/v1"}}),
        ("https://acme.test/{base}", "https://acme.test/v2/a", {"base": {"default": "api/v1"}}),
        ("{base}/v1", "https://acme.test/api/v1/a", {"base": {"default": "https://acme.test/api"}}),
        ("https://acme.test:{port}", "https://acme.test:8443/a", {"port": {"default": "8443"}}),
    ],
)
def test_an_address_is_that_of_a_server_however_it_is_spelt(server: str, url: str, variables: dict[str, Any]) -> None:
    assert isinstance(route(server, url, **variables), Match)


@pytest.mark.parametrize(
    ("server", "url", "variables"),
    [
        ("https://acme.test/V1", "https://acme.test/v1/a", {}),
        ("https://acme.test", "https://acme.test:8443/a", {}),
        ("https://acme.test", "https://acme.test:80/a", {}),
        ("https://acme.test", "http://acme.test/a", {}),
        ("https://{host}.acme.test", "https://fr.acme.test/a", {"host": HOST}),
        ("https://acme.test/{base}", "https://acme.test/api/v2/a", {"base": {"default": "api/v1"}}),
        ("https://acme.test", "https://acme.test.evil.test/a", {}),
    ],
)
def test_another_address_is_none_of_the_servers(server: str, url: str, variables: dict[str, Any]) -> None:
    assert isinstance(route(server, url, **variables), Miss)


def test_an_address_that_stands_in_for_servers_may_be_spelt_otherwise_too() -> None:
    assert isinstance(route("/", "http://LOCALHOST/x/a", base_url="http://localhost:80/x/"), Match)


def test_a_credential_in_an_address_is_not_told() -> None:
    tree = {"servers": [{"url": "https://acme.test"}], "paths": {"/a": {"get": {"responses": {}}}}}
    [found] = Conformer(tree, "x").judge_request(Request.of("GET", "https://name:hunter2@other.test/a"))
    assert (found.code, found.actual) == ("request.server.undocumented", "https://other.test/a")
