"""Rows of a supervised import beside the records of its register."""
from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from ckan.types import Context

from ckanext.scdl.shared import Standard
from ckanext.scdl_forms.forms.reading import fill_companions
from ckanext.scdl_forms.model import Record
from ckanext.scdl_forms.records import states
from ckanext.scdl_forms.records.checking import Checked, check_values
from ckanext.scdl_forms.records.values import differences
from ckanext.scdl_validation import shared as validation

from .bulk import Loader

_TOLD_EVERY = 200


class FileLoader(Loader):
    """What becomes of the rows of a file.

    The engine has repaired them already, as far as people let it: nothing is repaired again. A column that the file
    lacks keeps what a known record says there. Rows are judged (:meth:`put`) without holding the register; whoever
    writes holds it from :meth:`settle` on.

    :param present: columns of the standard that the file has
    :param shapes: row → problems of its shape
    :param leave_wrong: wrong rows stay out, instead of becoming drafts
    :param on_rows: is told how many rows were judged
    """

    def __init__(self, context: Context, register_id: str, *, batch: str, present: tuple[str, ...],
                 shapes: Mapping[int, list[dict[str, Any]]], leave_wrong: bool = False,
                 on_rows: Optional[Callable[[int], None]] = None) -> None:
        super().__init__(context, {
            "register_id": register_id, "state": "submit", "on_duplicate": "update", "source": "import",
            "batch": batch, "first_row": 2, "dry_run": True})
        self.hidden |= set(self.standard.columns) - set(present)
        self.shapes = shapes
        self.leave_wrong = leave_wrong
        self.on_rows = on_rows
        self.refused = tuple(validation.RULE_LABELS)
        self.numbers: list[int] = []
        self.before: list[dict[str, Any]] = []
        self._new: list[tuple[int, Checked, Optional[str]]] = []
        self._changed: list[tuple[Record, int, Checked, str]] = []

    # -- judging

    def put(self, number: int, row: dict[str, Any]) -> None:
        """Judge one more row of the file."""
        self.numbers.append(number)
        # « Subventions » for a code that has these words
        said = fill_companions(self.standard, {column: text for column, text in row.items() if text})
        self.add(len(self.numbers) - 1, {column: said.get(column, text) for column, text in row.items()})
        shape = self.shapes.get(number)
        if shape:
            self.pending[-1][1].problems.extend(shape)
        if self.on_rows is not None and len(self.numbers) % _TOLD_EVERY == 0:
            self.on_rows(len(self.numbers))

    def check(self, row: dict[str, Any]) -> Checked:
        checked = check_values(self.standard, row, self.refused)
        other = _of_others(self.standard, self.facts, checked.values)
        if other:
            checked.problems.append(other)
        return checked

    def completed(self, position: int, checked: Checked, stored: Optional[dict[str, str]]) -> Checked:
        first = checked
        # words that follow from a code need not be in the file
        said = fill_companions(self.standard, dict(checked.values))
        added = {column: text for column, text in said.items()
                 if column not in checked.values and not (stored or {}).get(column)}
        if added:
            checked = self.check({**checked.values, **added})
        done = super().completed(position, checked, stored)
        if done is not first:
            done.problems.extend(self.shapes.get(self.numbers[position], ()))
        # the row as it will be stored, in place of what was read of it
        self.pending[position] = (position, done, self.pending[position][2])
        return done

    def row_number(self, position: int) -> int:
        return self.numbers[position]

    def same(self, record: Record, stored: dict[str, str], checked: Checked) -> bool:
        if stored != checked.values:
            return False
        # the same values, but nobody has sent them yet, or they were taken back
        return bool(checked.problems) or states.working_state(record) not in (states.DRAFT, states.WITHDRAWN, states.TO_CORRECT)

    # -- what accepting would do

    def settle(self) -> str:
        """Compare the rows with the register; the fingerprint of what accepting would do."""
        self._new, self._changed = super().sort()
        marks = [[position, "new", bool(checked.problems)] for position, checked, _key in self._new]
        marks += [[position, record.number, record.working_version, bool(checked.problems)]
                  for record, position, checked, _key in self._changed]
        marks += [[outcome["row"], "same"] for outcome in self.outcomes]
        return hashlib.sha256(json.dumps([self.goal, sorted(marks, key=str)]).encode()).hexdigest()

    def plan(self) -> Iterator[dict[str, Any]]:
        """What will become of each row, in the order of the file.

        Each is ``{row, outcome, number, title, values, problems, changes}``.
        """
        same = {outcome["row"]: outcome["number"] for outcome in self.outcomes}
        new = {position: checked for position, checked, _key in self._new}
        changed = {position: (record, checked) for record, position, checked, _key in self._changed}
        for position, checked, _key in self.pending:
            row = self.numbers[position]
            if position in changed:
                record, checked = changed[position]
                stored = self.stored.get(record.id, {})
                yield self._planned(row, "updated", record.number, checked,
                                    differences(stored, checked.values, self.standard.columns))
            elif position in new:
                yield self._planned(row, "created", None, new[position], [])
            else:
                yield self._planned(row, "unchanged", same.get(row), checked, [])

    def _planned(self, row: int, outcome: str, number: Optional[int], checked: Checked,
                 changes: list[dict[str, str]]) -> dict[str, Any]:
        return {
            "row": row, "outcome": "invalid" if checked.problems else outcome, "number": number,
            "title": self.standard.record_title(checked.values)[:300], "values": checked.values,
            "problems": checked.problems, "changes": changes,
        }

    # -- writing

    def sort(self) -> Any:
        """What :meth:`settle` found, without the rows that stay out."""
        if not self.leave_wrong:
            return self._new, self._changed
        return ([item for item in self._new if not item[1].problems],
                [item for item in self._changed if not item[2].problems])

    def write_changed(self, changed: Any) -> None:
        self.before = [
            {
                "id": record.id, "state": record.state, "change": record.change, "version": record.working_version,
                "published": record.published_version, "reason": record.reason,
            }
            for record, _position, _checked, _key in changed
        ]
        super().write_changed(changed)


def _of_others(standard: Standard, facts: Mapping[str, str], values: Mapping[str, str]) -> Optional[dict[str, Any]]:
    """The sentence for a row that carries the SIRET or SIREN of another organisation."""
    for column, key in standard.organisation_fields.items():
        if key not in ("siret", "siren"):
            continue
        own, told = facts.get(column, ""), "".join(values.get(column, "").split())
        if own and len(told) in (9, 14) and told.isdigit() and told[:9] != own[:9]:
            return {
                "column": column, "code": "other-organisation", "suggestion": own,
                "message": tk._("This number is that of another organisation: here it is {number}. Leave the cell empty, "
                                "or import this row into the register it belongs to.").format(number=own),
            }
    return None
