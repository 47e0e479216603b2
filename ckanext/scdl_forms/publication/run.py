"""One publication of one register, from approved records to what the public reads.

The order makes it atomic. Files are written beside the ones that are served;
the DataStore's new rows wait in an open transaction; then one small
transaction of CKAN's database swaps the publication: that is the moment. The
DataStore and the dataset follow at once, and ``outlets_revision`` tells a
later run whether they did. Killed before the moment, nothing has changed for
anybody; killed after it, the next run finishes.
"""
from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Optional

from ckan import model as core

from ckanext.scdl.shared import OrganisationFacts, Standard, organisation_facts
from ckanext.scdl_forms import config
from ckanext.scdl_forms.model import Publication, Register, transaction
from ckanext.scdl_forms.model.locks import register_lock
from ckanext.scdl_forms.model.publishing import PublicRow, difference, public_rows, swap

from . import dataset, datastore, declared, files, writing
from .failpoints import reach
from .summary import summarize
from .table import period

#: Rounds after which a register that people keep changing is held still while it is written.
_PATIENT_ROUNDS = 3


@dataclass
class Outcome:
    """How a run ended: ``published``, ``offline``, ``unchanged`` or ``waiting`` (left to the hourly job)."""

    outcome: str
    publication: Optional[Publication] = None
    datastore_done: bool = False


def publish(register_id: str, standard: Standard, force: bool = False, scheduled: bool = True) -> Outcome:
    """Bring what is online in line with what was approved.

    :param scheduled: False when an edit asked for it: an organisation that publishes by the hour then waits
    :raises LookupError: when the register or its organisation is gone
    """
    with register_lock(register_id):
        transaction.forget()
        register, facts = _load(register_id)
        if not force and not register.pending and not register.unfinished:
            return Outcome("unchanged", Publication.current_of(register_id))
        if not force and not scheduled and _waits(register, facts):
            return Outcome("waiting")
        outcome = Outcome("unchanged")
        if register.pending or force:
            outcome = _publish_rounds(register_id, standard, facts)
        register, facts = _load(register_id)
        _outlets(register, standard, facts, datastore_done=outcome.datastore_done)
        return Outcome(outcome.outcome, Publication.current_of(register_id))


def _load(register_id: str) -> tuple[Register, OrganisationFacts]:
    register = Register.get(register_id)
    facts = organisation_facts(register.organization_id) if register else None
    if register is None or facts is None:
        transaction.rollback()
        raise LookupError(register_id)
    return register, facts


def _waits(register: Register, facts: OrganisationFacts) -> bool:
    urgent = register.urgent_revision > register.published_revision
    return facts.publication == "hourly" and not urgent and not register.unfinished


def _publish_rounds(register_id: str, standard: Standard, facts: OrganisationFacts) -> Outcome:
    for patience in range(_PATIENT_ROUNDS + 1):
        outcome = _round(register_id, standard, facts, hold=patience == _PATIENT_ROUNDS)
        if outcome is not None:
            return outcome
    raise AssertionError("a held register cannot change")


def _round(register_id: str, standard: Standard, facts: OrganisationFacts, hold: bool) -> Optional[Outcome]:
    """Write and swap once; None when the register changed meanwhile."""
    reach("start")
    register = _existing(Register.get(register_id, lock=hold), register_id)
    revision, withdrawn = register.revision, register.withdrawn
    rows = [] if withdrawn else public_rows(register_id)
    with ExitStack() as stack:
        publication, update = None, None
        if rows:
            publication = _write(register, standard, rows)
            reach("files")
            _ensure_package(register_id, standard, facts, hold)
            reach("package")
            update = _staged(stack, register_id, standard, rows)
            reach("datastore_staged")
        held = _existing(Register.get(register_id, lock=True), register_id)
        if held.revision != revision:
            transaction.rollback()
            return None
        reach("before_swap")
        declared.end_contradicted(held.id, standard, rows)
        outcome = _swap(held, publication)
        reach("after_swap")
        if update is not None:
            update.commit()
            reach("datastore_committed")
            outcome.datastore_done = True
        return outcome


