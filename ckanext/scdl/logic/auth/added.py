"""Who may add, change and retire standards."""
from __future__ import annotations

from typing import Any, Callable


def get_auth_functions() -> dict[str, Callable[..., dict[str, Any]]]:
    """Authorisation functions on added standards by name."""
    return {}
