"""Bytes to check, wherever they come from."""
from __future__ import annotations

import io
import os
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Union

from ..errors import UnreadableError
from ..limits import Limits

SourceLike = Union[bytes, bytearray, memoryview, str, Path, IO[bytes]]
HEAD = 4096


@dataclass
class Source:
    """A file that can be read again from its start.

    Args:
        stream: seekable, opened in binary.
        size: in bytes.
        filename: as the person knows it.
        path: on disk, None when there is none.
    """

    stream: IO[bytes]
    size: int
    filename: str
    path: str | None
    owned: bool
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def extension(self) -> str:
        return os.path.splitext(self.filename)[1].lower().lstrip(".")

    def head(self, count: int = HEAD) -> bytes:
        self.stream.seek(0)
        return self.stream.read(count)

    def read(self) -> bytes:
        self.stream.seek(0)
        return self.stream.read()

    def view(self) -> View:
        """The bytes from the start, read beside any other view."""
        return View(self.stream, self._lock)

    def close(self) -> None:
        if self.owned:
            self.stream.close()


class View(io.RawIOBase):
    """A place in a stream that others read too, perhaps from another thread."""

    def __init__(self, stream: IO[bytes], lock: threading.Lock) -> None:
        self._stream, self._lock, self._place = stream, lock, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        if whence == 2:
            with self._lock:
                self._place = self._stream.seek(offset, 2)
        else:
            self._place = offset if whence == 0 else self._place + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def read(self, size: int = -1) -> bytes:
        with self._lock:
            self._stream.seek(self._place)
            data = self._stream.read(size)
        self._place += len(data)
        return data

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def open_source(source: Any, filename: str, limits: Limits) -> Source:
    """``source`` as a :class:`Source`.

    Raises:
        UnreadableError: there is no such file.
        LimitError: it is too big.
    """
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source)
        limits.check_bytes(len(data))
        return Source(io.BytesIO(data), len(data), filename, None, True)
    if isinstance(source, (str, os.PathLike)):
        path = os.fspath(source)
        try:
            stream = open(path, "rb")  # noqa: SIM115 - closed by Source.close
        except OSError:
            raise UnreadableError(f"Le fichier « {os.path.basename(path)} » ne peut pas être ouvert.", "not-found") from None
        size = os.fstat(stream.fileno()).st_size
        opened = Source(stream, size, filename or os.path.basename(path), path, True)
        try:
            limits.check_bytes(size)
        except UnreadableError:
            opened.close()
            raise
        return opened
    return _from_stream(source, filename, limits)


def _from_stream(stream: IO[bytes], filename: str, limits: Limits) -> Source:
    name = filename or os.path.basename(str(getattr(stream, "name", "") or ""))
    try:
        seekable = stream.seekable()
    except AttributeError:
        seekable = False
    if seekable:
        size = stream.seek(0, 2)
        limits.check_bytes(size)
        stream.seek(0)
        return Source(stream, size, name, None, False)
    copy = tempfile.SpooledTemporaryFile(max_size=32 << 20)
    total = 0
    while chunk := stream.read(1 << 20):
        total += len(chunk)
        limits.check_bytes(total)
        copy.write(chunk)
    copy.seek(0)
    return Source(copy, total, name, None, True)  # type: ignore[arg-type]


def materialise(source: Source) -> tuple[str, bool]:
    """A path of the file on disk, and whether it was made for that (and is to be removed)."""
    if source.path is not None:
        return source.path, False
    with tempfile.NamedTemporaryFile(prefix="scdl-", delete=False) as copy:
        source.stream.seek(0)
        shutil.copyfileobj(source.stream, copy)
    return copy.name, True
