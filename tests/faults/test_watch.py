"""What holds of every call is really looked at: each check refuses a client that is bad in its way."""

import asyncio
import importlib
import logging
import socket
import warnings
from typing import Any

import pytest

from tests.faults.cases import CASE, ID
from tests.faults.watch import MARK, Seen, Twin, problems
from tests.faults.wire import Server, script, whole
from tests.features_package import acme


def get(client: Any) -> Any:
    return client.conversations.get_conversation(ID)


def refused(twin: Twin, do: Any, match: str) -> None:
    with Server(script(whole(CASE))) as server:
        found = problems(twin.see(twin.made(server.url), do), server)
    assert match in "\n".join(found)


def test_a_connection_that_is_left_open_is_noticed(twin: Twin) -> None:
    kept: list[Any] = []

    def leave(client: Any) -> None:
        kept.append(client._http.send(client._http.build_request("GET", client.base_url), stream=True))

    async def aleave(client: Any) -> None:
        kept.append(await client._http.send(client._http.build_request("GET", client.base_url), stream=True))

    refused(twin, aleave if twin.is_async else leave, "a connection leaks: ")


def test_a_connection_that_only_the_server_sees_is_noticed(twin: Twin) -> None:
    with Server(script(whole(CASE))) as server, socket.create_connection(server.address):
        seen = twin.see(twin.made(server.url), get)
        assert problems(seen, server, patience=0.1) == ["1 connections stay open"]


@pytest.mark.parametrize("logger", ["", "httpx", "acme_client"])
def test_a_secret_in_a_log_is_noticed(twin: Twin, logger: str) -> None:
    def tell(client: Any) -> Any:
        logging.getLogger(logger).debug("sent %s", {"x-desk-key": f"{MARK}-desk"})
        return get(client)

    refused(twin, tell, "x-desk-key")


class Wrapped:
    """An error whose attribute holds what is secret."""

    def __init__(self) -> None:
        self.headers = [{"authorization": f"Bearer {MARK}"}]

    def __repr__(self) -> str:
        return "Wrapped()"


Wrapped.__module__ = "acme_client.wrapped"


@pytest.mark.parametrize("place", ["text", "argument", "attribute", "cause", "frame"])
def test_a_secret_in_an_error_is_noticed(twin: Twin, place: str) -> None:
    namespace: dict[str, Any] = {}
    exec(compile("def fail(secret):\n    raise ValueError('no')", "/elsewhere/bad.py", "exec"), namespace)

    def fail(client: Any) -> None:
        error = ValueError("no")
        if place == "frame":
            namespace["fail"](f"{MARK}-desk")
        if place == "attribute":
            error.thing = Wrapped()  # type: ignore[attr-defined]
        if place == "text":
            error = ValueError(f"{MARK}-desk is wrong")
        if place == "argument":
            error.args = ("no", {"key": f"{MARK}-desk"})
        raise error from (KeyError(f"{MARK}-desk") if place == "cause" else None)

    refused(twin, fail, MARK)


def test_a_warning_is_noticed(twin: Twin) -> None:
    def warn(client: Any) -> None:
        warnings.warn("unclosed <socket>", ResourceWarning, stacklevel=2)

    refused(twin, warn, "unclosed")


def test_a_task_that_nobody_waits_for_is_noticed() -> None:
    async def forget(client: Any) -> None:
        async def fail() -> None:
            raise ValueError("nobody hears this")

        asyncio.create_task(fail())  # noqa: RUF006 - that is what is wrong here
        await asyncio.sleep(0.01)

    refused(Twin("AsyncAcme"), forget, "never retrieved")


def test_a_call_that_takes_too_long_is_noticed() -> None:
    assert problems(Seen(seconds=60)) == ["it takes 60.0 seconds"]


def test_what_is_sent_twice_is_noticed(twin: Twin) -> None:
    def as_if_marked(client: Any) -> Any:
        module = importlib.import_module(f"{acme().__name__}.api.messages.send_message")
        request = module.build(ID, body=acme().models.TextBody(text="Hello"))
        request.idempotent = True
        return client.send(request)

    with Server(script(whole(status=503))) as server:
        found = problems(twin.see(twin.made(server.url), as_if_marked), server)
    assert found == [f"('POST', '/conversations/{ID}/messages') is sent 3 times"]
