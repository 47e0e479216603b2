"""The check of a file, from its bytes to the report."""
from __future__ import annotations

import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from .checks.base import RowCheck
from .descriptor import TableSchema, load_schema
from .errors import DescriptorError, UnreadableError
from .header import Header, match_kindly, match_strictly
from .limits import Clock, Limits
from .report import INVALID, REPAIRED, UNREADABLE, VALID, Error, Question, Report, Warning

MAX_ERRORS = 1000


def check(source: Any, descriptor: Mapping[str, Any], *, filename: str = "", strict: bool = False,
          max_errors: int | None = MAX_ERRORS, limits: Limits | None = None, refused_rules: Collection[str] = (),
          answers: Mapping[str, str] | None = None, sheet: str | int | None = None,
          custom_checks: bool | None = None, synonyms: Mapping[str, str] | None = None,
          on_block: Any = None, on_restart: Any = None) -> Report:
    """Judge a table against a Table Schema.

    Args:
        source: bytes, path, or binary stream.
        descriptor: the Table Schema.
        filename: as the person knows it; its extension helps.
        strict: repair nothing and judge by Table Schema to the letter, as
            frictionless 5.21 does with ``schema_sync``; custom checks are left out.
        max_errors: how many errors and repairs to list (all are counted); None lists all.
        limits: bounds on size and time.
        refused_rules: rules of repair not to apply (see :data:`.repair.RULE_LABELS`).
        answers: column -> reading chosen by the person (``day-first``,
            ``month-first``, ``decimal``, ``thousands``).
        sheet: name or place (from 1) of the sheet of a workbook.
        custom_checks: apply the checks that Table Schema lacks; None: unless strict.
        synonyms: other labels of columns -> name of field.
        on_block: receives each repaired block (frame, row numbers, columns), for writing.
        on_restart: called when the blocks given so far were cut wrongly and all come again.

    Returns:
        The report. A file that cannot be read gives the verdict ``unreadable``.

    Raises:
        DescriptorError: the schema cannot be used.
    """
    start = time.perf_counter()
    schema = load_schema(descriptor)
    limits = limits or Limits()
    job = _Check(schema, strict, max_errors, limits, refused_rules, answers or {},
                 (not strict) if custom_checks is None else custom_checks, synonyms, on_block, on_restart)
    try:
        report = job.run(source, filename, sheet)
    except UnreadableError as error:
        report = job.report
        report.verdict = UNREADABLE
        report.message = error.message
        report.error_count, report.errors, report.repairs = 0, [], []
        report.truncated = False
        report.warnings.insert(0, Warning(error.code, error.message))
    report.seconds = time.perf_counter() - start
    return report


