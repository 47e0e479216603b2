"""A table's standard is told from its header, or not at all."""
from __future__ import annotations

import random

import pytest

from ckanext.scdl.shared import list_standards
from ckanext.scdl_validation.recognition import best, plain

pytestmark = pytest.mark.usefixtures("with_plugins")


def test_labels_are_compared_without_case_accents_or_punctuation() -> None:
    """What a spreadsheet user types is near enough."""
    assert plain(" Délib. Date ") == plain("DELIB_DATE") == "delibdate"


def test_each_standard_is_recognised_by_its_own_header() -> None:
    """Whatever the order of the columns, in capitals or not."""
    standards = list_standards()
    for standard in standards:
        header = [field.name.lower() for field in standard.fields]
        random.Random(1).shuffle(header)
        assert best(header, standards) is standard


def test_an_ordinary_table_is_nobody_s() -> None:
    """Few common columns prove nothing."""
    standards = list_standards()
    assert best(["nom", "prénom", "date", "adresse", "montant"], standards) is None
    assert best([], standards) is None
    assert best(["", " ", "…"], standards) is None
