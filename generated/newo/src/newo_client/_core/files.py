# Copied by `nox -s generate -- newo` from scripts/runtime/files.py. Change that, not this file.
"""Files that are sent: what may be given for one, and how it is read while it is on its way."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Iterator
from typing import IO, Any, TypeAlias, TypeGuard

FileContent: TypeAlias = bytes | IO[bytes]
"""What is in a file: bytes, or a file opened in binary mode, which is read from where it stands."""

File: TypeAlias = FileContent | tuple[str, FileContent] | tuple[str, FileContent, str]
"""A file, or its name and the file, or its name, the file and its content type."""

_CHUNK = 64 * 1024


class Upload:
    """An open file from where it stands, as httpx reads it: it measures it by `seek` and rewinds it to 0.

    By itself httpx would send a file from its beginning, and takes a pipe for empty.

    Attributes:
        length: the bytes that are left; None where only reading tells.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.length = _length(file)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        return self._file.read(size)

    def tell(self) -> int:
        """Return where reading begins."""
        return 0

    def seek(self, _: int, whence: int = os.SEEK_SET) -> int:
        """Return the length for the end, else 0; the file stays where it is.

        Raises:
            io.UnsupportedOperation: the length is not known.
        """
        if self.length is None:
            raise io.UnsupportedOperation
        return self.length if whence == os.SEEK_END else 0

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read(_CHUNK):
            yield chunk

    async def chunks(self) -> AsyncIterator[bytes]:
        """Go through the bytes, for the asynchronous client."""
        for chunk in self:
            yield chunk


def _length(file: IO[bytes]) -> int | None:
    try:
        here = file.tell()
        end = file.seek(0, os.SEEK_END)
        file.seek(here)
    except (AttributeError, OSError, ValueError):
        return None
    return end - here


def is_content(value: object) -> bool:
    """Tell whether a value is what a file holds, or an open file."""
    return isinstance(value, bytes | bytearray) or callable(getattr(value, "read", None))


def is_file(value: object) -> bool:
    """Tell whether a value is a file, with or without its name."""
    return is_named(value) or is_content(value)


def is_named(value: Any) -> TypeGuard[tuple[Any, ...]]:
    """Tell whether a value is a file with its name."""
    return _is_tuple(value) and len(value) in {2, 3} and isinstance(value[0], str) and is_content(value[1])


def _is_tuple(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def readable(content: Any) -> bytes | Upload:
    """Return what can be sent of a file.

    Raises:
        TypeError: the file is not open in binary mode.
    """
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if not isinstance(content.read(0), bytes):
        message = 'the file gives no bytes: open it in binary mode, as `open(path, "rb")` does'
        raise TypeError(message)
    return Upload(content)
