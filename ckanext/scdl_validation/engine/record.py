"""Check of one record, as a form does on every save."""
from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from .checks.base import CellCheck, RowCheck
from .descriptor import TableSchema, load_schema
from .judging import ColumnJudge, Verdict
from .messages import row_message
from .repair import Readings
from .report import Error, RecordReport, Repair, Warning

# a person who types a date in a French form means the day first, and a comma before the decimals
_FORM_READINGS = Readings(dates="day-first", comma="decimal")


def judges_of(schema: TableSchema, refused_rules: Collection[str] = ()) -> dict[str, ColumnJudge]:
    """One judge per field, made once per schema and set of refused rules."""
    known = schema.__dict__.setdefault("_form_judges", {})
    refused = frozenset(refused_rules)
    judges = known.get(refused)
    if judges is None:
        judges = known[refused] = {
            field.name: ColumnJudge(
                field, [c for c in schema.checks if isinstance(c, CellCheck) and c.columns[0] == field.name],
                readings=_FORM_READINGS, refused=refused)
            for field in schema.fields
        }
    return judges


def check_record(descriptor: Mapping[str, Any], values: Mapping[str, Any], *,
                 refused_rules: Collection[str] = ()) -> RecordReport:
    """Judge one record against a schema: types, constraints and custom checks.

    Args:
        descriptor: a Table Schema.
        values: name of field -> text typed; an absent field counts as empty.
        refused_rules: rules of repair not to apply.

    Returns:
        The lexical values, repaired where that is sure, and what is wrong.
        Dates typed ``12/03/2024`` are read day first, commas as decimal.

    Raises:
        DescriptorError: the schema cannot be used.
    """
    schema = load_schema(descriptor)
    judges = judges_of(schema, refused_rules)
    report = RecordReport(values={})
    verdicts: dict[str, Verdict] = {}
    for name, judge in judges.items():
        raw = values.get(name)
        text = "" if raw is None else str(raw)
        verdict = judge.judge(text) if text else judge.judge(None)
        verdicts[name] = verdict
        report.values[name] = verdict.text
        if verdict.rules:
            report.repairs.append(Repair(1, name, text, verdict.text, verdict.rules[-1]))
        for problem in verdict.problems:
            message, suggestion = judge.message(problem, verdict.text)
            if problem.warning:
                report.warnings.append(
                    Warning("constraint-error", message, 1, name, verdict.text, problem.check))
            else:
                report.errors.append(Error(1, name, problem.code, problem.check, verdict.text, message, suggestion,
                                           problem.rule))
    _row_checks(schema, verdicts, report)
    keys = schema.primary_key
    if keys and all(verdicts[name].value is None and not verdicts[name].problems for name in keys):
        report.errors.append(Error(1, keys[0], "primary-key", None, "",
                                   row_message("primary-key", {"columns": keys}), None, "primaryKey"))
    for name in values:
        if name not in judges:
            report.warnings.append(Warning("extra-label", row_message("extra-label", {"column": name}), 1, name))
    return report


def _row_checks(schema: TableSchema, verdicts: Mapping[str, Verdict], report: RecordReport) -> None:
    for check in schema.checks:
        if not isinstance(check, RowCheck):
            continue
        cells = [verdicts[name] for name in check.columns]
        if any(cell.unreadable for cell in cells):
            continue
        parsed = [cell.value for cell in cells]
        if check.needs_all and any(value is None for value in parsed):
            continue
        if check.broken(parsed):
            texts = [cell.text for cell in cells]
            message, suggestion = check.message(texts)
            report.errors.append(Error(1, check.columns[0], "row-constraint", check.declared, texts[0], message,
                                       suggestion, check.names[0]))
