"""A report as people read it: one verdict in words, the errors by column and by rule, the repairs by rule."""
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import ckan.plugins.toolkit as tk

# Lines shown at once under a rule; the others are one fold away.
LINES_SHOWN = 5
ROWS_NAMED = 20
EXAMPLES_SHOWN = 20
_MISSING = "missing-label"
# A sentence of the engine names the columns that it compares: « VOTE_POUR ».
_NAMED = re.compile("« ([^«»]+) »")


def number(count: int) -> str:
    """A count with the French thousands separator (a narrow no-break space)."""
    return f"{count:,}".replace(",", "\u202f")


def verdict_kind(report: Mapping[str, Any]) -> str:
    """The colour of a verdict: done, warning, error or info (notices of ``scdl/macros.html``)."""
    if report["state"] in ("queued", "running"):
        return "info"
    if report["state"] == "failed":
        return "error"
    if only_questions(report):
        return "warning"
    kinds = {"valid": "done", "repaired": "warning", "invalid": "error", "unreadable": "error"}
    return kinds.get(report["verdict"] or "", "info")


def only_questions(report: Mapping[str, Any]) -> bool:
    """Whether nothing but an answer of the person is missing: values that can be read in two ways, and no other error."""
    data = report.get("report") or {}
    asked = {question["column"] for question in data.get("questions", [])}
    rules = data.get("rules", [])
    return bool(asked and rules) and all(
        rule["column"] in asked and rule["code"] == "type-error" and not rule.get("check") for rule in rules
    )


def verdict_title(report: Mapping[str, Any]) -> str:
    """The verdict in one sentence."""
    _, ngettext = tk._, tk.ungettext
    title = _("standard “{title}” (version {version})").format(title=report["schema_title"], version=report["version"])
    if not report["standard"]:
        title = _("schema “{title}”").format(title=report["schema_title"])
    if report["state"] == "queued":
        return _("This file waits for its turn")
    if report["state"] == "running":
        return _("The check is under way")
    if report["state"] == "failed":
        return _("The check could not be done")
    if report["verdict"] == "unreadable":
        return _("This file could not be read as a table")
    if only_questions(report):
        count = len(report["report"]["questions"])
        return ngettext(
            "One answer of yours, and this file is judged", "{count} answers of yours, and this file is judged", count
        ).format(count=number(count))
    if report["verdict"] == "valid":
        return _("This file follows the {schema}").format(schema=title)
    if report["verdict"] == "repaired":
        count = report["repair_count"]
        return ngettext(
            "Once {count} correction is made, this file follows the {schema}",
            "Once {count} corrections are made, this file follows the {schema}",
            count,
        ).format(count=number(count), schema=title)
    count = report["error_count"]
    return ngettext(
        "This file does not follow the {schema}: {count} error to correct",
        "This file does not follow the {schema}: {count} errors to correct",
        count,
    ).format(count=number(count), schema=title)


def verdict_text(report: Mapping[str, Any]) -> str:
    """What completes the verdict: what was read, and what to do."""
    _, ngettext = tk._, tk.ungettext
    if report["state"] in ("queued", "running"):
        return ""
    if report["state"] == "failed" or report["verdict"] == "unreadable":
        return report["message"]
    parts = [ngettext("{count} row was checked.", "{count} rows were checked.", report["rows"]).format(
        count=number(report["rows"])
    )]
    if only_questions(report):
        return _("Some dates can be read in two ways, and the portal does not guess. Say below which one is right.")
    if report["verdict"] == "repaired":
        parts.append(_("Download the corrected file below, and publish that one."))
    if any(rule["code"] == "unmatched-header" for rule in (report.get("report") or {}).get("rules", [])):
        parts.append(_("None of its columns is one of this standard: is it the right standard?"))
    if report["verdict"] == "invalid" and report["repair_count"]:
        parts.append(
            ngettext(
                "{count} other value was corrected without risk.",
                "{count} other values were corrected without risk.",
                report["repair_count"],
            ).format(count=number(report["repair_count"]))
        )
    return " ".join(parts)


