"""Repairs made in the open: each has a rule, can be refused, and never chooses between two readings."""
from __future__ import annotations

from .rules import RULE_LABELS, Readings, Repaired, repair_value

__all__ = ["RULE_LABELS", "Readings", "Repaired", "repair_value"]