class _Check:
    def __init__(self, schema: TableSchema, strict: bool, max_errors: int | None, limits: Limits,
                 refused: Collection[str], answers: Mapping[str, str], custom: bool,
                 synonyms: Mapping[str, str] | None, on_block: Any, on_restart: Any) -> None:
        self.schema = schema
        self.strict = strict
        self.max_errors = max_errors
        self.limits = limits
        self.clock = Clock(limits)
        self.refused = refused
        self.answers = answers
        self.custom = custom
        self.synonyms = synonyms
        self.on_block = on_block
        self.on_restart = on_restart
        self.report = Report(schema=schema.label, strict=strict)
        self.report.columns = {field.name: field.title for field in schema.fields}

    def run(self, source: Any, filename: str, sheet: str | int | None) -> Report:
        from .reading import open_source, open_table

        report = self.report
        report.filename = filename
        opened = open_source(source, filename, self.limits)
        try:
            report.filename = opened.filename
            names = [text for field in self.schema.fields for text in (field.name, field.title)]
            names += self.synonyms or ()
            table = open_table(opened, names=names, strict=self.strict, sheet=sheet, limits=self.limits,
                               clock=self.clock, schema=self.schema)
            try:
                header = match_strictly(table.labels, self.schema) if self.strict else \
                    match_kindly(table.labels, self.schema, self.synonyms, "header" in self.refused)
                self._judge(table, header)
            finally:
                self._describe(table)
                table.close()
        finally:
            opened.close()
        return report

    def _describe(self, table: Any) -> None:
        """How the table was read."""
        report = self.report
        report.encoding, report.format = table.encoding, table.format
        report.sheet, report.sheets, report.header_row = table.sheet, table.sheets, table.header_row
        notices = [Warning(code, message) for code, message in table.notices]
        notices += [Warning("check-not-applied", notice) for notice in self.schema.notices]
        report.warnings[:0] = notices

    def _judge(self, table: Any, header: Header) -> None:
        from .columns import Column, cell_checks
        from .judging import ColumnJudge, Problem
        from .pipeline import Pipeline
        from .reading.table import Restart
        from .readings import initial, look_through

        if not header.labels:
            raise UnreadableError("Ce fichier n'a pas de ligne d'en-tête.", "empty")
        checks = self.schema.checks if self.custom else []
        columns = []
        for position, (label, field) in enumerate(zip(header.labels, header.fields)):
            judge = None
            if field is not None:
                judge = ColumnJudge(field, cell_checks(checks, field.name), strict=self.strict,
                                    readings=initial(self.answers, field.name), refused=self.refused,
                                    native=getattr(table, "native", False))
            columns.append(Column(position, label, field, judge, self.strict))
        present = header.present
        row_checks = []
        for rule in checks:
            if not isinstance(rule, RowCheck):
                continue
            problem = rule.header_problem(present)
            if problem:
                header.errors.append(Error(1, rule.columns[0], "row-constraint", rule.declared, "", problem, None,
                                           rule.names[0]))
            if all(name in present for name in rule.columns):
                row_checks.append(rule)
            elif any(name in present for name in rule.columns) and not rule.needs_all and len(rule.columns) > 1:
                partial = _without_absent(rule, present)
                if partial is not None:
                    row_checks.append(partial)
        if any("" not in column.missing for column in columns):
            # an empty line and a line of empty cells are then two things, that the quick reading confuses
            table.fast = False
        while True:
            pipeline = Pipeline(
                columns, row_checks, self._keys(columns), strict=self.strict, refused=self.refused,
                evidence=lambda column, rule: look_through(table, len(columns), column, rule),
                on_block=None if self.on_block is None else lambda f, r: self.on_block(f, r, columns),
                limits=self.limits, clock=self.clock)
            try:
                rows = 0
                for block in table.blocks(len(columns)):
                    rows += len(block.rows)
                    pipeline.feed(block)
                    self.clock.check()
                faulty = table.faulty_rows()
                if faulty:
                    pipeline.add_late(pipeline.frame(faulty, pipeline.number(None, None, Problem("source-error", "quote"))))
                break
            except Restart:
                if self.on_restart is not None:
                    self.on_restart()
        self._finish(pipeline, header, rows)

    def _keys(self, columns: list[Any]) -> list[Any]:
        from .integrity import KeyRule

        place = {column.name: column.position for column in columns if column.name}
        keys = [KeyRule("unique-error", [column.position], [column.name])
                for column in columns if column.field is not None and column.field.unique]
        primary = self.schema.primary_key
        if primary and all(name in place for name in primary):
            keys.append(KeyRule("primary-key", [place[name] for name in primary], primary))
        for foreign in self.schema.foreign_keys:
            if foreign.resource:
                notice = Warning("foreign-key", f"Le schéma renvoie au tableau « {foreign.resource} », qui n'est pas "
                                 "joint : ce renvoi n'est pas vérifié.")
                if notice not in self.report.warnings:
                    self.report.warnings.append(notice)
            elif all(name in place for name in foreign.fields):
                keys.append(KeyRule("foreign-key", [place[name] for name in foreign.fields], foreign.fields,
                                    [place.get(name) for name in foreign.reference], foreign.reference))
        return keys

    def _finish(self, pipeline: Any, header: Header, rows: int) -> None:
        from .listing import Listing

        report = self.report
        for rule in pipeline.keys:
            for errors in _key_errors(pipeline, rule):
                pipeline.add_late(errors)
        report.rows = rows - len(pipeline.pending_blanks)
        if not report.rows and not self.strict:
            header.errors.append(Error(1, None, "row-count", None, "", _row_count_message(), None, "row-count"))
        listing = Listing(pipeline, header, self.max_errors)
        report.errors = listing.errors()
        report.repairs = listing.repairs()
        report.error_count = len(header.errors) + sum(pipeline.counts.values())
        report.repair_count = len(header.repairs) + pipeline.repairs.count
        report.truncated = len(report.errors) < report.error_count or len(report.repairs) < report.repair_count
        report.warnings += header.warnings + listing.warnings()
        report.counts, report.rule_counts = _counts(pipeline, header)
        report.repair_counts = listing.repair_counts()
        report._spill = listing.everything()
        for (position, rule), examples in pipeline.asked.items():
            report.questions.append(_question(pipeline.columns[position].name, rule, examples))
        report.verdict = INVALID if report.error_count else REPAIRED if report.repair_count else VALID
        report.message = _message(report)


