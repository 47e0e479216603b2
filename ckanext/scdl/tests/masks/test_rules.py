"""What a mask may do, and that it never does more."""
from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ckanext.scdl.catalogue.shipped import Registry, default_folder
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.masks import rules
from ckanext.scdl.masks.settings import merge, shape_problems, tidy

pytestmark = pytest.mark.usefixtures("with_plugins")


@cache
def shipped() -> Registry:
    return Registry(default_folder())


def standard(name: str) -> Standard:
    found = shipped().get(name)
    assert found is not None
    return found


def messages(name: str, own: dict, inherited: dict | None = None) -> list[str]:
    return [problem.message for problem in rules.problems(standard(name), own, inherited or {})]


def test_an_optional_field_is_hidden_and_a_required_one_is_not():
    assert messages("deliberations", {"fields": {"PREF_ID": {"visibility": "hidden"}}}) == []
    assert "obligatoire" in messages("deliberations", {"fields": {"DELIB_OBJET": {"visibility": "hidden"}}})[0]


def test_a_list_gets_shorter_and_never_longer():
    official = standard("subventions").field("nature").enum
    assert official
    own = {"fields": {"nature": {"values": [official[0]]}}}
    assert messages("subventions", own) == []
    result = rules.apply(standard("subventions"), own)
    assert result.field("nature").enum == (official[0],)
    assert result.field("nature").constraints["enum"] == [official[0]]
    assert standard("subventions").field("nature").enum == official, "the official standard was changed"
    assert "n'y ajoute rien" in messages("subventions", {"fields": {"nature": {"values": ["autre chose"]}}})[0]


def test_the_prefilled_value_belongs_to_the_list():
    official = standard("subventions").field("nature").enum
    assert messages("subventions", {"fields": {"nature": {"default": official[0]}}}) == []
    assert "pas dans la liste" in messages("subventions", {"fields": {"nature": {"default": "rien"}}})[0]
    both = {"fields": {"nature": {"default": official[0], "values": [official[1]]}}}
    assert "liste réduite" in messages("subventions", both)[0]
    # the level above prefills what this one takes out of the list
    above = {"fields": {"nature": {"default": official[0]}}}
    assert "préremplie" in messages("subventions", {"fields": {"nature": {"values": [official[1]]}}}, above)[0]


def test_help_default_and_order_reach_the_form():
    plain = standard("deliberations")
    result = rules.apply(plain, {
        "fields": {"BUDGET_NOM": {"help": "Le nom du budget communal.", "default": "Budget principal"}},
        "groups": ["vote"], "order": {"acte": ["DELIB_OBJET"]},
    })
    assert result.field("BUDGET_NOM").help == "Le nom du budget communal."
    assert result.overlay["fields"]["BUDGET_NOM"]["default"] == "Budget principal"
    assert result.groups[0].name == "vote"
    acte = next(group for group in result.groups if group.name == "acte")
    assert acte.fields[0] == "DELIB_OBJET"
    assert result.columns == plain.columns, "files keep the official order"
    assert result.descriptor is plain.descriptor


def test_what_the_standard_ties_together_is_hidden_together():
    tied = next(columns for columns, one in rules.ties(standard("deliberations")) if not one)
    first = {"fields": {tied[0]: {"visibility": "hidden"}}}
    assert any("masquez-les tous" in message for message in messages("deliberations", first)) or any(
        "obligatoire" in message for message in messages("deliberations", first))
    alternatives = next(columns for columns, one in rules.ties(standard("subventions")) if one)
    every = {"fields": {column: {"visibility": "hidden"} for column in alternatives}}
    assert any("l'un de ces champs" in message or "obligatoire" in message for message in messages("subventions", every))
    result = rules.apply(standard("subventions"), every)
    assert any(result.field(column).visibility != "hidden" for column in alternatives)


def test_the_nearest_level_wins_setting_by_setting():
    merged = merge([
        {"fields": {"A": {"visibility": "hidden", "help": "loin"}, "B": {"default": "1"}}, "groups": ["x"]},
        {"fields": {"A": {"visibility": "shown"}}, "order": {"x": ["A"]}},
    ])
    assert merged == {
        "fields": {"A": {"visibility": "shown", "help": "loin"}, "B": {"default": "1"}}, "groups": ["x"], "order": {"x": ["A"]}}


