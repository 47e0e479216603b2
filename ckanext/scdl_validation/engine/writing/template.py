"""An XLSX to fill in: lists to choose from, formats, explanations."""
from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..descriptor import load_schema
from ..suggestions import fold
from ..types import FieldType
from ..types.logical import BooleanType
from .plain import Target, clean_xml, deliver, open_workbook, text_of, write_cell

ROWS = 5_000
#: rows that a preset fills by itself
PRESET_ROWS = 1_000
_SHEET, _HELP, _VALUES, _LISTS = "Saisie", "Mode d'emploi", "Valeurs possibles", "_listes"


def write_xlsx_template(target: Target, standard: Any, *, rows: Iterable[Mapping[str, Any]] = (),
                        labels: Mapping[str, str] | None = None, helps: Mapping[str, str] | None = None,
                        title: str = "", only: Sequence[str] | None = None, presets: Mapping[str, str] | None = None,
                        proposed: Mapping[str, Sequence[tuple[str, str]]] | None = None,
                        separators: Mapping[str, str] | None = None) -> bytes:
    """A workbook that guides the person who fills it in.

    Args:
        target: path or binary stream; None only returns the bytes.
        standard: a Table Schema, or an object that holds one as ``descriptor``
            and describes its ``fields`` (``name``, ``label``, ``help``).
        rows: records already known, name of field -> value.
        labels: name of field -> label for people.
        helps: name of field -> one sentence.
        title: of the standard.
        only: names of the fields to offer, in order; None for all, in the standard's order.
        presets: name of field -> value that fills the cell by itself once its row has begun; it may be typed over.
        proposed: name of field -> (value, words) to choose from: words for the codes of a list, or usual values of a
            field that takes others too.
        separators: name of field -> what stands between several values in one cell.

    Returns:
        The bytes of the workbook.
    """
    descriptor = getattr(standard, "descriptor", standard)
    labels, helps = dict(labels or {}), dict(helps or {})
    for spec in getattr(standard, "fields", ()) if descriptor is not standard else ():
        labels.setdefault(spec.name, getattr(spec, "label", "") or spec.name)
        helps.setdefault(spec.name, getattr(spec, "help", "") or "")
    title = title or getattr(standard, "title", "") or ""
    schema = load_schema(descriptor)
    by_name = {field.name: field for field in schema.fields}
    fields = list(schema.fields) if only is None else [by_name[name] for name in only if name in by_name]
    buffer = io.BytesIO()
    builder = _Template(open_workbook(buffer), fields, labels, helps, title or schema.label)
    builder.presets = {name: text for name, text in (presets or {}).items() if text and name in by_name}
    builder.proposed, builder.separators = dict(proposed or {}), dict(separators or {})
    builder.build(list(rows))
    return deliver(target, buffer.getvalue())


