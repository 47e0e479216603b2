"""How a report is laid out for people."""
from __future__ import annotations

from typing import Any

from ckanext.scdl_validation import presentation

LINES = {
    "header": ["NOM", "POUR", "CONTRE", "TOTAL", "VIDE"],
    "places": {"NOM": 0, "POUR": 1, "CONTRE": 2, "TOTAL": 3, "VIDE": 4},
    "rows": {"2": ["Anne", "3", "4", "8", ""], "3": ["Luc", "1", "1", "3", ""]},
}


def _error(row: int, message: str = "Faux.", column: str | None = "TOTAL") -> dict[str, Any]:
    return {"row": row, "column": column, "code": "row-constraint", "check": "sum-columns", "rule": "", "value": "8",
            "message": message, "suggestion": None}


def _report(*errors: dict[str, Any], **more: Any) -> dict[str, Any]:
    rules = [{"column": errors[0]["column"], "code": "row-constraint", "check": "sum-columns", "rule": "", "count": len(errors)}]
    return {"report": {"errors": list(errors), "rules": rules, "lines": LINES, **more}}


def _table(report: dict[str, Any]) -> dict[str, Any]:
    return presentation.error_groups(report, {})[0]["rules"][0]["shown"]


def test_the_faulty_cell_comes_first_in_its_line() -> None:
    """Then the columns that the sentence names, then the others; columns empty in all lines are left out."""
    table = _table(_report(_error(2, "« TOTAL » doit être la somme de « POUR » et « CONTRE »."), _error(3)))
    assert table["header"] == ["TOTAL", "POUR", "CONTRE", "NOM"]
    assert [cell["text"] for cell in table["lines"][0]["cells"]] == ["8", "3", "4", "Anne"]
    assert [cell["kind"] for cell in table["lines"][1]["cells"]] == ["faulty", "named", "named", ""]


def test_an_empty_faulty_cell_is_shown() -> None:
    """What lacks is where one looks."""
    table = _table(_report(_error(2, column="VIDE")))
    assert table["header"][0] == "VIDE"
    assert table["lines"][0]["cells"][0] == {"text": "", "kind": "faulty"}


def test_rows_are_those_of_the_sheet() -> None:
    """Lines above the header count for people."""
    assert [line["row"] for line in _table(_report(_error(2), header_row=3))["lines"]] == [4]
    repair = {"row": 2, "column": "NOM", "before": "a", "after": "A", "rule": "trim"}
    report = {"report": {"repair_rules": [{"column": "NOM", "rule": "trim", "count": 1}], "repairs": [repair], "header_row": 3}}
    assert [item["row"] for item in presentation.repair_groups(report)[0]["examples"]] == [4]


def test_a_question_is_no_verdict() -> None:
    """A file that only lacks an answer is not called wrong; one with another error is."""
    question = {"column": "DATE", "examples": ["01/02/2024"], "choices": {}}
    rule = {"column": "DATE", "code": "type-error", "check": None, "rule": "", "count": 2}
    asked = {"state": "done", "verdict": "invalid", "report": {"questions": [question], "rules": [rule]}}
    assert presentation.only_questions(asked)
    assert presentation.verdict_kind(asked) == "warning"
    other = {**rule, "column": "NOM", "code": "constraint-error"}
    wrong = {**asked, "report": {"questions": [question], "rules": [rule, other]}}
    assert not presentation.only_questions(wrong)
    assert presentation.verdict_kind(wrong) == "error"


def test_absent_columns_are_said_once() -> None:
    """A wrong standard is not twelve times the same sentence."""
    rules = [{"column": name, "code": "missing-label", "check": None, "rule": "", "count": 1} for name in ("B", "A")]
    groups = presentation.error_groups({"report": {"errors": [], "rules": rules, "lines": LINES}}, {"A": "a", "B": "b"})
    assert [(group["column"], group["count"]) for group in groups] == [(None, 2)]
    message = groups[0]["rules"][0]["sayings"][0]["message"]
    assert message.index("«\u00a0A") < message.index("«\u00a0B")
