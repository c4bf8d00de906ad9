"""Files that are sent: what may be given for one, and how it is read while it is on its way."""

from __future__ import annotations

import io
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import IO, Any, TypeAlias, TypeGuard

from .kinds import is_array, is_object

FileContent: TypeAlias = bytes | IO[bytes] | os.PathLike[str]
"""What is in a file: bytes, a path, or a file opened in binary mode, which is read from where it stands."""

File: TypeAlias = FileContent | tuple[str, FileContent] | tuple[str, FileContent, str]
"""A file, or its name and the file, or its name, the file and its content type."""

_CHUNK = 64 * 1024


class Upload:
    """An open file from where it stands, as httpx reads it: it measures it by `seek` and rewinds it to 0.

    By itself httpx would send a file from its beginning, and takes a pipe for empty. One that grows meanwhile, as a log
    does, is sent as far as it went when it was measured.

    Attributes:
        length: the bytes that are left; None where only reading tells.
    """

    def __init__(self, file: IO[bytes], *, is_own: bool = False) -> None:
        self._file = file
        self._is_own = is_own
        self._start = _place(file)
        self._is_begun = False
        self.length = None if self._start is None else _length(file, self._start)
        self._left = self.length

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes.

        Raises:
            OSError: the file can't be read, or has become shorter since it was measured.
        """
        self._is_begun = True
        if self._left is None:
            return self._file.read(size)
        wanted = self._left if size < 0 else min(size, self._left)
        chunk = self._file.read(wanted)
        if wanted and not chunk:
            message = f"the file has become shorter while it was sent: {self._left} of {self.length} bytes are missing"
            raise OSError(message)
        self._left -= len(chunk)
        return chunk

    def rewind(self) -> bool:
        """Go back to where reading began; return whether that is possible."""
        if self._is_begun and self._start is not None:
            self._file.seek(self._start)
            self._is_begun = False
            self._left = self.length
        return not self._is_begun

    def close(self) -> None:
        """Close the file, if nobody else does."""
        if self._is_own:
            self._file.close()

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


def _place(file: IO[bytes]) -> int | None:
    try:
        here = file.tell()
        file.seek(here)
    except (AttributeError, OSError, ValueError):
        return None
    return here


def _length(file: IO[bytes], here: int) -> int:
    end = file.seek(0, os.SEEK_END)
    file.seek(here)
    return end - here


def is_content(value: object) -> bool:
    """Tell whether a value is what a file holds, an open file, or the path of one."""
    return isinstance(value, bytes | bytearray) or is_path(value) or callable(getattr(value, "read", None))


def without_files(value: Any) -> Any:
    """Return a body in which the name of each open file stands in its place."""
    if callable(getattr(value, "read", None)):
        return repr(value)
    if is_object(value):
        return {key: without_files(each) for key, each in value.items()}
    if _is_tuple(value):
        return tuple(map(without_files, value))
    return list(map(without_files, value)) if is_array(value) else value


def is_path(value: object) -> TypeGuard[os.PathLike[str]]:
    """Tell whether a value is the path of a file."""
    return isinstance(value, os.PathLike)


def is_file(value: object) -> bool:
    """Tell whether a value is a file, with or without its name."""
    return is_named(value) or is_content(value)


def is_named(value: Any) -> TypeGuard[tuple[Any, ...]]:
    """Tell whether a value is a file with its name."""
    return _is_tuple(value) and len(value) in {2, 3} and isinstance(value[0], str) and is_content(value[1])


def _is_tuple(value: Any) -> TypeGuard[tuple[Any, ...]]:
    return isinstance(value, tuple)


def readable(content: Any) -> bytes | Upload:
    """Return what can be sent of a file; one that is named by its path is opened.

    Raises:
        TypeError: the file is not open in binary mode.
        OSError: there is no file at the path, or it can't be read.
    """
    if is_path(content):
        return Upload(Path(content).open("rb"), is_own=True)
    if isinstance(content, bytes | bytearray):
        return bytes(content)
    if not isinstance(content.read(0), bytes):
        message = 'the file gives no bytes: open it in binary mode, as `open(path, "rb")` does'
        raise TypeError(message)
    return Upload(content)
