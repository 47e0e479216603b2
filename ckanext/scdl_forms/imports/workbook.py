"""The rows to correct as a workbook: the columns of the template, faulty cells coloured, each with its sentence.

It can be corrected and imported again as it is.
"""
from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import Standard
from ckanext.scdl_validation import shared as validation

#: Rows of one workbook; there is hardly a person who would correct more.
MOST = 20_000


def wrong_rows(standard: Standard, rows: Iterable[dict[str, Any]]) -> bytes:
    """An XLSX of these rows (each as ``scdl_import_rows`` gives it).

    Columns that the organisation fills are left out, unless they are what is wrong.
    """
    rows = list(rows)
    faulty = {problem["column"] for row in rows for problem in row["problems"]}
    given = {column for row in rows for column in row["values"]}
    columns = [
        spec for spec in standard.fields
        if spec.name in faulty or (spec.name not in standard.organisation_fields and (spec.visibility != "hidden" or spec.name in given))
    ]
    names = [spec.name for spec in columns]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    errors = []
    for number, row in enumerate(rows, 2):
        writer.writerow([row["values"].get(name, "") for name in names])
        for problem in row["problems"]:
            said = tk._("{message} (row {row} of your file)").format(message=problem["message"], row=row["row"])
            errors.append(validation.Error(
                number, problem["column"], problem["code"], None, row["values"].get(problem["column"] or "", ""), said,
                problem.get("suggestion"), ""))
    report = validation.Report(
        verdict="invalid", rows=len(rows), errors=errors, error_count=len(errors),
        columns={spec.name: spec.label for spec in columns})
    return validation.write_annotated_xlsx(
        None, text.getvalue().encode("utf-8"), standard.descriptor, report=report, filename="lignes.csv")
