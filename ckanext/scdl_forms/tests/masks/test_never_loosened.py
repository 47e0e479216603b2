"""Whatever a mask sets, what it lets through is right by the standard too: judged by the engine itself."""
from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.scdl.shared import Standard, get_standard, mask_rules, merge_masks
from ckanext.scdl_validation.shared import check_record

pytestmark = pytest.mark.usefixtures("with_plugins")

NAMES = ("deliberations", "subventions", "menus-collectifs", "prenoms")


@cache
def standard(name: str) -> Standard:
    return get_standard(name)


def value_of(spec: Any) -> st.SearchStrategy[str]:
    """Right values more often than wrong ones: a record that is refused anyway proves nothing."""
    official = list(mask_rules.choices(spec))
    right = [spec.example] if spec.example else []
    if spec.type == "array" and official:
        right += [json.dumps([item], ensure_ascii=False) for item in official]
    else:
        right += official
    right += {"boolean": list(spec.true_values[:1] + spec.false_values[:1]), "date": ["2024-03-12"], "year": ["2024"],
              "integer": ["0", "12"], "number": ["1.5"]}.get(spec.type, [])
    texts = st.sampled_from(right) if right else st.just("texte")
    return texts if spec.required else st.one_of(texts, st.just(""), st.just("n'importe quoi"))


def settings_of(target: Standard) -> st.SearchStrategy[dict[str, Any]]:
    def one(spec: Any) -> st.SearchStrategy[dict[str, Any]]:
        official = list(mask_rules.choices(spec))
        return st.fixed_dictionaries({}, optional={
            "visibility": st.sampled_from(["hidden", "shown"]),
            "values": st.lists(st.sampled_from([*official, "étranger"]), max_size=4),
            "default": st.sampled_from([*official, "étranger", ""]), "help": st.just("Aide"),
        })
    return st.fixed_dictionaries({"fields": st.fixed_dictionaries({}, optional={spec.name: one(spec) for spec in target.fields})})


def faults(descriptor: Any, values: dict[str, str]) -> set[tuple[str | None, str]]:
    return {(error.column, error.code) for error in check_record(descriptor, values).errors}


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_valid_under_the_mask_is_valid_under_the_standard(name: str, data: Any) -> None:
    target = standard(name)
    masked = mask_rules.apply(target, merge_masks([data.draw(settings_of(target)), data.draw(settings_of(target))]))
    values = {spec.name: data.draw(value_of(spec), label=spec.name) for spec in target.fields}
    assert faults(target.descriptor, values) <= faults(masked.descriptor, values)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_record_lacks_the_same_things(name: str) -> None:
    target = standard(name)
    every = {"fields": {spec.name: {"visibility": "hidden"} for spec in target.fields}}
    masked = mask_rules.apply(target, every)
    assert faults(target.descriptor, {}) == faults(masked.descriptor, {})
    shown = {spec.name for spec in masked.fields if spec.visibility != "hidden"}
    assert {spec.name for spec in target.fields if spec.required} <= shown
