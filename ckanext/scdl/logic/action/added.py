"""Actions on standards added at run time."""
from __future__ import annotations

from typing import Any, Callable


def get_actions() -> dict[str, Callable[..., Any]]:
    """Actions on added standards by name."""
    return {}
