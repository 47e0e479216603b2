"""Tables of the plugin."""
from __future__ import annotations

from .report import ValidationReport

__all__ = ["ValidationReport"]
