"""A report as a page of its own: no script, no other host, every value escaped."""
from __future__ import annotations

from html import escape

from .limits import human_count
from .messages import CODE_TITLES, RULE_TITLES
from .repair import RULE_LABELS
from .report import INVALID, REPAIRED, UNREADABLE, VALID, Error, Report

VERDICTS = {VALID: "Tout est bon", REPAIRED: "Tout est bon après corrections", INVALID: "À corriger",
            UNREADABLE: "Fichier illisible"}
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;color:#1b2330;margin:2rem auto;max-width:60rem;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.2rem;margin-top:2rem}
.verdict{border-left:.5rem solid;padding:.5rem 1rem;background:#f4f6f9}
.valid,.repaired{border-color:#1f7a3a}.invalid{border-color:#b3261e}.unreadable{border-color:#8a5a00}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #c9d1dc;padding:.3rem .6rem;text-align:left;vertical-align:top}
th{background:#e8eef7}code{background:#f4f6f9;padding:0 .2rem;white-space:pre-wrap;overflow-wrap:anywhere}
caption{text-align:left;padding:.3rem 0}
"""


def _cell(text: object) -> str:
    return escape("" if text is None else str(text))


def _table(caption: str, heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A table; the cells of ``rows`` are already HTML."""
    head = "".join(f'<th scope="col">{_cell(name)}</th>' for name in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return (f'<div class="scroll" tabindex="0" role="region" aria-label="{_cell(caption)}"><table><caption>{_cell(caption)}'
            f"</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>")


def render(report: Report) -> str:
    """``report`` as an HTML document."""
    title = f"Vérification de {report.filename}" if report.filename else "Vérification"
    parts = [
        f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>{_cell(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{_STYLE}</style></head><body><main>',
        f"<h1>{_cell(title)}</h1>",
        f'<div class="verdict {_cell(report.verdict)}"><strong>{_cell(VERDICTS.get(report.verdict, ""))}</strong>'
        f"<p>{_cell(report.message)}</p></div>", _facts(report),
    ]
    if report.questions:
        parts.append("<h2>À préciser</h2>")
        parts += [
            f"<p><strong>{_cell(q.column)}</strong> : {_cell(' ou '.join(q.choices.values()))} ? "
            f"Exemples : {_cell(', '.join(q.examples))}</p>" for q in report.questions]
    if report.rule_counts:
        parts.append("<h2>Erreurs</h2>" + _summary(report) + _errors(report))
    if report.repair_count:
        parts.append("<h2>Corrections</h2>" + _repairs(report))
    if report.warnings and report.verdict != UNREADABLE:
        lines = "".join(f"<li>{_cell(_where(w.row, w.column) + w.message)}</li>" for w in report.warnings)
        parts.append(f"<h2>Remarques</h2><ul>{lines}</ul>")
    parts.append("</main></body></html>")
    return "".join(parts)


def _facts(report: Report) -> str:
    facts = [("Schéma", report.schema)]
    if report.verdict != UNREADABLE:
        facts += [("Lignes", human_count(report.rows)), ("Encodage", report.encoding)]
        if report.sheet:
            facts.append(("Feuille", report.sheet))
    return "<ul>" + "".join(f"<li>{_cell(name)} : {_cell(value)}</li>" for name, value in facts if value) + "</ul>"


def _where(row: int | None, column: str | None) -> str:
    if row and row > 1 and column:
        return f"Ligne {row}, {column} : "
    return f"Ligne {row} : " if row and row > 1 else ""


def _summary(report: Report) -> str:
    rows: list[tuple[str, ...]] = []
    for (column, code, check, rule), count in sorted(report.rule_counts.items(), key=lambda item: -item[1]):
        nature = CODE_TITLES.get(code, code)
        detail = RULE_TITLES.get(rule) if check is None else check
        rows.append((_cell(column or "toute la ligne"), _cell(nature + (f" ({detail})" if detail else "")),
                     _cell(human_count(count))))
    return _table("Par colonne et par règle", ("Colonne", "Règle", "Erreurs"), rows)


def _errors(report: Report) -> str:
    caption = "Détail"
    if len(report.errors) < report.error_count:
        caption = f"Détail des {human_count(len(report.errors))} premières erreurs sur {human_count(report.error_count)}"
    return _table(caption, ("Ligne", "Colonne", "Valeur", "Explication", "Proposition"),
                  [_error_row(error) for error in report.errors])


def _error_row(error: Error) -> tuple[str, ...]:
    return (_cell(error.row), _cell(error.column), f"<code>{_cell(error.value)}</code>" if error.value else "",
            _cell(error.message), f"<code>{_cell(error.suggestion)}</code>" if error.suggestion else "")


def _repairs(report: Report) -> str:
    summary = _table("Par colonne et par règle", ("Colonne", "Correction", "Cellules"), [
        (_cell(column), _cell(RULE_LABELS.get(rule, rule)), _cell(human_count(count)))
        for (column, rule), count in sorted(report.repair_counts.items(), key=lambda item: -item[1])])
    caption = "Détail"
    if len(report.repairs) < report.repair_count:
        caption = f"Détail des {human_count(len(report.repairs))} premières corrections"
    return summary + _table(caption, ("Ligne", "Colonne", "Avant", "Après"), [
        (_cell(r.row), _cell(r.column), f"<code>{_cell(r.before)}</code>", f"<code>{_cell(r.after)}</code>")
        for r in report.repairs])