def _existing(register: Optional[Register], register_id: str) -> Register:
    if register is None:
        raise LookupError(register_id)
    return register


def _write(register: Register, standard: Standard, rows: list[PublicRow]) -> Publication:
    start = end = None
    if standard.period_field:
        spec = standard.field(standard.period_field)
        start, end = period(spec, [row.values[spec.name] for row in rows if row.values.get(spec.name)])
    publication = Publication(
        register_id=register.id, revision=register.revision, schema_version=standard.version, rows=len(rows),
        period_start=start, period_end=end, summary=summarize(standard, rows), **difference(register.id),
    )
    for extension in writing.EXTENSIONS:
        sha256, size = files.store(writing.write(extension, standard, rows), extension)
        setattr(publication, f"{extension}_sha256", sha256)
        setattr(publication, f"{extension}_size", size)
    return publication


def _ensure_package(register_id: str, standard: Standard, facts: OrganisationFacts, hold: bool) -> None:
    register = _existing(Register.get(register_id), register_id)
    package_id, resource_id = dataset.ensure(register, standard, facts)
    register = _existing(Register.get(register_id, lock=hold), register_id)
    if (register.package_id, register.resource_id) != (package_id, resource_id):
        register.package_id, register.resource_id = package_id, resource_id
        transaction.commit()


def _staged(stack: ExitStack, register_id: str, standard: Standard, rows: list[PublicRow]) -> Optional[datastore.Update]:
    if not datastore.enabled():
        return None
    resource_id = str(_existing(Register.get(register_id), register_id).resource_id)
    datastore.ensure_table(resource_id, standard)
    update = stack.enter_context(datastore.Update(resource_id, standard, rows))
    update.prepare()
    return update


def _swap(register: Register, publication: Optional[Publication]) -> Outcome:
    online = Publication.current_of(register.id)
    if publication is None:
        swap(register, None)
        transaction.commit()
        return Outcome("offline" if online else "unchanged")
    same = online is not None and (online.csv_sha256, online.schema_version) == (
        publication.csv_sha256, publication.schema_version)
    swap(register, online if same else publication)
    transaction.commit()
    return Outcome("unchanged" if same else "published")


def _outlets(register: Register, standard: Standard, facts: OrganisationFacts, datastore_done: bool) -> None:
    """Make the DataStore and the dataset say what the served files say. Safe to repeat."""
    online = Publication.current_of(register.id)
    revision = register.published_revision
    if online is None:
        if register.resource_id and datastore.enabled():
            datastore.empty(register.resource_id)
        dataset.hide(register)
    else:
        if not datastore_done:
            _finish_datastore(register, standard)
        dataset.show_online(register, standard, facts, online, bbox=_bbox(register.organization_id))
    reach("dataset")
    settled = _existing(Register.get(register.id, lock=True), register.id)
    settled.outlets_revision = max(settled.outlets_revision, revision)
    transaction.commit()
    _forget_old_files(register.id)


def _finish_datastore(register: Register, standard: Standard) -> None:
    """Apply what a killed run could not; nothing is touched when the table is right."""
    if not datastore.enabled() or register.pending:
        return
    datastore.ensure_table(str(register.resource_id), standard)
    with datastore.Update(str(register.resource_id), standard, public_rows(register.id)) as update:
        update.prepare()
        update.commit()


def _bbox(organization_id: str) -> str:
    group = core.Group.get(organization_id)
    extra: Any = group.extras.get("scdl_bbox") if group else None
    return str(extra or "")


def _forget_old_files(register_id: str) -> None:
    """Remove files of publications that are no longer kept, unless a kept one (of any register) has the same."""
    for sha256, extension in Publication.prune(register_id, config.kept_publications()):
        files.discard(sha256, extension)
