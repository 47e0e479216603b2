"""XLSX and ODS, opened in a child process and read back as columns."""
from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UnreadableError
from ..limits import Clock, Limits
from ..suggestions import fold_name
from . import guard
from .csv_table import find_header, preamble_notice
from .kinds import XLSX
from .source import Source, materialise
from .table import BLOCK_ROWS, Block, Table

if TYPE_CHECKING:
    import polars as pl

_SEARCH = 30
#: bytes of XML from which a sheet of XLSX is read in bulk: a small one would be read before that has started
BULK_FROM = 500_000
_BROKEN = ("Ce classeur ne peut pas être lu : il est abîmé. Ouvrez-le dans votre tableur, enregistrez-le à nouveau, "
           "puis recommencez.")


class WorkbookTable(Table):
    """A sheet of an XLSX or ODS.

    Args:
        source: the file.
        kind: ``xlsx`` or ``ods``.
        names: names and titles of the fields expected.
        strict: native values, as openpyxl gives them to frictionless.
        sheet: name or place of the sheet; None chooses.
        limits, clock: bounds.
        schema: checked schema, so that dates and booleans are written as its fields want.
    """

    def __init__(self, source: Source, kind: str, names: Iterable[str], strict: bool, sheet: str | int | None,
                 limits: Limits, clock: Clock, schema: Any = None) -> None:
        super().__init__()
        self.format = kind
        self.strict = strict
        self.native = strict and kind == XLSX
        self.limits = limits
        self.clock = clock
        self.schema = schema
        self._target = ""
        self._file: Any = None
        wanted = list(names)
        seen = guard.inspect(source.stream, limits, cells=not strict)
        path, temporary = materialise(source)
        try:
            answer = self._open(path, kind, wanted, sheet, seen)
        finally:
            if temporary:
                os.unlink(path)
        self.sheet = answer["sheet"]
        self.sheets = tuple(answer["visible"] or answer["names"])
        self._natives: list[str] = answer["natives"]
        #: why the sheet was read by a library and not in bulk; empty when it was
        self.unfamiliar: str = answer.get("unfamiliar", "")
        self._load()
        if not strict:
            self._mend(source, seen)
        self._find_header(wanted)

    # -- opening

    def _open(self, path: str, kind: str, names: list[str], sheet: str | int | None,
              seen: guard.Inspection) -> dict[str, Any]:
        handle, self._target = tempfile.mkstemp(prefix="scdl-")
        os.close(handle)
        request = {
            "path": path, "kind": kind, "target": self._target, "sheet": sheet, "strict": self.strict,
            "names": [fold_name(name) for name in names], "max_columns": self.limits.max_columns,
            "max_cells": self.limits.max_cells, "max_memory": self.limits.max_child_memory,
            "max_seconds": self.clock.left, "parts": seen.paths, "hidden": sorted(seen.hidden),
            "bulk": kind == XLSX and max(seen.sizes.values(), default=0) >= BULK_FROM,
        }
        script = str(Path(__file__).with_name("child.py"))
        try:
            done = subprocess.run(  # noqa: S603 - our own script, no shell
                [sys.executable, "-I", "-W", "ignore", script], input=json.dumps(request).encode(), capture_output=True,
                timeout=self.clock.left + 5, check=False,
                env={"ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1"})
        except subprocess.TimeoutExpired:
            self.close()
            raise UnreadableError("Ce classeur est trop long à ouvrir. Enregistrez la feuille utile au format CSV.",
                                  "too-long") from None
        try:
            answer = json.loads(done.stdout) if done.returncode == 0 else {"error": "died"}
        except ValueError:
            answer = {"error": "died"}
        if "error" in answer:
            self.close()
            self._refuse(answer, sheet)
        return answer

    def _refuse(self, answer: dict[str, Any], sheet: str | int | None) -> None:
        kind = answer["error"]
        if kind == "too-big":
            if answer["what"] == "columns":
                self.limits.check_columns(answer["columns"])
            self.limits.check_cells(answer["rows"], answer["columns"])
        if kind in ("memory", "died"):
            raise UnreadableError(
                "Ce classeur demande trop de mémoire : une cellule isolée se trouve peut-être très loin du tableau. "
                "Recopiez le tableau dans un classeur neuf, ou enregistrez-le au format CSV.", "too-many-cells")
        if kind == "no-sheet":
            raise UnreadableError(f"Ce classeur n'a pas de feuille « {sheet} ».", "no-sheet")
        raise UnreadableError(_BROKEN, "broken-workbook")

    def _load(self) -> None:
        import pyarrow as pa

        # not mapped: the pages of a map would count as memory of this process
        self._file = pa.OSFile(self._target, "rb")
        self._reader = pa.ipc.open_file(self._file)
        names = self._reader.schema.names
        self._has_widths = "width" in names
        self._keys = [name for name in names if name != "width"]
        #: cells that are filled, by column
        self._filled = dict.fromkeys(self._keys, 0)
        self._height = 0
        for number in range(self._reader.num_record_batches):
            batch = self._reader.get_batch(number)
            self._height += batch.num_rows
            for key in self._keys:
                self._filled[key] += batch.num_rows - batch.column(key).null_count
        #: column -> rows, in order, whose cell says something that the reader did not tell; and what
        self._told: dict[str, tuple[list[int], list[str]]] = {}

    def _parts(self) -> Iterator[tuple[int, pl.DataFrame]]:
        """The rows as they come from the child process, never all at once: number from 0 of the first, and the rows."""
        import polars as pl
        import pyarrow as pa

        start = 0
        for number in range(self._reader.num_record_batches):
            frame = pl.DataFrame(pl.from_arrow(pa.Table.from_batches([self._reader.get_batch(number)])))
            for key, (rows, texts) in self._told.items():
                low, high = bisect_left(rows, start), bisect_left(rows, start + frame.height)
                if low < high:
                    places = [row - start for row in rows[low:high]]
                    frame = frame.with_columns(frame[key].scatter(places, pl.Series(texts[low:high], dtype=pl.String)).alias(key))
            yield start, frame
            start += frame.height

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._target:
            if os.path.exists(self._target):
                os.unlink(self._target)
            self._target = ""

    # -- what the reader does not tell

    def _mend(self, source: Source, seen: guard.Inspection) -> None:
        part = seen.paths.get(self.sheet or "")
        if part is None or not (part in seen.with_errors or part in seen.with_formulas):
            return
        cells = guard.find_cells(source.stream, part)
        if cells.errors:
            self._put(cells.errors)
            count = _count(len(cells.errors), "cellule porte", "cellules portent")
            self.notices.append(("error-cells", f"{count} une erreur du tableur (#DIV/0!, #N/A…), gardée comme telle."))
        if cells.empty_formulas:
            self.notices.append(("empty-formulas", _count(len(cells.empty_formulas), "formule n'a pas", "formules n'ont pas")
                                 + " de résultat enregistré et compte pour une case vide : ouvrez le classeur, "
                                 "enregistrez-le, puis recommencez."))

    def _put(self, texts: dict[tuple[int, int], str]) -> None:
        for (row, column), text in sorted(texts.items()):
            key = f"c{column}"
            if key in self._filled and row < self._height:
                rows, told = self._told.setdefault(key, ([], []))
                rows.append(row)
                told.append(text)
                self._filled[key] += 1

    # -- header and rows

    def _find_header(self, names: list[str]) -> None:
        rows: list[tuple[str | None, ...]] = []
        widths: list[int] = []
        for _, frame in self._parts():
            head = frame.head(_SEARCH - len(rows))
            widths += head["width"].to_list() if self._has_widths else []
            rows += head.select(self._keys).rows()
            if len(rows) >= _SEARCH:
                break
        first = [[cell or "" for cell in row] for row in rows]
        if not any(cell.strip() for row in first for cell in row) and not any(self._filled.values()):
            raise UnreadableError(f"La feuille « {self.sheet} » est vide." + self._other_sheets(), "empty")
        self.header_row = 1 if self.strict else find_header(first, names)
        labels = [untag(cell).strip() for cell in first[self.header_row - 1]]
        if self._has_widths:
            labels = labels[: widths[self.header_row - 1]]
        elif labels:
            above = rows[: self.header_row]
            last = max((i for i, label in enumerate(labels) if label or self._filled[self._keys[i]] > sum(
                row[i] is not None for row in above)), default=0)
            labels = labels[: last + 1]
        self.labels = labels
        if self.header_row > 1:
            self.notices.append(("preamble", preamble_notice(self.header_row - 1)))
        if len(self.sheets) > 1:
            others = ", ".join(f"« {name} »" for name in self.sheets if name != self.sheet)
            self.notices.append(("sheet", f"Ce classeur a plusieurs feuilles : « {self.sheet} » a été lue, "
                                 f"et non {others}."))

    def _other_sheets(self) -> str:
        others = [name for name in self.sheets if name != self.sheet]
        return f" Autres feuilles : {', '.join(others[:10])}." if others else ""

    def blocks(self, width: int) -> Iterator[Block]:
        import polars as pl

        keys = [f"c{i}" for i in range(width)]
        missing = [pl.lit(None, dtype=pl.String).alias(key) for key in keys if key not in self._filled]
        natives = [] if self.strict else [self._as_field(i) for i in range(width)]
        empty = 0
        for start, part in self._parts():
            frame = part.slice(max(0, self.header_row - start)).with_columns(missing)
            first = max(start, self.header_row)
            if not self.strict:
                # empty rows are rows when others follow
                filled = frame.select(pl.any_horizontal(pl.all().is_not_null()).alias("f"))["f"].arg_true()
                count = int(filled[-1]) + 1 if len(filled) else 0
                if not count:
                    empty += frame.height
                    continue
                if empty:
                    frame = pl.concat([pl.DataFrame(schema=frame.schema).clear(empty), frame])
                    first -= empty
                frame, empty = frame.head(count + empty), frame.height - count - empty
            for low in range(0, frame.height, BLOCK_ROWS):
                self.clock.check()
                yield self._block(frame.slice(low, BLOCK_ROWS).with_columns(natives), first - self.header_row + low + 2, keys)

    def _block(self, part: Any, first: int, keys: list[str]) -> Block:
        import polars as pl

        rows = pl.int_range(first, first + part.height, eager=True, dtype=pl.Int64).alias("row")
        frame = part.select(keys)
        if not self._has_widths:
            return Block(frame.fill_null(""), rows)
        ragged: dict[int, int] = {}
        extra: dict[int, list[str]] = {}
        tails = part.select([key for key in self._keys if key not in keys])
        for index in (part["width"] != len(keys)).arg_true().to_list():
            number, count = first + index, part["width"][index]
            ragged[number] = min(count, len(keys))
            if count > len(keys):
                extra[number] = [cell or "" for cell in tails.row(index)[: count - len(keys)]]
        return Block(frame, rows, ragged, extra)

    def _as_field(self, position: int) -> Any:
        """Native dates and booleans, written as the field of the column wants them."""
        import polars as pl

        column = pl.col(f"c{position}")
        kinds = self._natives[position] if position < len(self._natives) else ""
        field = self._field(position) if kinds else None
        if field is None:
            return column
        if "b" in kinds and field.type == "boolean":
            return pl.when(column == "true").then(pl.lit(field.write(True))).when(column == "false").then(
                pl.lit(field.write(False))).otherwise(column).alias(f"c{position}")
        iso = column.str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
        if "d" in kinds and field.type == "datetime" and field.format == "default":
            return pl.when(iso).then(column + "T00:00:00").otherwise(column).alias(f"c{position}")
        if "d" in kinds and field.type == "date" and field.write(date(2024, 3, 12)) != "2024-03-12":
            return pl.when(iso).then(
                column.str.to_date("%Y-%m-%d", strict=False).dt.to_string(field.strptime_format)).otherwise(
                column).alias(f"c{position}")
        return column

    def _field(self, position: int) -> Any:
        if self.schema is None or position >= len(self.labels):
            return None
        label = fold_name(self.labels[position])
        return next((f for f in self.schema.fields if label in (fold_name(f.name), fold_name(f.title))), None)


def _count(count: int, one: str, many: str) -> str:
    return f"Une {one}" if count == 1 else f"{count} {many}"


def untag(text: str) -> str:
    """Plain text of a cell that strict mode keeps with its native type."""
    from ..native import decode

    return str(decode(text)) if text.startswith("\x01") else text
