"""Files: sent from memory, from a path, from an open file; received whole, or as they come."""

import io
from datetime import UTC, datetime
from pathlib import Path

from acme_client import Acme, ByteStream, File, FileContent
from acme_client.models import FileInfo, UploadFilesBodyPurpose

from .desk import ID


def everything(desk: Acme, folder: Path) -> None:
    uploads(desk, folder)
    downloads(desk, folder)


def uploads(desk: Acme, folder: Path) -> None:
    path = folder / "notes.txt"
    path.write_bytes(b"some text")
    picture: FileContent = b"picture"
    small: File = ("small.png", picture, "image/png")
    with path.open("rb") as file:
        info: FileInfo = desk.files.upload_files(
            file=path,
            purpose=UploadFilesBodyPurpose.ATTACHMENT,
            previews=[picture, small, file],
            labels=["a", "b"],
            about=FileInfo(id=ID, name="notes.txt"),
            expires=datetime(2027, 1, 1, tzinfo=UTC),
        )
    assert info.size
    desk.files.replace_file(ID, body=path)
    desk.files.replace_file(ID, body=b"other text")
    desk.files.replace_file(ID, body=io.BytesIO(b"other text"))


def downloads(desk: Acme, folder: Path) -> None:
    content: bytes = desk.files.download_file(ID)
    assert len(content) == 10_000
    assert desk.files.download_file(ID, range_="bytes=0-3") == b"0123"
    link: str = desk.files.get_file_link(ID)
    assert link.startswith("https://")
    stream: ByteStream = desk.files.with_streaming_response.download_file(ID)
    with stream:
        assert stream.headers["content-type"] == "application/octet-stream"
        size: int = stream.save(folder / "file.bin")
    assert size == 10_000
    with desk.files.with_streaming_response.download_file(ID) as chunks:
        assert sum(len(chunk) for chunk in chunks) == 10_000
    assert desk.files.with_streaming_response.download_file(ID).read() == content
