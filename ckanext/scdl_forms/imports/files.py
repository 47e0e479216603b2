"""What is kept of an import: the file itself, and its rows once read, sorted by what will become of them."""
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Optional

from ckanext.scdl.shared import storage

SOURCE = "source"
ROWS = "rows.jsonl"
BEFORE = "before.jsonl"
#: What will become of a row → the file of those rows.
OUTCOMES = ("created", "updated", "unchanged", "invalid")
NAMES = (SOURCE, ROWS, BEFORE, *(f"{outcome}.jsonl" for outcome in OUTCOMES))


def _name(batch_id: str, name: str) -> str:
    return f"scdl_imports/{batch_id[:3]}/{batch_id}/{name}"


def keep(batch_id: str, name: str, chunks: Iterable[bytes]) -> None:
    """Keep something under an import, in place of what had this name."""
    storage.keep(_name(batch_id, name), chunks)


def kept(batch_id: str, name: str, limit: Optional[int] = None) -> AbstractContextManager[Path]:
    """The path of what was kept, for as long as the ``with`` block lasts.

    :raises ScdlError: it is no longer there
    """
    return storage.kept(_name(batch_id, name), limit)


def line(row: Any) -> str:
    """A row as one line of JSON."""
    return json.dumps(row, ensure_ascii=False) + "\n"


def keep_lines(batch_id: str, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Keep dictionaries, one a line."""
    keep(batch_id, name, (line(row).encode("utf-8", "replace") for row in rows))


def lines(batch_id: str, name: str, start: int = 0, count: Optional[int] = None) -> Iterator[dict[str, Any]]:
    """Some of the dictionaries that were kept.

    :raises ScdlError: they are no longer there
    """
    with kept(batch_id, name) as path, path.open("rb") as stream:
        for position, text in enumerate(stream):
            if position < start:
                continue
            if count is not None and position >= start + count:
                return
            yield json.loads(text)


def forget(batch_id: str) -> None:
    """Remove all that was kept of an import."""
    storage.forget(_name(batch_id, name) for name in NAMES)
