"""What a check answers: errors, repairs, warnings and the verdict."""
from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

VALID, REPAIRED, INVALID, UNREADABLE = "valid", "repaired", "invalid", "unreadable"


@dataclass(frozen=True)
class Error:
    """One fault of the table.

    Args:
        row: number of the record, the header being 1; None for the whole file.
        column: name of the field; None for a whole row.
        code: frictionless' code (``type-error``, ``constraint-error`` …).
        check: name of the custom check, as the schema writes it; None for
            the rules of Table Schema.
        value: what stands in the cell.
        message: French sentence: what is expected and how to put it right.
        suggestion: a value that would do, when one is known.
        rule: ``type``, the name of the constraint, or that of the check.
    """

    row: int | None
    column: str | None
    code: str
    check: str | None = None
    value: str = ""
    message: str = ""
    suggestion: str | None = None
    rule: str = ""

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Repair:
    """One change made to the table: ``before`` became ``after`` under ``rule``."""

    row: int
    column: str
    before: str
    after: str
    rule: str

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Warning:
    """Something to know that is not a fault."""

    code: str
    message: str
    row: int | None = None
    column: str | None = None
    value: str = ""
    check: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Question:
    """Two readings are possible: the person decides.

    Args:
        column: name of the field.
        rule: rule of repair that asks (``date``, ``number``).
        examples: values of the file, at most five.
        choices: answer to give in ``answers[column]`` -> French sentence.
    """

    column: str
    rule: str
    examples: tuple[str, ...]
    choices: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        return {**asdict(self), "examples": list(self.examples)}


@dataclass
class Report:
    """Outcome of a check. ``errors`` and ``repairs`` hold what is listed; the counts hold all."""

    verdict: str = VALID
    schema: str = ""
    encoding: str = ""
    rows: int = 0
    error_count: int = 0
    errors: list[Error] = field(default_factory=list)
    repair_count: int = 0
    repairs: list[Repair] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    truncated: bool = False
    message: str = ""
    counts: Counter = field(default_factory=Counter)
    rule_counts: Counter = field(default_factory=Counter)
    repair_counts: Counter = field(default_factory=Counter)
    columns: dict[str, str] = field(default_factory=dict)
    filename: str = ""
    format: str = ""
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    strict: bool = False
    seconds: float = 0.0
    _spill: Any = None

    @property
    def valid(self) -> bool:
        return self.verdict in (VALID, REPAIRED)

    def iter_errors(self) -> Iterator[Error]:
        """Every error, listed or not, in the order of the rows."""
        if self._spill is None:
            return iter(self.errors)
        return self._spill.errors()

    def iter_repairs(self) -> Iterator[Repair]:
        """Every repair, listed or not, in the order of the rows."""
        if self._spill is None:
            return iter(self.repairs)
        return self._spill.repairs()

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, ready for JSON."""
        return {
            "verdict": self.verdict,
            "schema": self.schema,
            "encoding": self.encoding,
            "rows": self.rows,
            "error_count": self.error_count,
            "errors": [e.to_dict() for e in self.errors],
            "repair_count": self.repair_count,
            "repairs": [r.to_dict() for r in self.repairs],
            "warnings": [w.to_dict() for w in self.warnings],
            "questions": [q.to_dict() for q in self.questions],
            "truncated": self.truncated,
            "message": self.message,
            "counts": [
                {"column": column, "code": code, "count": count}
                for (column, code), count in sorted(
                    self.counts.items(), key=lambda item: (item[0][0] or "", item[0][1]))
            ],
            "rules": [
                {"column": column, "code": code, "check": check, "rule": rule, "count": count}
                for (column, code, check, rule), count in sorted(
                    self.rule_counts.items(), key=lambda item: tuple(str(part or "") for part in item[0]))
            ],
            "repair_rules": [
                {"column": column, "rule": rule, "count": count}
                for (column, rule), count in sorted(self.repair_counts.items())
            ],
            "columns": self.columns,
            "filename": self.filename,
            "format": self.format,
            "sheet": self.sheet,
            "sheets": list(self.sheets),
            "header_row": self.header_row,
            "strict": self.strict,
            "seconds": round(self.seconds, 3),
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def to_html(self) -> str:
        """A page of its own, every value escaped."""
        from .rendering import render

        return render(self)


@dataclass
class RecordReport:
    """Outcome for one record.

    Args:
        values: lexical values, repaired where a repair was sure.
        errors: faults, row 1.
        repairs: what was changed.
        warnings: what deserves a look without being a fault.
    """

    values: dict[str, str]
    errors: list[Error] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    warnings: list[Warning] = field(default_factory=list)

    @property
    def valid(self) -> bool:
        return not self.errors

    def errors_of(self, column: str) -> list[Error]:
        return [error for error in self.errors if error.column == column]
