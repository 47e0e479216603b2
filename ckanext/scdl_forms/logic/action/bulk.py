"""Many records at once: one check each, a few statements for all."""
from __future__ import annotations

from typing import Any, Optional

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model as core
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl.shared import Standard, may_publish, organisation_facts
from ckanext.scdl_forms import config
from ckanext.scdl_forms.forms.defaults import defaults
from ckanext.scdl_forms.logic import finding, schema
from ckanext.scdl_forms.model import Record, RecordEvent, RecordVersion
from ckanext.scdl_forms.model.base import make_id, now
from ckanext.scdl_forms.records import states
from ckanext.scdl_forms.records.checking import Checked, check_values
from ckanext.scdl_forms.records.keys import business_key

from .base import on_behalf_of, publish_soon, standard_of, transaction, user_id
from .editing import problem_of_duplicate


def scdl_records_import(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Store many rows in a register. Right rows go as far as asked; wrong ones are kept as drafts.

    A row whose business key is known updates that record; written the same, it changes nothing. Columns that the
    organisation fills (its name, its SIRET) may be left out; a new row takes the presets of the register's form.

    :param register_id: id of the register, or ``organization_id`` and ``schema``
    :param rows: list of ``{column: value}``
    :param state: how far right rows go: ``draft``, ``submit`` (review where the organisation wants one)
        or ``publish`` (validators only)
    :param on_duplicate: for a known business key ``update`` (default), ``skip`` or ``error``
    :param source: ``import`` (default), ``api`` or ``harvest``
    :param batch: a text that names this import
    :param first_row: number of the first row in the source file (2 by default: row 1 is the header)
    :param dry_run: check and compare only, store nothing
    :returns: ``created``, ``updated``, ``unchanged``, ``skipped``, ``invalid`` (numbers of rows) and
        ``rows``: list of ``{row, outcome, number, problems, repairs}``
    :raises ckan.plugins.toolkit.ValidationError: too many rows, or rows that are not dictionaries
    """
    rows = data_dict.get("rows")
    options, errors = tk.navl_validate(
        {key: value for key, value in data_dict.items() if key != "rows"}, schema.records_import(), context)
    if errors:
        raise tk.ValidationError(errors)
    tk.check_access("scdl_records_import", context, options)
    _refuse_rows(rows)
    with transaction(context):
        loader = Loader(context, options)
        for position, row in enumerate(rows):
            loader.add(position, row)
        if not options["dry_run"]:
            loader.write()
    if loader.approved and not options["dry_run"]:
        publish_soon(context, loader.register)
    return loader.result()


def _refuse_rows(rows: Any) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise tk.ValidationError({"rows": [tk._("Give the rows as a list of dictionaries.")]})
    limit = config.import_rows()
    if len(rows) > limit:
        raise tk.ValidationError({"rows": [
            tk._("{count} rows are too many at once: {limit} at most.").format(count=len(rows), limit=limit)]})


class Loader:
    """Sorts rows into new, changed and unchanged records, then writes them together."""

    def __init__(self, context: Context, options: dict[str, Any]) -> None:
        self.options = options
        self.actor = user_id(context)
        # a comparison alone holds nobody up
        self.register = finding.register(options, lock=not options["dry_run"])
        organization_id = self.register.organization_id
        self.standard: Standard = standard_of(self.register)
        self.behalf = on_behalf_of(self.actor, organization_id)
        facts = organisation_facts(organization_id)
        decides = may_publish(self.actor, organization_id) or bool(context.get("ignore_auth"))
        self.goal = states.DRAFT
        if options["state"] == "publish" or (
            options["state"] == "submit" and (decides or not (facts and facts.review))
        ):
            self.goal = states.APPROVED
        elif options["state"] == "submit":
            self.goal = states.TO_REVIEW
        self.first_row = options.get("first_row") or 2
        self.moment = now()
        self.pending: list[tuple[int, Checked, Optional[str]]] = []
        self.outcomes: list[dict[str, Any]] = []
        self.facts = facts.by_column(self.standard.organisation_fields) if facts else {}
        self.presets = defaults(self.standard)
        self.hidden = {spec.name for spec in self.standard.fields if spec.visibility == "hidden"}
        self.absent: dict[int, list[str]] = {}
        self.from_file = options["source"] == "import"
        self.approved = False
        #: values of the records that rows speak of, once sorted
        self.stored: dict[str, dict[str, str]] = {}

    def add(self, position: int, row: dict[str, Any]) -> None:
        # What is known of the organisation belongs to the key: it comes first.
        row = {**row, **{column: text for column, text in self.facts.items() if self._lacks(row, column)}}
        self.absent[position] = [
            *(column for column in self.presets if self._lacks(row, column)),
            *(column for column in self.hidden if column not in row)]
        checked = self.check(row)
        self.pending.append((position, checked, business_key(self.standard.key, checked.values)))

    def check(self, row: dict[str, Any]) -> Checked:
        """The verdict on the values of one row."""
        return check_values(self.standard, row)

    def row_number(self, position: int) -> int:
        """The number of a row in the source file."""
        return self.first_row + position

    def same(self, record: Record, stored: dict[str, str], checked: Checked) -> bool:
        """Whether a row changes nothing of a record that is known."""
        return stored == checked.values

    def _lacks(self, row: dict[str, Any], column: str) -> bool:
        """An empty cell of a file is one that nobody filled; a program that sends an empty text means it."""
        return column not in row or (self.from_file and row[column] in (None, ""))

    def completed(self, position: int, checked: Checked, stored: Optional[dict[str, str]]) -> Checked:
        """The row with what its file does not say: presets in a new one, hidden values in one that is known."""
        source = self.presets if stored is None else {column: stored.get(column, "") for column in self.hidden}
        added = {column: source[column] for column in self.absent[position] if source.get(column)}
        if not added:
            return checked
        again = self.check({**checked.values, **added})
        return Checked(again.values, again.problems, checked.repairs)

    def _known(self) -> tuple[dict[str, Record], dict[str, dict[str, str]]]:
        keys = {key for _, _, key in self.pending if key}
        known = Record.by_keys(self.register.id, sorted(keys))
        wanted = {record.id: record.working_version for record in known.values()}
        values: dict[str, dict[str, str]] = {}
        ids = list(wanted)
        for start in range(0, len(ids), 1000):
            query = core.Session.query(RecordVersion).filter(RecordVersion.record_id.in_(ids[start:start + 1000]))
            for version in query:
                if version.version == wanted[version.record_id]:
                    values[version.record_id] = dict(version.values)
        return known, values

    def sort(self) -> tuple[list[tuple[int, Checked, Optional[str]]], list[tuple[Record, int, Checked, str]]]:
        known, values = self._known()
        self.stored = values
        new, changed = [], []
        seen: dict[str, int] = {}
        for position, checked, key in self.pending:
            record = known.get(key) if key else None
            checked = self.completed(position, checked, values.get(record.id, {}) if record else None)
            if key and key in seen:
                checked.problems.append(self._repeated(seen[key]))
            elif key:
                seen[key] = position
            if record is None:
                new.append((position, checked, key))
            elif record.id in values and self.same(record, values[record.id], checked):
                self._note(position, "unchanged", checked, record.number)
            elif self.options["on_duplicate"] == "skip":
                self._note(position, "skipped", checked, record.number)
            elif self.options["on_duplicate"] == "error":
                checked.problems.append(problem_of_duplicate(self.standard, record))
                new.append((position, checked, key))
            elif checked.problems and checked.problems[-1]["code"] == "duplicate-row":
                new.append((position, checked, key))
            else:
                changed.append((record, position, checked, key or ""))
        return new, changed

    def _repeated(self, position: int) -> dict[str, Any]:
        column = next((name for name in self.standard.key if name not in self.standard.organisation_fields), None)
        return {
            "column": column, "code": "duplicate-row", "suggestion": None,
            "message": tk._("Row {row} of this file already has the same identification.").format(
                row=self.row_number(position)),
        }

    def _note(self, position: int, outcome: str, checked: Checked, number: Optional[int]) -> None:
        self.outcomes.append({
            "row": self.row_number(position), "outcome": outcome, "number": number,
            "problems": checked.problems, "repairs": checked.repairs,
        })

    def result(self) -> dict[str, Any]:
        if self.options["dry_run"]:
            new, changed = self.sort()
            for position, checked, _ in new:
                self._note(position, "invalid" if checked.problems else "created", checked, None)
            for record, position, checked, _ in changed:
                self._note(position, "invalid" if checked.problems else "updated", checked, record.number)
        tally = dict.fromkeys(("created", "updated", "unchanged", "skipped", "invalid"), 0)
        for outcome in self.outcomes:
            tally[outcome["outcome"]] += 1
        return {**tally, "rows": sorted(self.outcomes, key=lambda outcome: outcome["row"])}

    def write(self) -> None:
        new, changed = self.sort()
        self.write_new(new)
        self.write_changed(changed)
        core.Session.flush()

    def goal_of(self, checked: Checked) -> str:
        return states.DRAFT if checked.problems else self.goal

    def _version(self, record_id: str, version: int, position: int, checked: Checked) -> dict[str, Any]:
        return {
            "record_id": record_id, "version": version, "values": checked.values,
            "schema_version": self.standard.version, "author": self.actor, "on_behalf_of": self.behalf,
            "created": self.moment, "source": self.options["source"], "batch": self.options.get("batch"),
            "source_row": self.row_number(position),
        }

    def _events(self, record_id: str, version: int, goal: str) -> list[dict[str, Any]]:
        names = {states.TO_REVIEW: ("submitted",), states.APPROVED: ("submitted", "approved")}.get(goal, ())
        return [
            {"id": make_id(), "record_id": record_id, "version": version, "event": name, "author": self.actor,
             "on_behalf_of": self.behalf, "created": self.moment}
            for name in names
        ]

    def write_new(self, new: list[tuple[int, Checked, Optional[str]]]) -> None:
        heads, versions, events = [], [], []
        for position, checked, key in new:
            goal, record_id, number = self.goal_of(checked), make_id(), self.register.next_number
            self.register.next_number += 1
            sent = goal != states.DRAFT
            approved = goal == states.APPROVED
            self.approved = self.approved or approved
            heads.append({
                "id": record_id, "register_id": self.register.id, "number": number, "state": goal,
                "title": self.standard.record_title(checked.values)[:1000], "business_key": key,
                "claimed_key": key if sent else None, "working_version": 1,
                "approved_version": 1 if approved else None, "error_count": len(checked.problems),
                "created": self.moment, "created_by": self.actor, "modified": self.moment,
                "modified_by": self.actor, "submitted": self.moment if sent else None,
                "submitted_by": self.actor if sent else None, "reviewed": self.moment if approved else None,
                "reviewed_by": self.actor if approved else None,
            })
            versions.append(self._version(record_id, 1, position, checked))
            events.extend(self._events(record_id, 1, goal))
            self._note(position, "invalid" if checked.problems else "created", checked, number)
        if self.approved:
            self.register.touch()
        core.Session.flush()
        for table, content in ((Record, heads), (RecordVersion, versions), (RecordEvent, events)):
            if content:
                core.Session.execute(sa.insert(table.__table__), content)

    def write_changed(self, changed: list[tuple[Record, int, Checked, str]]) -> None:
        for record, position, checked, key in changed:
            goal = self.goal_of(checked)
            if states.APPROVED in (record.state, record.change, goal):
                self.register.touch()
            record.working_version += 1
            states.move(record, goal)
            approved = goal == states.APPROVED
            self.approved = self.approved or approved
            record.approved_version = record.working_version if approved else None
            record.claimed_key = key if goal != states.DRAFT else None
            record.business_key, record.error_count = key, len(checked.problems)
            record.title = self.standard.record_title(checked.values)[:1000]
            record.modified, record.modified_by, record.reason = self.moment, self.actor, None
            if goal != states.DRAFT:
                record.submitted, record.submitted_by = self.moment, self.actor
            core.Session.execute(
                sa.insert(RecordVersion.__table__),
                [self._version(record.id, record.working_version, position, checked)],
            )
            events = self._events(record.id, record.working_version, goal)
            if events:
                core.Session.execute(sa.insert(RecordEvent.__table__), events)
            self._note(position, "invalid" if checked.problems else "updated", checked, record.number)
