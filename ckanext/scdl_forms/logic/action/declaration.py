"""Actions around « rien à déclarer »: that there is nothing to publish for a period, and what is late."""
from __future__ import annotations

import datetime
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from ckan import model as core
from ckan.types import ActionResult, Context, DataDict

from ckanext.scdl.shared import Standard, may_publish, organisation_facts
from ckanext.scdl_forms.forms import french
from ckanext.scdl_forms.logic import finding, schema
from ckanext.scdl_forms.model import Declaration, Publication, Register
from ckanext.scdl_forms.model.base import now
from ckanext.scdl_forms.publication.declared import records_in
from ckanext.scdl_forms.records.lateness import Period, last_over, late, period_of

from .base import on_behalf_of, people, publish_soon, standard_of, transaction, user_id

_validate = tk.validate_action_data

#: Periods that may be declared at once: a year of weeks, with some to spare.
_MOST = 60


@tk.side_effect_free
@_validate(schema.register_reference)
def scdl_lateness_show(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Show whether a register is behind its rhythm, and for which periods nothing could be declared.

    :param id: id of the register, or ``organization_id`` and ``schema``
    :returns: ``late`` (``{kind, start, end, days, records}``, days since it was expected and records that speak of the
        period without being online; or None), ``in_time`` (whether the rhythm is kept), ``open`` (list of
        ``{kind, start, end}`` that are over, without a record and not declared), ``declared`` (the last declaration
        after what is online, or None). Days in ISO
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_lateness_show", context, {"id": register.id})
    standard = standard_of(register)
    standing = Declaration.standing([register.id])[register.id]
    last, today = _last(register), _today()
    starts = {row.period_start for row in standing}
    behind = late(standard.frequency, last, today, starts)
    count = records_in(standard, register.id)
    after = [row for row in standing if last is None or row.period_start > last]
    return {
        "late": {**_plain(behind), "days": behind.days, "records": count(behind.start, behind.end)} if behind else None,
        "in_time": behind is None and (last is not None or bool(standing)) and _has_rhythm(standard),
        "open": [_plain(period) for period in _open(standard, last, today) if period.start not in starts
                 and not count(period.start, period.end)],
        "declared": _told(after[-1]) if after else None,
    }


@_validate(schema.declaration_create)
def scdl_declaration_create(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Declare that there is nothing to publish for a period of a register.

    It stands until it is taken back, or until something for the period is online. Said twice, it is said once.
    The public is told when the person decides what goes online, or when the organisation asks for no review;
    otherwise once somebody who decides says the same.

    :param register_id: id of the register, or ``organization_id`` and ``schema``
    :param period: a day of the period (ISO); without it, the first one that is missing
    :returns: the declaration, as in ``scdl_declaration_list``
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_declaration_create", context, {"id": register.id})
    actor = user_id(context)
    with transaction(context):
        register = finding.register({"id": register.id}, lock=True)
        standard = standard_of(register)
        period = _wanted(register, standard, data_dict.get("period"))
        facts = organisation_facts(register.organization_id)
        decides = may_publish(actor, register.organization_id) or not (facts and facts.review)
        standing = {row.period_start: row for row in Declaration.standing([register.id])[register.id]}
        declaration = standing.get(period.start)
        if declaration is None:
            _refuse_contradiction(register, standard, period)
            declaration = Declaration(
                register_id=register.id, period_start=period.start, period_end=period.end, author=actor,
                on_behalf_of=on_behalf_of(actor, register.organization_id), confirmed_by=actor if decides else None,
                created=now(),
            )
            core.Session.add(declaration)
        elif decides and not declaration.confirmed_by:
            declaration.confirmed_by = actor
        register.tell_again()
        core.Session.flush()
        result = _told(declaration)
    publish_soon(context, register)
    return result


@_validate(schema.declaration_reference)
def scdl_declaration_withdraw(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """Take back that there is nothing to publish for a period. One that was taken back or has ended stays as it is.

    :param id: id of the declaration
    :returns: the declaration, as in ``scdl_declaration_list``
    """
    found = finding.declaration(data_dict)
    tk.check_access("scdl_declaration_withdraw", context, {"id": found.id})
    actor = user_id(context)
    with transaction(context):
        register = finding.register({"id": found.register_id}, lock=True)
        core.Session.refresh(found)
        if found.withdrawn is None:
            found.withdrawn, found.withdrawn_by = now(), actor
            register.tell_again()
        core.Session.flush()
        result = _told(found)
    publish_soon(context, register)
    return result


@tk.side_effect_free
@_validate(schema.paged_register)
def scdl_declaration_list(context: Context, data_dict: DataDict) -> ActionResult.AnyDict:
    """List what was declared as nothing to publish, newest first, with who said it and what became of it.

    :param register_id: id of the register, or ``organization_id`` and ``schema``
    :param limit: lines per page (25, at most 500)
    :param offset: lines to skip
    :returns: ``results``, each ``{id, register_id, kind, period_start, period_end, period, author, on_behalf_of,
        confirmed_by, created, standing, withdrawn, withdrawn_by}`` (``period`` in words; ended by a publication when
        ``withdrawn`` without ``withdrawn_by``), and ``users`` (names by id)
    """
    register = finding.register(data_dict)
    tk.check_access("scdl_declaration_list", context, {"id": register.id})
    rows = Declaration.of_register(register.id, data_dict["limit"], data_dict["offset"])
    return {
        "results": [_told(row) for row in rows],
        "users": people([who for row in rows for who in (row.author, row.confirmed_by, row.withdrawn_by)]),
    }


def _today() -> datetime.date:
    return datetime.datetime.now(tk.h.get_display_timezone()).date()


def _last(register: Register) -> Optional[datetime.date]:
    online = Publication.current_of(register.id)
    return online.period_end if online and not register.withdrawn else None


def _has_rhythm(standard: Standard) -> bool:
    return bool(standard.period_field) and last_over(standard.frequency, _today()) is not None


def _plain(period: Period) -> dict[str, Any]:
    return {"kind": period.kind, "start": period.start.isoformat(), "end": period.end.isoformat()}


def _told(declaration: Declaration) -> dict[str, Any]:
    """The declaration with its period in words. Its days are kept: a standard may change its rhythm later."""
    length = (declaration.period_end - declaration.period_start).days
    kind = "week" if length < 20 else "month" if length < 40 else "quarter" if length < 100 else "year"
    words = french.for_period(kind, declaration.period_start, declaration.period_end)
    return {**declaration.as_dict(), "kind": kind, "period": words}


def _open(standard: Standard, last: Optional[datetime.date], today: datetime.date) -> list[Period]:
    """Periods that are over, after what is online; of an empty register, the newest one."""
    newest = last_over(standard.frequency, today) if standard.period_field else None
    found: list[Period] = []
    while newest is not None and len(found) < _MOST and (last is None or newest.start > last):
        found.append(newest)
        if last is None:
            break
        newest = last_over(standard.frequency, newest.start)
    return found[::-1]


def _wanted(register: Register, standard: Standard, day: Optional[datetime.datetime]) -> Period:
    if not _has_rhythm(standard):
        raise tk.ValidationError({"period": [tk._("This standard has no rhythm: no period of it can be missing.")]})
    if day is not None:
        period = period_of(standard.frequency, day.date())
    else:
        starts = {row.period_start for row in Declaration.standing([register.id])[register.id]}
        last = _last(register)
        period = late(standard.frequency, last, _today(), starts)
        if period is None and last is None:
            period = last_over(standard.frequency, _today())
    if period is None:
        raise tk.ValidationError({"period": [tk._("Nothing is missing. Say which period you mean.")]})
    if period.end >= _today():
        raise tk.ValidationError({"period": [tk._("This period is not over yet: something may still come.")]})
    return period


def _refuse_contradiction(register: Register, standard: Standard, period: Period) -> None:
    known = records_in(standard, register.id)(period.start, period.end)
    if known:
        raise tk.ValidationError({"period": [tk.ungettext(
            "{count} line of the register speaks of this period: finish it, or delete it first.",
            "{count} lines of the register speak of this period: finish them, or delete them first.", known,
        ).format(count=french.number(known))]})
