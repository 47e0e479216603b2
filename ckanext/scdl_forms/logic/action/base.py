"""What several actions share: who acts, for whom, in which words, and how a change is kept."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Optional

import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from ckan import model as core
from ckan.types import Context

from ckanext.scdl.shared import Standard, effective_standard, get_standard
from ckanext.scdl_forms import jobs
from ckanext.scdl_forms.model import Record, RecordEvent, Register
from ckanext.scdl_forms.model.base import now


def user_id(context: Context) -> str:
    """The id of the person who acts.

    :raises ckan.plugins.toolkit.NotAuthorized: when nobody is known
    """
    user: Any = context.get("auth_user_obj")
    if user is None and context.get("user"):
        user = core.User.get(context["user"])
    if user is None:
        raise tk.NotAuthorized(tk._("Log in to do this."))
    return user.id


def on_behalf_of(actor: str, organization_id: str) -> Optional[str]:
    """The organisation in whose name someone acts who is not one of its own people."""
    own = (
        core.Session.query(core.Member.id)
        .filter(
            core.Member.group_id == organization_id,
            core.Member.table_name == "user",
            core.Member.table_id == actor,
            core.Member.state == "active",
        )
        .first()
    )
    return None if own else organization_id


def standard_of(register: Register) -> Standard:
    """The standard that a register follows, at its version, as its organisation uses it."""
    return effective_standard(get_standard(register.schema_name, register.schema_version), register.organization_id)


@contextmanager
def transaction(context: Context) -> Iterator[None]:
    """Keep all of a change or none of it; a caller with ``defer_commit`` decides itself."""
    try:
        yield
    except BaseException:
        if not context.get("defer_commit"):
            core.Session.rollback()
        raise
    if context.get("defer_commit"):
        core.Session.flush()
    else:
        core.Session.commit()


def add_event(record: Record, event: str, actor: str, behalf: Optional[str], reason: Optional[str] = None) -> None:
    """Note what happened to a record."""
    core.Session.add(RecordEvent(
        record_id=record.id, version=record.working_version, event=event, author=actor, on_behalf_of=behalf,
        reason=reason, created=now(),
    ))


def publish_soon(context: Context, register: Register) -> None:
    """Ask for a publication when the register waits for one that is not left to the hourly job."""
    if not context.get("defer_commit"):
        jobs.request_publication(register.id)


def people(ids: Iterable[Optional[str]]) -> dict[str, str]:
    """Names to show for users, by id."""
    wanted = sorted({identifier for identifier in ids if identifier})
    if not wanted:
        return {}
    rows = core.Session.query(core.User).filter(core.User.id.in_(wanted))
    return {user.id: user.fullname or user.name for user in rows}


def counts(register_ids: list[str]) -> dict[str, dict[str, int]]:
    """For each register: records by state, pending changes as ``change_<state>``, ``total`` and ``errors``."""
    result: dict[str, dict[str, int]] = {register_id: Counter() for register_id in register_ids}
    if not register_ids:
        return result
    query = (
        core.Session.query(
            Record.register_id, Record.state, Record.change, sa.func.count(Record.id),
            sa.func.sum(sa.case((Record.error_count > 0, 1), else_=0)),
        )
        .filter(Record.register_id.in_(register_ids))
        .group_by(Record.register_id, Record.state, Record.change)
    )
    for register_id, state, change, number, wrong in query:
        tally = result[register_id]
        tally[state] = tally.get(state, 0) + number
        tally["total"] = tally.get("total", 0) + number
        tally["errors"] = tally.get("errors", 0) + int(wrong or 0)
        if change:
            tally[f"change_{change}"] = tally.get(f"change_{change}", 0) + number
    return {register_id: dict(tally) for register_id, tally in result.items()}
