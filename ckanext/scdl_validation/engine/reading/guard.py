"""What must be looked at in a workbook before it is opened: size once unzipped, entities, error cells."""
from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from ..errors import UnreadableError
from ..limits import Limits

_CHUNK = 1 << 20
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ERROR_CELL = re.compile(rb"""\st\s*=\s*["']e["']""")
_FORMULA = b"<f"
_BROKEN = ("Ce classeur est abîmé ou n'est arrivé qu'en partie. Ouvrez-le dans votre tableur, enregistrez-le à nouveau, "
           "puis recommencez.")


@dataclass
class Inspection:
    """What a workbook holds that its reader would not tell.

    Args:
        paths: name of each sheet -> its part in the archive.
        with_errors: parts that hold error cells.
        with_formulas: parts that hold formulas.
        sizes: bytes of each sheet, once unzipped.
        hidden: names of the sheets that are not shown.
    """

    paths: dict[str, str] = field(default_factory=dict)
    with_errors: set[str] = field(default_factory=set)
    with_formulas: set[str] = field(default_factory=set)
    sizes: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)


def inspect(stream: IO[bytes], limits: Limits, *, cells: bool = True) -> Inspection:
    """Unzip every part once, counting what really comes out, without keeping it.

    Args:
        stream: the file.
        limits: bounds.
        cells: look for error cells and formulas.

    Raises:
        LimitError: it unpacks to more than is allowed.
        UnreadableError: broken, encrypted, or made to harm.
    """
    found = Inspection()
    total = 0
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            for entry in archive.infolist():
                if entry.is_dir():
                    continue
                if entry.flag_bits & 1:
                    raise UnreadableError("Ce classeur est protégé par un mot de passe : retirez-le, puis recommencez.",
                                          "old-workbook")
                sheet = entry.filename.startswith("xl/worksheets/")
                xml = entry.filename.endswith((".xml", ".rels"))
                tail = b""
                with archive.open(entry) as part:
                    while chunk := part.read(_CHUNK):
                        total += len(chunk)
                        limits.check_unzipped(total)
                        if not xml:
                            continue
                        seen = tail + chunk
                        if not tail and _DOCTYPE.search(seen):
                            raise UnreadableError(
                                "Ce classeur contient des définitions d'entités XML, qu'aucun tableur n'écrit : il est refusé.",
                                "hostile-workbook")
                        if sheet:
                            found.sizes[entry.filename] = found.sizes.get(entry.filename, 0) + len(chunk)
                            if cells:
                                _note(found, entry.filename, seen)
                        tail = chunk[-32:]
            found.paths = _sheet_paths(archive, found.hidden)
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, KeyError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(_BROKEN, "broken-workbook") from None
    except Exception as error:
        if type(error).__name__ == "error":  # zlib.error
            raise UnreadableError(_BROKEN, "broken-workbook") from None
        raise
    return found


def _note(found: Inspection, part: str, seen: bytes) -> None:
    if part not in found.with_errors and (b't="e"' in seen or b"t='e'" in seen or b"t =" in seen and _ERROR_CELL.search(seen)):
        found.with_errors.add(part)
    if part not in found.with_formulas and _FORMULA in seen and re.search(rb"<f[\s>/]", seen):
        found.with_formulas.add(part)


def _sheet_paths(archive: zipfile.ZipFile, hidden: set[str]) -> dict[str, str]:
    """Part of each sheet, by its name; empty for a workbook that is not XLSX. Those not shown are added to ``hidden``."""
    names = set(archive.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return {}
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            link = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            sheets[attributes.get("name", "")] = link
            if attributes.get("state", "visible") != "visible":
                hidden.add(attributes.get("name", ""))

    _parse(archive.read("xl/_rels/workbook.xml.rels"), relation)
    _parse(archive.read("xl/workbook.xml"), sheet)
    paths = {}
    for title, link in sheets.items():
        target = targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if path in names:
            paths[title] = path
    return paths


def _parse(data: bytes, start: object) -> None:
    parser = expat.ParserCreate()
    parser.StartElementHandler = start  # type: ignore[assignment]
    try:
        parser.Parse(data, True)
    except expat.ExpatError:
        return


@dataclass
class Cells:
    """Cells to look at: (row, column) from 0.

    Args:
        errors: text of each error cell.
        empty_formulas: formulas whose result the file does not hold.
    """

    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    empty_formulas: list[tuple[int, int]] = field(default_factory=list)


def find_cells(stream: IO[bytes], part: str, limit: int = 100_000) -> Cells:
    """Error cells, and formulas without a value, of one sheet."""
    cells = Cells()
    state = _State(cells, limit)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = state.start
    parser.EndElementHandler = state.end
    parser.CharacterDataHandler = state.text
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive, archive.open(part) as sheet:
            while chunk := sheet.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError:
        return cells
    return cells


class _State:
    def __init__(self, cells: Cells, limit: int) -> None:
        self.cells, self.limit = cells, limit
        self.row, self.column = -1, -1
        self.kind, self.value, self.formula, self.reading = "", "", False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            place = attributes.get("r", "")
            self.row = int(place) - 1 if place.isdigit() else self.row + 1
            self.column = -1
        elif name == "c":
            found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", attributes.get("r", ""))
            if found:
                self.column = _column(found[1])
                self.row = int(found[2]) - 1
            else:
                self.column += 1
            self.kind, self.value, self.formula = attributes.get("t", ""), "", False
        elif name == "f":
            self.formula = True
        elif name in ("v", "t"):
            self.reading = True

    def text(self, data: str) -> None:
        if self.reading:
            self.value += data

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self.reading = False
        elif name == "c":
            if self.kind == "e" and len(self.cells.errors) < self.limit:
                self.cells.errors[self.row, self.column] = self.value or "#ERREUR"
            elif self.formula and not self.value and len(self.cells.empty_formulas) < self.limit:
                self.cells.empty_formulas.append((self.row, self.column))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
