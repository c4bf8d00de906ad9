"""Credentials of every kind, as text and as functions."""

import httpx
from acme_client import Acme, AuthenticationError, Credential, LoginError

from .desk import ID


def everything(url: str) -> None:
    keys(url)
    logins(url)
    refused()


def keys(url: str) -> None:
    turns: list[int] = []

    def key() -> str:
        turns.append(1)
        return f"key-{len(turns)}"

    credential: Credential = key
    with Acme(
        desk_key=credential,
        account="ada:secret",
        session_cookie="cookie",
        link_key=lambda: "link",
        old_desk="old",
        base_url=url,
    ) as desk:
        desk.conversations.has_conversation(ID)
        desk.conversations.has_conversation(ID)
        assert len(turns) == 2
        assert desk.auth.get_account().name == "ada:secret"
        assert desk.auth.get_session().name == "desk_session=cookie"
        assert desk.files.get_file_link(ID)
        # Either of two credentials will do.
        assert desk.oddities.get_oddities()
        assert "secret" not in repr(desk)


def logins(url: str) -> None:
    token_url = f"{url}/auth/token"
    with Acme(
        username="ada",
        password=lambda: "right",
        client_id="desk",
        token_url=token_url,
        app_client_id="program",
        app_client_secret="secret",
        app_token_url=token_url,
        base_url=url,
    ) as desk:
        assert desk.auth.get_user().team == "support"
        scopes = desk.auth.get_app().scopes
        assert scopes == ["read"]
    with Acme(app="a token of my own", base_url=url) as desk:
        assert desk.auth.get_app().name == "Bearer a token of my own"
    with Acme(username="ada", password="wrong", token_url=token_url, base_url=url) as desk:
        try:
            desk.auth.get_user()
        except LoginError as error:
            reason: str | None = error.reason
            assert (error.status_code, reason) == (400, "invalid_grant")
        else:
            raise AssertionError


def refused() -> None:
    http = httpx.Client(transport=httpx.MockTransport(lambda _: httpx.Response(401, text="not super-secret")))
    with Acme(desk_key="super-secret", http_client=http) as desk:
        try:
            desk.conversations.has_conversation(ID)
        except AuthenticationError as error:
            assert "super-secret" not in str(error)
        else:
            raise AssertionError
