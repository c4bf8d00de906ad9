"""The same with the asynchronous client."""

import asyncio
from pathlib import Path

import httpx
from acme_client import (
    ApiResponse,
    AsyncAcme,
    AsyncByteStream,
    AsyncEventStream,
    AsyncPage,
    AsyncPager,
    NotFoundError,
    Request,
)
from acme_client.models import Conversation, DeskEvent, Message, MessageEvent, TextBody

from .desk import ID


async def everything(desk: AsyncAcme, folder: Path) -> None:
    await calls(desk)
    await lists(desk)
    await streams(desk)
    await files(desk, folder)
    await options(desk)


async def calls(desk: AsyncAcme) -> None:
    conversation: Conversation = await desk.conversations.get_conversation(ID)
    assert conversation.extra == {"mood": "good"}
    messages: list[Message] = await asyncio.gather(
        *(desk.messages.send(ID, body=TextBody(text=text)) for text in ("one", "two"))
    )
    assert len(messages) == 2
    try:
        await desk.conversations.has_conversation("gone")
    except NotFoundError as error:
        assert error.status_code == 404
    else:
        raise AssertionError


async def lists(desk: AsyncAcme) -> None:
    pager: AsyncPager[Conversation] = desk.conversations.list(per=2)
    assert len([each async for each in pager]) == 3
    page: AsyncPage[Conversation] = await pager
    following: AsyncPage[Conversation] | None = await page.next()
    assert following is not None
    assert [len(each.items) async for each in desk.conversations.list(per=2).pages()] == [2, 1]
    first: Message | None = await desk.messages.list(ID).first()
    assert first is not None
    assert [each.id async for each in desk.conversations.list_contacts()] == [0, 1, 2]
    assert len([each async for each in desk.stats.list_journal()]) == 4
    assert [each.id async for each in desk.stats.list_calls()] == ["one", "two"]


async def streams(desk: AsyncAcme) -> None:
    async with desk.messages.draft_answer(ID) as text:
        assert "".join([piece async for piece in text]) == "Dear Zoë!"
    assert await desk.messages.draft_answer(ID).text() == "Dear Zoë!"
    events: AsyncEventStream[DeskEvent] = desk.messages.follow_conversation(ID)
    async with events:
        async for event in events:
            assert isinstance(event, MessageEvent)
            break
    async with await desk.messages.follow_conversation(ID) as named:
        assert [each.name async for each in named.events()] == ["message"] * 3
    assert len([each async for each in desk.stats.export_journal()]) == 4


async def files(desk: AsyncAcme, folder: Path) -> None:
    info = await desk.files.upload_files(file=folder / "notes.txt", purpose="attachment")
    assert info.name == "notes.txt"
    await desk.files.replace_file(ID, body=folder / "notes.txt")
    stream: AsyncByteStream = desk.files.with_streaming_response.download_file(ID)
    async with stream:
        assert await stream.save(folder / "again.bin") == 10_000
    assert len(await desk.files.download_file(ID)) == 10_000


async def options(desk: AsyncAcme) -> None:
    answer: ApiResponse[AsyncPage[Conversation]] = await desk.conversations.with_raw_response.list()
    assert len(answer.parsed.items) == 3
    patient: AsyncAcme = desk.with_options(timeout=60)
    response = await patient.send(Request("GET", "/journal", security=(("deskKey",),)))
    assert response.status_code == 200
    async with (
        httpx.AsyncClient(trust_env=False) as http,
        AsyncAcme(desk_key="key", base_url=desk.base_url, http_client=http) as other,
    ):
        assert len([each async for each in other.conversations.list()]) == 3