def rule_title(code: str, rule: str = "", check: str | None = None) -> str:
    """A rule in a few words."""
    _ = tk._
    if check:
        return _checks().get(check.replace("-value", "").replace("french-", ""), _("Value not written as expected"))
    titles = {
        "type-error": _("Value that has not the expected form"),
        "constraint-error": _("Value that the standard does not accept"),
        "required": _("Mandatory value missing"),
        "unique": _("Value given twice"),
        "enum": _("Value outside the list"),
        "pattern": _("Value not written as expected"),
        "minimum": _("Value too small"),
        "maximum": _("Value too large"),
        "minLength": _("Text too short"),
        "maxLength": _("Text too long"),
        "unique-error": _("Value given twice"),
        "primary-key": _("Identifier missing or given twice"),
        "foreign-key": _("Value absent from the list it refers to"),
        "missing-label": _("Mandatory column missing"),
        "extra-label": _("Column unknown to the standard"),
        "incorrect-label": _("Column with an unexpected name"),
        "duplicate-label": _("Column given twice"),
        "blank-label": _("Column without a name"),
        "unmatched-header": _("No column of the standard was found"),
        "row-count": _("No data below the header"),
        "control": _("Invisible character"),
        "meaning": _("Value without meaning here"),
        "blank-row": _("Empty row"),
        "missing-cell": _("Row too short"),
        "extra-cell": _("Row too long"),
        "row-constraint": _("Values that contradict each other"),
        "source-error": _("Malformed file"),
        "check-error": _("Rule of the schema that cannot be applied"),
    }
    return titles.get(rule) or titles.get(code) or _("Value to look at again")


def _checks() -> dict[str, str]:
    _ = tk._
    return {
        "siret": _("SIRET that does not exist"),
        "siren": _("SIREN that does not exist"),
        "year-interval": _("Period not written as expected"),
        "nomenclature-acte": _("Subject outside the nomenclature of acts"),
        "nomenclature-actes": _("Subject outside the nomenclature of acts"),
        "cohesive-columns": _("Columns to be filled together"),
        "compare-columns": _("Columns that contradict each other"),
        "sum-columns": _("Total that does not add up"),
        "one-of-required": _("One of two columns must be filled"),
        "phone-number": _("Telephone number not written as expected"),
        "opening-hours": _("Opening hours not written as expected"),
        "gps-coordinates": _("Coordinates outside France, or swapped"),
    }


def repair_title(rule: str) -> str:
    """A rule of repair in a few words: the engine says them, in French."""
    from .engine.repair.rules import RULE_LABELS

    return RULE_LABELS.get(rule, rule)


def error_groups(dictized: Mapping[str, Any], labels: Mapping[str, str]) -> list[dict[str, Any]]:
    """Errors by column, then by rule, each with its lines.

    Args:
        dictized: a report as ``scdl_validation_show`` gives it.
        labels: column -> the words people use for it.

    Returns:
        ``[{column, label, count, rules: [{title, count, listed, sayings, shown, folded}]}]``, where a saying is
        ``{message, suggestion, value, rows}``; ``shown`` and ``folded`` are tables of :func:`_table`, or None.
    """
    report = dictized.get("report") or {}
    lines = report.get("lines") or {"places": {}, "rows": {}}
    above = max(0, (report.get("header_row") or 1) - 1)
    listed: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for error in report.get("errors", []):
        key = (error["column"], error["code"], error.get("check"), error.get("rule", ""))
        # people count the rows of their sheet, with what stands above the header
        row = error["row"] + above if error["row"] else None
        cells = lines["rows"].get(str(error["row"]))
        listed.setdefault(key, []).append({**error, "row": row, "cells": cells})
    groups: dict[Any, dict[str, Any]] = {}
    rules = report.get("rules", [])
    absent = [rule["column"] for rule in rules if rule["code"] == _MISSING]
    if absent:
        groups[_MISSING] = _absent_columns(absent, labels)
    for rule in rules:
        column = rule["column"]
        if rule["code"] == _MISSING:
            continue
        group = groups.setdefault(
            column, {"column": column, "label": labels.get(column or "", column or ""), "count": 0, "rules": []}
        )
        found = listed.get((column, rule["code"], rule.get("check"), rule.get("rule", "")), [])
        standing = [error for error in found if error["cells"]]
        group["count"] += rule["count"]
        group["rules"].append(
            {
                "title": rule_title(rule["code"], rule.get("rule", ""), rule.get("check")),
                "count": rule["count"],
                "listed": len(found),
                "sayings": _sayings(found),
                "shown": _table(standing[:LINES_SHOWN], lines),
                "folded": _table(standing[LINES_SHOWN:], lines),
            }
        )
    for group in groups.values():
        group["rules"].sort(key=lambda item: -item["count"])
    order = {name: position for position, name in enumerate(labels)}
    return sorted(groups.values(), key=lambda item: (item["column"] is not None, order.get(item["column"], 10_000)))


