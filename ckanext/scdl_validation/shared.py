"""What the other plugins of the suite may use of this one.

It is the only module of ``scdl_validation`` that a sibling imports. The engine
is loaded on first use: it brings columnar libraries that a web process that
only shows pages should not pay for when it starts.
"""
from __future__ import annotations

from importlib import import_module
from typing import Any

_ENGINE = "ckanext.scdl_validation.engine"

# public name -> the module that holds it
_LAZY: dict[str, str] = {
    "check": _ENGINE,
    "check_record": _ENGINE,
    "Error": _ENGINE,
    "Repair": _ENGINE,
    "Report": _ENGINE,
    "Limits": _ENGINE,
    "EngineError": _ENGINE,
    "RULE_LABELS": f"{_ENGINE}.repair.rules",
    "read_table": f"{_ENGINE}.reading",
    "write_csv": f"{_ENGINE}.writing",
    "write_ods": f"{_ENGINE}.writing",
    "write_xlsx": f"{_ENGINE}.writing",
    "write_xlsx_template": f"{_ENGINE}.writing",
    "write_annotated_xlsx": f"{_ENGINE}.writing",
    "write_corrected_csv": f"{_ENGINE}.writing",
    "in_the_portal_s_language": "ckanext.scdl_validation.language",
    "recognise": "ckanext.scdl_validation.recognition",
}

__all__ = sorted(_LAZY)


def __getattr__(name: str) -> Any:
    """Return the object called ``name`` (PEP 562).

    Raises:
        AttributeError: the name is not part of what siblings may use, or the
            engine does not have it.
    """
    try:
        module = _LAZY[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    return getattr(import_module(module), name)


def __dir__() -> list[str]:
    return __all__
