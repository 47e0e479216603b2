"""The telephone of an organisation, as the columns that it fills expect it."""
from __future__ import annotations

import pytest

from ckanext.scdl.territory import international


@pytest.mark.parametrize(("said", "written"), [
    ("05 36 49 02 74", "+33536490274"), ("05.36.49.02.74", "+33536490274"), ("02 62 10 20 30", "+262262102030"),
    ("0690 12 34 56", "+590690123456"), ("+33 5 36 49 02 74", "+33536490274"), ("3949", "3949"), ("", ""),
    ("en mairie", "en mairie"),
])
def test_international(said, written):
    assert international(said) == written
