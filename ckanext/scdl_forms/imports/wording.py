"""An import in words: how far it is, which column is which, what was corrected, what undoing does."""
from __future__ import annotations

import re
import unicodedata
from typing import Any, Optional

import ckan.plugins.toolkit as tk

from ckanext.scdl.shared import FieldSpec, Standard
from ckanext.scdl_forms.forms.french import number
from ckanext.scdl_validation import shared as validation

from . import states

#: Words that tell no column from another.
_EMPTY = frozenset({"des", "les", "aux", "par", "pour", "sur", "dans", "une", "colonne", "champ"})


def progress(batch: dict[str, Any]) -> dict[str, Any]:
    """How far a step is: ``state`` (``running`` while one waits), ``done``, ``total``, ``title`` and ``words``."""
    state, done, total = batch["state"], batch["done"], batch["total"]
    titles = {
        states.CHECKING: tk._("Your file is being checked"), states.ACCEPTING: tk._("The rows are being stored"),
        states.UNDOING: tk._("The import is being undone"),
    }
    told = {"state": "running" if state in states.PENDING else state, "done": done, "total": total,
            "title": titles.get(state, ""), "words": ""}
    if state not in states.PENDING:
        return told
    if not batch["beat"]:
        words = tk._("It is about to begin.")
    elif not done:
        words = tk._("The file is being read.") if state == states.CHECKING else tk._("The rows are being compared with the register.")
    elif total:
        words = tk._("{done} of {total} rows.").format(done=number(done), total=number(total))
    else:
        words = tk.ungettext("{count} row read.", "{count} rows read.", done).format(count=number(done))
    return {**told, "words": words}


def columns(standard: Standard, batch: dict[str, Any]) -> dict[str, Any]:
    """What each column of the file was taken for.

    :returns: ``matched`` (``{label, column, spec, by_hand}``), ``unknown`` (``{label, chosen, guess}``), ``missing``
        (columns of the standard that may still be chosen), ``lacking`` (those of them that are mandatory) and
        ``guessed`` (whether a guess is among them)
    """
    report, mapping = batch["report"], batch["options"].get("mapping") or {}
    known = set(standard.columns)
    matched, unknown = [], []
    for entry in report["columns"]:
        label, column = entry["label"], entry["column"]
        if column in known:
            matched.append({"label": label, "column": column, "spec": standard.field(column),
                            "by_hand": mapping.get(label) == column})
        else:
            unknown.append({"label": label, "chosen": mapping.get(label, ""), "guess": ""})
    missing = [standard.field(name) for name in report["missing"] if name in known]
    lacking = [spec for spec in missing if spec.required]
    for entry in unknown:
        # a column that people have already left out is not proposed again
        if entry["label"] not in mapping:
            entry["guess"] = _alike(entry["label"], lacking, {other["guess"] for other in unknown})
    return {"matched": matched, "unknown": unknown, "missing": missing, "lacking": lacking,
            "guessed": any(entry["guess"] for entry in unknown)}


def _alike(label: str, lacking: list[FieldSpec], taken: set[str]) -> str:
    """The mandatory column whose words a label has, or the other way round; empty when several do, or none."""
    words = _words(label)
    found = []
    for spec in lacking:
        own = _words(spec.label)
        if spec.name not in taken and words and own and (own <= words or words <= own):
            found.append(spec.name)
    return found[0] if len(found) == 1 else ""


def _words(text: str) -> frozenset[str]:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return frozenset(re.findall(r"[a-z]{3,}", bare)) - _EMPTY


def repairs(batch: dict[str, Any]) -> list[dict[str, Any]]:
    """Corrections by kind, those that people refused included: ``{rule, label, count, examples, refused}``."""
    refused = batch["options"].get("refused") or []
    found = [{**repair, "refused": repair["rule"] in refused} for repair in batch["report"]["repairs"]]
    there = {repair["rule"] for repair in found}
    found += [
        {"rule": rule, "label": validation.RULE_LABELS[rule], "count": 0, "examples": [], "refused": True}
        for rule in refused if rule not in there and rule in validation.RULE_LABELS]
    return found


def undo(prospects: dict[str, int]) -> list[str]:
    """What undoing an import does, a sentence for each kind of row."""
    said: list[Optional[str]] = [
        tk.ungettext("{count} row that was never online is deleted.", "{count} rows that were never online are deleted.",
                     prospects["deleted"]) if prospects["deleted"] else None,
        tk.ungettext("{count} row is taken offline; it stays in the register, withdrawn.",
                     "{count} rows are taken offline; they stay in the register, withdrawn.",
                     prospects["withdrawn"]) if prospects["withdrawn"] else None,
        tk.ungettext("{count} row is again as it was before the import.", "{count} rows are again as they were before the import.",
                     prospects["back"]) if prospects["back"] else None,
        tk.ungettext("{count} row that somebody has changed since stays as it is.",
                     "{count} rows that somebody has changed since stay as they are.",
                     prospects["kept"]) if prospects["kept"] else None,
    ]
    counts = [prospects[name] for name in ("deleted", "withdrawn", "back", "kept")]
    return [sentence.format(count=number(count)) for sentence, count in zip(said, counts) if sentence]