def _absent_columns(names: list[str], labels: Mapping[str, str]) -> dict[str, Any]:
    """All mandatory columns that lack, said once."""
    order = {name: position for position, name in enumerate(labels)}
    listed = ", ".join(f"«\u00a0{name}\u00a0»" for name in sorted(names, key=lambda name: order.get(name, 10_000)))
    message = tk.ungettext("Add this column to your table: {names}.", "Add these columns to your table: {names}.", len(names))
    saying = {"message": message.format(names=listed), "suggestion": None, "value": "", "rows": []}
    rule = {"title": rule_title(_MISSING), "count": len(names), "listed": len(names), "sayings": [saying]}
    label = tk._("Columns of the table")
    return {"column": None, "label": label, "count": len(names), "rules": [{**rule, "shown": None, "folded": None}]}


def _table(errors: list[dict[str, Any]], lines: Mapping[str, Any]) -> dict[str, Any] | None:
    """The lines of some errors of one rule: the faulty column first, then those that its sentence names, then the others.

    So the faulty cell is in sight however many columns a table has. Columns empty in all these lines are left out.

    Returns:
        ``{header: [label], lines: [{row, cells: [{text, kind}]}]}``, ``kind`` being faulty, named or nothing.
    """
    if not errors:
        return None
    places = lines["places"]
    faulty = places.get(errors[0]["column"] or "")
    named = _places_named(errors, places) - {faulty}
    width = max(len(error["cells"]) for error in errors)
    filled = [place for place in range(width) if any(error["cells"][place : place + 1] not in ([], [""]) for error in errors)]
    first = [*([faulty] if faulty is not None else []), *sorted(named)]
    order = [*first, *(place for place in filled if place not in first)]
    kinds = {**dict.fromkeys(named, "named"), faulty: "faulty"}
    header = lines.get("header") or []
    return {
        "header": [header[place] if place < len(header) else "" for place in order],
        "lines": [
            {
                "row": error["row"],
                "cells": [
                    {"text": "".join(error["cells"][place : place + 1]), "kind": kinds.get(place, "")} for place in order
                ],
            }
            for error in errors
        ],
    }


def _places_named(errors: Iterable[Mapping[str, Any]], places: Mapping[str, int]) -> set[int]:
    named = {name for error in errors for name in _NAMED.findall(error["message"])}
    return {places[name] for name in named if name in places}


def _sayings(errors: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same sentence is said once, with the rows it is true of."""
    said: dict[tuple[Any, ...], dict[str, Any]] = {}
    for error in errors:
        key = (error["message"], error.get("suggestion"))
        saying = said.setdefault(
            key, {"message": error["message"], "suggestion": error.get("suggestion"), "value": error["value"], "rows": []}
        )
        if error["row"] and error["row"] > 1:
            saying["rows"].append(error["row"])
    return list(said.values())


def repair_groups(dictized: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Repairs by rule: ``[{rule, title, count, refused, examples}]``, those refused included."""
    report = dictized.get("report") or {}
    refused = list((dictized.get("options") or {}).get("refused_rules") or [])
    above = max(0, (report.get("header_row") or 1) - 1)
    counts: dict[str, int] = {}
    for item in report.get("repair_rules", []):
        counts[item["rule"]] = counts.get(item["rule"], 0) + item["count"]
    groups = []
    for rule in [*counts, *(rule for rule in refused if rule not in counts)]:
        examples = [
            {**item, "row": item["row"] + above if item["row"] else item["row"]}
            for item in report.get("repairs", [])
            if item["rule"] == rule
        ]
        groups.append(
            {
                "rule": rule,
                "title": repair_title(rule),
                "count": counts.get(rule, 0),
                "refused": rule in refused,
                "examples": examples[:EXAMPLES_SHOWN],
            }
        )
    return sorted(groups, key=lambda item: -item["count"])
