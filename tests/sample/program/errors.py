"""Errors, by class."""

from acme_client import (
    Acme,
    ApiConnectionError,
    ApiError,
    ApiStatusError,
    ConflictError,
    DecodeError,
    MissingCredentialError,
    NotFoundError,
    RateLimitError,
    ResponseTooLargeError,
    ServerError,
    UnprocessableEntityError,
)
from acme_client.models import ConversationChange, Error, NewMessage, Problem, TextBody, ValidationProblem

from .desk import ID


def everything(desk: Acme) -> None:
    of_a_status(desk)
    of_a_body(desk)
    of_other_kinds(desk)
    before_anything_is_sent(desk)


def outcome(desk: Acme, conversation_id: str) -> str:
    """Return how a call went."""
    try:
        desk.conversations.get_conversation(conversation_id)
    except NotFoundError as error:
        status: int = error.status_code
        request_id: str | None = error.request_id
        return f"{status} {request_id}"
    except ServerError:
        return "try later"
    except ApiStatusError as error:
        return f"{error.status_code} {error.headers.get('x-request-id')}"
    except ApiConnectionError as error:
        return f"{error.request.method} failed"
    except ApiError as error:
        return str(error)
    return "fine"


def of_a_status(desk: Acme) -> None:
    assert outcome(desk, ID) == "fine"
    assert outcome(desk, "gone") == "404 r-7"
    try:
        desk.conversations.list(labels=["too", "many"], retries=0)
    except RateLimitError as error:
        wait: float | None = error.retry_after
        assert wait == 7
        assert isinstance(error.body, Problem)
    else:
        raise AssertionError


def of_a_body(desk: Acme) -> None:
    try:
        desk.conversations.open(channel="phone", message=NewMessage(body=TextBody(text="Ring")))
    except UnprocessableEntityError as error:
        assert isinstance(error.body, ValidationProblem)
        assert [each.pointer for each in error.body.errors] == ["/channel"]
    else:
        raise AssertionError
    try:
        desk.conversations.change_conversation(ID, body=ConversationChange(labels=None))
    except ConflictError as error:
        assert isinstance(error.body, Error)
        code: int | str = error.body.code
        assert code == "changed"
        assert error.response.text.startswith("{")
    else:
        raise AssertionError


def of_other_kinds(desk: Acme) -> None:
    small = desk.with_options(max_response_bytes=100)
    try:
        small.files.download_file(ID)
    except ResponseTooLargeError as error:
        assert error.limit == 100
    else:
        raise AssertionError
    try:
        TextBody.from_dict({"kind": "text"})
    except DecodeError as error:
        place: str = error.pointer
        assert (error.model, place, error.got) == ("TextBody", "/text", "nothing")
    else:
        raise AssertionError
    nowhere = desk.with_options(base_url="http://127.0.0.1:9", retries=0, timeout=5)
    assert outcome(nowhere, ID) == "GET failed"


def before_anything_is_sent(desk: Acme) -> None:
    with Acme(base_url=desk.base_url) as nobody:
        try:
            nobody.conversations.list()
        except MissingCredentialError as error:
            assert "desk_key" in str(error)
        else:
            raise AssertionError
    try:
        desk.conversations.get_conversation("")
    except ValueError as error:
        assert "conversation_id" in str(error)
    else:
        raise AssertionError
