"""The states of an import.

    checking ──▶ ready ──▶ accepting ──▶ accepted ──▶ undoing ──▶ undone
        │  ▲       │
        ▼  └───────┤ another sheet, other columns, other corrections
     failed    cancelled
"""
from __future__ import annotations

CHECKING = "checking"
READY = "ready"
FAILED = "failed"
ACCEPTING = "accepting"
ACCEPTED = "accepted"
CANCELLED = "cancelled"
UNDOING = "undoing"
UNDONE = "undone"

#: Somebody works at it, or will.
PENDING = (CHECKING, ACCEPTING, UNDOING)
#: Nothing was stored, and nothing is under way: it can be read anew or given up.
OPEN = (READY, FAILED)