def _without_absent(rule: RowCheck, present: set[str]) -> RowCheck | None:
    """``rule`` on the columns that the file has, when it still means something there."""
    from copy import copy

    from .checks.columns import OneOfRequired

    if not isinstance(rule, OneOfRequired):
        return None
    smaller = copy(rule)
    smaller.columns = tuple(name for name in rule.columns if name in present)
    return smaller


def _key_errors(pipeline: Any, rule: Any) -> Iterator[Any]:
    import polars as pl

    from .judging import Problem

    single = rule.code == "unique-error"
    position = rule.columns[0] if single else None
    number = pipeline.number(position, rule.names[0] if single else None, Problem(rule.code, _KEY_RULES[rule.code]))
    pipeline.key_names[number] = (rule.names, rule.target_names)
    for faults in rule.faults():
        first = pl.when(pl.col("first").is_null()).then(pl.lit("null")).otherwise(pl.col("first").cast(pl.String))
        yield pipeline.frame(faults["row"], number, None, faults.select(first.alias("extra"))["extra"])


_KEY_RULES = {"unique-error": "unique", "primary-key": "primaryKey", "foreign-key": "foreignKeys"}


def _counts(pipeline: Any, header: Header) -> tuple[Counter, Counter]:
    counts: Counter = Counter()
    rules: Counter = Counter()
    for error in header.errors:
        counts[error.column, error.code] += 1
        rules[error.column, error.code, error.check, error.rule] += 1
    for number, count in pipeline.counts.items():
        _, name, problem = pipeline.problems[number]
        counts[name, problem.code] += count
        rules[name, problem.code, problem.check, problem.rule] += count
    return counts, rules


def _question(column: str, rule: str, examples: list[str]) -> Question:
    if rule == "date":
        return Question(column, rule, tuple(examples), {
            "day-first": "Le jour vient en premier (12/03 : 12 mars)",
            "month-first": "Le mois vient en premier (12/03 : 3 décembre)"})
    if rule == "number":
        return Question(column, rule, tuple(examples), {
            "decimal": "La virgule sépare les décimales (1,234 : un et des poussières)",
            "thousands": "La virgule sépare les milliers (1,234 : mille deux cent trente-quatre)"})
    return Question(column, rule, tuple(examples), {})


def _row_count_message() -> str:
    from .messages import row_message

    return row_message("row-count", {})


def _message(report: Report) -> str:
    from .limits import human_count

    rows = f"{human_count(report.rows)} ligne{'s' if report.rows > 1 else ''}"
    repairs = f"{human_count(report.repair_count)} correction{'s' if report.repair_count > 1 else ''}"
    if report.verdict == VALID:
        return f"Tout est bon : {rows} conforme{'s' if report.rows > 1 else ''} au schéma."
    if report.verdict == REPAIRED:
        return f"Tout est bon après {repairs} : {rows} conforme{'s' if report.rows > 1 else ''} au schéma."
    errors = f"{human_count(report.error_count)} erreur{'s' if report.error_count > 1 else ''}"
    done = f" et {repairs} déjà faite{'s' if report.repair_count > 1 else ''}" if report.repair_count else ""
    listed = ""
    if len(report.errors) < report.error_count:
        listed = f" Les {human_count(len(report.errors))} premières sont détaillées." if len(report.errors) > 1 else \
            " La première est détaillée." if report.errors else ""
    return f"À corriger : {errors} dans {rows}{done}.{listed}"


__all__ = ["MAX_ERRORS", "DescriptorError", "check"]
