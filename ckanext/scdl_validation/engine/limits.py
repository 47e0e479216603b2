"""Bounds on what one check may cost, each with its own message."""
from __future__ import annotations

import time
from dataclasses import dataclass, field

from .errors import LimitError


def human_size(count: int) -> str:
    """``count`` bytes as a French reader writes it (``1,5 Mo``)."""
    for unit, size in (("Go", 1 << 30), ("Mo", 1 << 20), ("ko", 1 << 10)):
        if count >= size:
            text = f"{count / size:.1f}".rstrip("0").rstrip(".").replace(".", ",")
            return f"{text} {unit}"
    return f"{count} octets"


def human_count(count: int) -> str:
    """``count`` with the French thousands separator (no-break space)."""
    return f"{count:,}".replace(",", "\u00a0")


@dataclass(frozen=True)
class Limits:
    """Bounds of one check.

    Args:
        max_bytes: size of the file, in bytes.
        max_unzipped_bytes: size of an XLSX or ODS once unzipped, in bytes.
        max_columns: columns of the table.
        max_cell_length: characters in one cell.
        max_rows: data rows.
        max_cells: rows times columns of a spreadsheet.
        max_seconds: duration of the check.
        max_child_memory: memory of the process that opens a workbook, in bytes.
    """

    max_bytes: int = 4 << 30
    max_unzipped_bytes: int = 1 << 30
    max_columns: int = 2_000
    max_cell_length: int = 100_000
    max_rows: int = 50_000_000
    max_cells: int = 60_000_000
    max_seconds: float = 900.0
    max_child_memory: int = 4 << 30

    def check_bytes(self, size: int) -> None:
        if size > self.max_bytes:
            raise LimitError(
                f"Ce fichier est trop gros : {human_size(size)}, alors que la limite est de "
                f"{human_size(self.max_bytes)}. Découpez-le en plusieurs fichiers.", "too-many-bytes")

    def check_unzipped(self, size: int) -> None:
        if size > self.max_unzipped_bytes:
            raise LimitError(
                f"Une fois décompressé, ce classeur dépasse {human_size(self.max_unzipped_bytes)}. "
                "Enregistrez la feuille utile au format CSV.", "too-many-unzipped-bytes")

    def check_columns(self, count: int) -> None:
        if count > self.max_columns:
            raise LimitError(
                f"Ce tableau compte {human_count(count)} colonnes, la limite est de "
                f"{human_count(self.max_columns)}. Gardez seulement les colonnes du schéma.", "too-many-columns")

    def check_cell(self, length: int, row: int | None = None) -> None:
        if length > self.max_cell_length:
            where = f" (ligne {row})" if row else ""
            raise LimitError(
                f"Une cellule{where} dépasse {human_count(self.max_cell_length)} caractères. "
                "Vérifiez qu'un guillemet n'est pas resté ouvert, ou raccourcissez ce texte.", "cell-too-long")

    def check_rows(self, count: int) -> None:
        if count > self.max_rows:
            raise LimitError(
                f"Ce tableau dépasse {human_count(self.max_rows)} lignes. "
                "Découpez-le en plusieurs fichiers.", "too-many-rows")

    def check_cells(self, rows: int, columns: int) -> None:
        if rows * columns > self.max_cells:
            raise LimitError(
                f"Cette feuille s'étend sur {human_count(rows)} lignes et {human_count(columns)} colonnes : "
                "une cellule isolée se trouve sans doute très loin du tableau. Supprimez-la, "
                "puis enregistrez à nouveau.", "too-many-cells")


@dataclass
class Clock:
    """Deadline of one check, counted from its creation."""

    limits: Limits
    start: float = field(default_factory=time.monotonic)

    def check(self) -> None:
        if time.monotonic() - self.start > self.limits.max_seconds:
            raise LimitError(
                f"La vérification a dépassé {int(self.limits.max_seconds)} secondes et s'est arrêtée. "
                "Découpez le fichier, puis recommencez.", "too-long")

    @property
    def left(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self.limits.max_seconds - (time.monotonic() - self.start))