def test_settings_that_change_nothing_give_the_very_standard():
    assert rules.apply(standard("prenoms"), {}) is standard("prenoms")
    assert rules.apply(standard("prenoms"), {"fields": {"INCONNU": {"visibility": "hidden"}}}) is standard("prenoms")


@pytest.mark.parametrize("wrong", [
    None, [], "masque", {"champs": {}}, {"fields": []}, {"fields": {"A": 1}}, {"fields": {"A": {"required": False}}},
    {"fields": {"A": {"visibility": "loose"}}}, {"fields": {"A": {"help": 3}}}, {"fields": {"A": {"help": "x" * 501}}},
    {"fields": {"A": {"values": "abc"}}}, {"groups": "abc"}, {"order": {"A": "abc"}}, {"order": []},
])
def test_a_wrong_shape_is_explained(wrong):
    assert shape_problems(wrong)


# --- never loosened, whatever the settings say -----------------------------------------------------------------------

def field_settings(spec) -> st.SearchStrategy:
    official = list(rules.choices(spec))
    values = st.lists(st.sampled_from([*official, "étranger"]) if official else st.text(max_size=5), max_size=6)
    return st.fixed_dictionaries({}, optional={
        "visibility": st.sampled_from(["hidden", "shown"]),
        "default": st.one_of(st.just(""), st.sampled_from(official) if official else st.text(max_size=8), st.text(max_size=8)),
        "values": values, "help": st.text(max_size=20),
    })


def any_settings(target: Standard) -> st.SearchStrategy:
    columns, groups = list(target.columns), [group.name for group in target.groups]
    return st.fixed_dictionaries({}, optional={
        "fields": st.fixed_dictionaries({}, optional={
            **{spec.name: field_settings(spec) for spec in target.fields}, "INCONNU": st.just({"visibility": "hidden"})}),
        "groups": st.lists(st.sampled_from([*groups, "inconnu"]), max_size=8),
        "order": st.dictionaries(st.sampled_from([*groups, "inconnu"]), st.lists(st.sampled_from(columns), max_size=6), max_size=3),
    })


@pytest.mark.parametrize("name", ["deliberations", "subventions", "menus-collectifs", "dae", "irve-statique", "pei"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_no_mask_loosens_a_standard(name, data):
    target = standard(name)
    masked = rules.apply(target, merge([data.draw(any_settings(target)), data.draw(any_settings(target))]))
    assert masked.columns == target.columns
    assert masked.key == target.key
    assert masked.name == target.name
    assert masked.version == target.version
    assert sorted(column for group in masked.groups for column in group.fields) == sorted(target.columns)
    for before, after in zip(target.fields, masked.fields):
        assert after.required == before.required
        assert (after.type, after.format, after.missing_values) == (before.type, before.format, before.missing_values)
        if before.required:
            assert after.visibility == before.visibility or after.visibility != "hidden"
        if before.enum:
            assert after.enum
            assert set(after.enum) <= set(before.enum)
        others = ({key: value for key, value in spec.constraints.items() if key != "enum"} for spec in (before, after))
        assert next(others) == next(others)
    for key, value in target.descriptor.items():
        if key != "fields":
            assert masked.descriptor[key] == value
    # what is kept once is kept again: a form built twice is the same form
    assert rules.apply(target, tidy({})) is target


@pytest.mark.parametrize("name", ["deliberations", "subventions", "menus-collectifs"])
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_what_is_accepted_is_applied_as_it_was_set(name, data):
    """Settings without a problem are not silently changed."""
    target = standard(name)
    own = tidy(data.draw(any_settings(target)))
    if rules.problems(target, own, {}):
        return
    applied = rules.applicable(target, own)
    for column, wanted in (own.get("fields") or {}).items():
        for key, value in wanted.items():
            got = (applied.get("fields") or {}).get(column, {}).get(key)
            assert got == value or (key == "values" and set(got or ()) == set(value))