class _Template:
    def __init__(self, book: Any, fields: list[FieldType], labels: Mapping[str, str], helps: Mapping[str, str],
                 title: str) -> None:
        self.book, self.fields, self.labels, self.helps, self.title = book, fields, labels, helps, title
        self.presets: dict[str, str] = {}
        self.proposed: dict[str, Sequence[tuple[str, str]]] = {}
        self.separators: dict[str, str] = {}
        add = book.add_format
        self.formats = {
            "required": add({"bold": True, "bg_color": "#FCE4C8", "border": 1, "text_wrap": True, "valign": "top"}),
            "optional": add({"bg_color": "#E8EEF7", "border": 1, "text_wrap": True, "valign": "top"}),
            "text": add({"num_format": "@"}), "quoted": add({"num_format": "@", "quote_prefix": True}),
            "date": add({"num_format": "yyyy-mm-dd"}), "integer": add({"num_format": "0"}),
            "number": add({"num_format": "General"}),
            "preset": add({"font_color": "#3D5A80"}), "quiet": add({"font_color": "#5B6770"}), "bold": add({"bold": True}),
            "bold_wrap": add({"bold": True, "text_wrap": True, "valign": "top"}),
            "head": add({"bold": True, "bg_color": "#E8EEF7", "bottom": 1}), "title": add({"bold": True, "font_size": 14}),
            "wrap": add({"text_wrap": True, "valign": "top"}),
        }

    def build(self, rows: list[Mapping[str, Any]]) -> None:
        page = self.book.add_worksheet(_SHEET)
        guide = self.book.add_worksheet(_HELP)
        values = self.book.add_worksheet(_VALUES)
        lists = self.book.add_worksheet(_LISTS)
        lists.very_hidden()
        ranges = self._lists(values, lists)
        for position, field in enumerate(self.fields):
            self._column(page, position, field, ranges.get(field.name))
        for number, row in enumerate(rows, start=1):
            for position, field in enumerate(self.fields):
                write_cell(page, number, position, row.get(field.name), field.type, self.formats)
        self._fill_in(page, len(rows))
        page.freeze_panes(1, 0)
        page.set_row(0, 32)
        for sheet in (page, guide, values):
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
        self._guide(guide)
        page.activate()
        self.book.close()

    def _fill_in(self, page: Any, known: int) -> None:
        """Presets as formulas: a cell is filled as soon as something is typed elsewhere in its row."""
        typed = [position for position, field in enumerate(self.fields) if field.name not in self.presets]
        if not typed:
            return
        parts = [f"${_letters(first)}{{row}}:${_letters(last)}{{row}}" for first, last in _runs(typed)]
        for position, field in enumerate(self.fields):
            text = self.presets.get(field.name, "")
            # A formula holds no longer text; the explanation of the column tells it then.
            if not text or len(text) > 250:
                continue
            value = '"' + text.replace('"', '""') + '"'
            for row in range(known + 1, PRESET_ROWS + 1):
                begun = ",".join(parts).format(row=row + 1)
                page.write_formula(row, position, f'=IF(COUNTA({begun})>0,{value},"")', self.formats["preset"], "")

    def _choices(self, field: FieldType) -> list[str]:
        """What a cell may be chosen from; empty for a free one, and for a cell of several values."""
        if isinstance(field, BooleanType):
            return [field.write(True), field.write(False)]
        if field.type == "array" or field.name in self.separators:
            return []
        return field.enum or [value for value, _words in self.proposed.get(field.name, ())]

    def _lists(self, values: Any, lists: Any) -> dict[str, str]:
        """Writes the choices of every field; the name of the range of each."""
        ranges: dict[str, str] = {}
        column = place = 0
        for field in self.fields:
            choices = self._choices(field)
            shown = choices or getattr(field, "item_enum", []) or [value for value, _words in self.proposed.get(field.name, ())]
            if not shown:
                continue
            words = dict(self.proposed.get(field.name, ()))
            values.write_string(0, column, clean_xml(field.name), self.formats["bold"])
            values.set_column(column, column, max(14, min(50, max(map(len, [*shown, field.name])) + 2)))
            for number, choice in enumerate(shown, start=1):
                values.write_string(number, column, clean_xml(choice), self.formats["text"])
            if any(words.get(choice) for choice in shown):
                column += 1
                values.set_column(column, column, max(14, min(60, max(len(words.get(choice, "")) for choice in shown) + 2)))
                for number, choice in enumerate(shown, start=1):
                    if words.get(choice):
                        values.write_string(number, column, clean_xml(words[choice]), self.formats["quiet"])
            if choices:
                for number, choice in enumerate(shown):
                    lists.write_string(number, place, clean_xml(choice), self.formats["text"])
                name = f"liste_{field.position + 1}"
                letter = _letters(place)
                self.book.define_name(name, f"='{_LISTS}'!${letter}$1:${letter}${len(choices)}")
                ranges[field.name] = name
                place += 1
            column += 1
        values.freeze_panes(1, 0)
        if not column:
            values.write_string(0, 0, "Aucune colonne n'a de liste de valeurs imposée.")
        return ranges

    def _column(self, page: Any, position: int, field: FieldType, choices: str | None) -> None:
        head = self.formats["required" if field.required else "optional"]
        page.write_string(0, position, clean_xml(field.name), head)
        kind = {"date": "date", "integer": "integer", "number": "number"}.get(field.type, "text")
        if field.type == "date" and field.format not in ("default", "%Y-%m-%d"):
            kind = "text"
        page.set_column(position, position, max(12, min(32, len(field.name) + 4)), self.formats[kind])
        page.write_comment(0, position, clean_xml(self._explain(field))[:2000], {"x_scale": 2, "y_scale": 1.6})
        rule = self._rule(field, kind, choices)
        rule["input_title"] = clean_xml(self._label(field))[:32]
        rule["input_message"] = clean_xml(self._explain(field))[:255]
        page.data_validation(1, position, ROWS, position, rule)

    def _rule(self, field: FieldType, kind: str, choices: str | None) -> dict[str, Any]:
        rule: dict[str, Any] = {"ignore_blank": True, "error_title": "À vérifier"}
        if choices and not field.enum and not isinstance(field, BooleanType):
            return {**rule, "validate": "list", "source": f"={choices}", "show_error": False}
        if choices:
            return {**rule, "validate": "list", "source": f"={choices}", "error_type": "stop",
                    "error_message": "Choisissez une valeur de la liste."}
        if kind == "date":
            from datetime import date

            return {**rule, "validate": "date", "criteria": "between", "minimum": date(1900, 1, 1),
                    "maximum": date(2999, 12, 31), "error_type": "warning",
                    "error_message": "On attend une date, par exemple 12/03/2024."}
        if kind in ("integer", "number"):
            low, high = field.constraints.get("minimum"), field.constraints.get("maximum")
            low = low if isinstance(low, (int, float)) else -(10**12)
            high = high if isinstance(high, (int, float)) else 10**12
            word = "entier" if kind == "integer" else ""
            return {**rule, "validate": "integer" if kind == "integer" else "decimal", "criteria": "between",
                    "minimum": low, "maximum": high, "error_type": "warning",
                    "error_message": f"On attend un nombre {word}".strip() + ", en chiffres seulement."}
        return {"validate": "any"}

    def _label(self, field: FieldType) -> str:
        return self.labels.get(field.name) or field.title

    def _explain(self, field: FieldType) -> str:
        label, parts = self._label(field), []
        if fold(label) != fold(field.name):
            parts.append(f"{label}.")
        parts.append("Obligatoire." if field.required else "Facultatif.")
        if self.helps.get(field.name):
            parts.append(self.helps[field.name])
        if self.presets.get(field.name):
            parts.append(f"Se remplit seul : {self.presets[field.name]}")
            return " ".join(parts)
        if field.name in self.separators:
            parts.append(f"Plusieurs valeurs se séparent par {self.separators[field.name]}")
        if not self._choices(field):
            parts.append(f"On attend {field.expected()}.")
        example = field.example()
        if example:
            parts.append(f"Exemple : {example}")
        return " ".join(parts)

    def _guide(self, page: Any) -> None:
        widths = (max([26, *(len(field.name) + 2 for field in self.fields)]), 48, 13, 44, 36)
        for position, width in enumerate(widths):
            page.set_column(position, position, width)
        page.write_string(0, 0, clean_xml(self.title), self.formats["title"])
        lines: tuple[str, ...] = (
            "Remplissez la feuille « Saisie », une ligne par enregistrement, sans changer la première ligne.",
            "Les colonnes en gras sur fond orange sont obligatoires, les bleues facultatives.",
            "Ne fusionnez pas de cellules et ne laissez pas de ligne vide au milieu.",
            "Les listes à choisir sont recopiées dans la feuille « Valeurs possibles ».",
        )
        if self.presets:
            lines = (*lines, "Ce qui est écrit en bleu se remplit seul dès que la ligne commence ; vous pouvez écrire par-dessus.")
        for number, line in enumerate(lines, start=1):
            page.write_string(number, 0, line)
        top = len(lines) + 2
        for position, head in enumerate(("Colonne", "Ce que c'est", "Obligatoire", "Forme attendue", "Exemple")):
            page.write_string(top, position, head, self.formats["head"])
        for number, field in enumerate(self.fields, start=top + 1):
            label = self._label(field)
            help_text = self.helps.get(field.name) or ""
            preset = self.presets.get(field.name)
            cells = (field.name, f"{label}. {help_text}".strip() if help_text else label, "oui" if field.required else "non",
                     f"se remplit seul : {preset}" if preset else field.expected(), preset or field.example())
            texts = [clean_xml(text_of(text)) for text in cells]
            # Not every spreadsheet fits the height of a row to its text by itself.
            page.set_row(number, 15 * max(-(-len(text) // max(1, width - 3)) for text, width in zip(texts, widths)) or 15)
            for position, text in enumerate(texts):
                page.write_string(number, position, text, self.formats["bold_wrap" if position == 0 and field.required else "wrap"])
        page.repeat_rows(top)


def _runs(positions: Iterable[int]) -> list[tuple[int, int]]:
    """Neighbours taken together: 0, 1, 3 are (0, 1) and (3, 3)."""
    found: list[tuple[int, int]] = []
    for position in positions:
        if found and found[-1][1] == position - 1:
            found[-1] = (found[-1][0], position)
        else:
            found.append((position, position))
    return found


def _letters(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
