"""What the engine lends to the plugin ``scdl``: its judgement on descriptors and on single values."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.scdl.shared import register_judges


def descriptor_problems(descriptor: Mapping[str, Any]) -> list[str]:
    """Why the engine cannot check tables by this descriptor, in French; empty when it can."""
    from .engine.descriptor import load_schema
    from .engine.errors import EngineError

    try:
        load_schema(descriptor)
    except EngineError as error:
        return [str(error)]
    return []


def value_problem(descriptor: Mapping[str, Any], column: str, text: str) -> str:
    """Why one column refuses a text, in French; empty when it does not. Checks between columns are left out."""
    from .engine import check_record

    alone = {**descriptor, "custom_checks": [
        check for check in descriptor.get("custom_checks") or ()
        if isinstance(check, Mapping) and set(map(str, (check.get("params") or {}).values())) >= {column}
        and "columns" not in (check.get("params") or {}) and "column2" not in (check.get("params") or {})
    ]}
    report = check_record(alone, {column: text})
    return next((error.message for error in report.errors if error.column == column), "")


def register() -> None:
    """Lend both to ``scdl``."""
    register_judges(descriptor_problems, value_problem)
