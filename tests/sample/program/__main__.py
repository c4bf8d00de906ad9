"""All of it, one part after the other."""

import asyncio
import sys
import tempfile
from pathlib import Path

from acme_client import AsyncAcme

from . import asynchronous, calls, credentials, errors, files, lists, options, streams, values
from .desk import opened


async def tasks(url: str, folder: Path) -> None:
    async with AsyncAcme(
        desk_key="key",
        desk_token="token",
        desk_id="id",
        desk_secret="secret",
        reader_key="reader",
        base_url=url,
        retries=3,
    ) as desk:
        await asynchronous.everything(desk, folder)


def main(url: str) -> None:
    with tempfile.TemporaryDirectory() as name, opened(url) as desk:
        folder = Path(name)
        calls.everything(desk)
        lists.everything(desk)
        streams.everything(desk)
        files.everything(desk, folder)
        values.everything(desk)
        errors.everything(desk)
        options.everything(desk, url)
        credentials.everything(url)
        asyncio.run(tasks(url, folder))
    print("all of it worked")


if __name__ == "__main__":
    main(sys.argv[1])
