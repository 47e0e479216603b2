"""The states of a record and the ways from one to the next.

A record has one ``state`` for the outside and, once it is online, a ``change``:
the state of a newer version that waits while the older one stays online.

    draft ──submit──▶ to_review ──approve──▶ approved ──publication──▶ published
      ▲                  │                                                │
      └────── save ── to_correct ◀─reject                             withdraw
                                                                          ▼
                                                                      withdrawn
"""
from __future__ import annotations

from typing import Optional, Protocol

DRAFT = "draft"
TO_REVIEW = "to_review"
TO_CORRECT = "to_correct"
APPROVED = "approved"
PUBLISHED = "published"
WITHDRAWN = "withdrawn"

STATES = (DRAFT, TO_REVIEW, TO_CORRECT, APPROVED, PUBLISHED, WITHDRAWN)

#: Which states (of the version that people work on) each step may start from.
_ALLOWED: dict[str, frozenset[str]] = {
    "save": frozenset({DRAFT, TO_REVIEW, TO_CORRECT, APPROVED, PUBLISHED, WITHDRAWN}),
    "submit": frozenset({DRAFT, TO_CORRECT, WITHDRAWN}),
    "approve": frozenset({TO_REVIEW}),
    "reject": frozenset({TO_REVIEW, APPROVED}),
    "withdraw": frozenset({TO_REVIEW, TO_CORRECT, APPROVED, PUBLISHED, DRAFT}),
}


class Head(Protocol):
    """The part of a record that the rules of states read and write."""

    state: Optional[str]
    change: Optional[str]


def working_state(record: Head) -> str:
    """The state of the newest version: the pending change's when there is one."""
    return record.change or record.state or DRAFT


def allows(record: Head, step: str) -> bool:
    """Whether ``step`` (save, submit, approve, reject, withdraw) may be taken from here."""
    if step == "withdraw":
        # only what is online, or on its way there, can be taken back
        return record.state in (PUBLISHED, APPROVED)
    return working_state(record) in _ALLOWED[step]


def move(record: Head, state: str) -> None:
    """Give the newest version a state, and keep what is online online.

    A record that is online keeps the state ``published`` and carries the rest
    in ``change``; any other has one state only.
    """
    if record.state == PUBLISHED and state != WITHDRAWN:
        record.change = None if state == PUBLISHED else state
    else:
        record.state = state
        record.change = None
