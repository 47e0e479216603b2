"""Acting as the operator, and leaving the catalogue as it was."""
from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

_numbers = itertools.count(1)


@pytest.fixture
def act(with_plugins: None) -> Callable[..., Any]:
    """Call an action as a sysadmin."""
    import ckan.plugins.toolkit as tk
    from ckan.tests import factories

    admin = factories.Sysadmin()

    def call(name: str, /, **data: Any) -> Any:
        return tk.get_action(name)({"user": admin["name"]}, data)

    return call


@pytest.fixture
def fresh_name() -> str:
    """A catalogue name that no other test has taken."""
    return f"essai/bancs-{next(_numbers)}"


@pytest.fixture(autouse=True)
def _leave_no_standard(with_plugins: None) -> Iterator[None]:
    """What a test adds or retires is gone after it: other tests count the standards."""
    yield
    from ckan import model

    from ckanext.scdl import stamps
    from ckanext.scdl.model import added_standard, stamp

    model.Session.rollback()
    for table in (added_standard.AddedOverlay, added_standard.AddedStandard, added_standard.RetiredStandard):
        model.Session.query(table).delete()
    stamp.bump(stamp.STANDARDS)
    model.Session.commit()
    stamps.forget(stamp.STANDARDS)
