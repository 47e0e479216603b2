"""Strict mode gives frictionless' own errors: same rows, same columns, same codes."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, given, settings

from .reference import difference
from .strategies import tables

EXAMPLES = int(os.environ.get("SCDL_EXAMPLES", "60"))
SETTINGS = settings(max_examples=EXAMPLES, deadline=None, derandomize=False,
                    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example])


@SETTINGS
@given(tables())
def test_strict_mode_gives_the_errors_of_frictionless(table: tuple[dict[str, Any], bytes]) -> None:
    """On any schema and file, ragged and blank rows included, the two multisets are equal."""
    descriptor, data = table
    assert difference(data, descriptor) is None
