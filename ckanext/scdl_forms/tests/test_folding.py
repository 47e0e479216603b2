"""The history of a record, sitting by sitting."""
from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl_forms.records.folding import sittings

START = datetime.datetime(2026, 3, 12, 10, 0)


def saved(number, minutes, text="", author="a", source="form"):
    """A version, as the action gives it."""
    return {
        "version": number, "created": (START + datetime.timedelta(minutes=minutes)).isoformat(), "author": author,
        "on_behalf_of": None, "source": source, "values": {"OBJET": text}, "changes": [],
    }


def shown(versions, milestones=()):
    return [(entry["version"], [draft["version"] for draft in entry["earlier"]])
            for entry in sittings(versions, milestones, ["OBJET"])]


def test_saves_of_one_sitting_are_one_entry():
    versions = [saved(4, 62, "Achat d'un banc"), saved(3, 61, "Achat d'"), saved(2, 1, "Ach"), saved(1, 0, "A")]
    assert shown(versions) == [(4, [3]), (2, [1])]
    newest, oldest = sittings(versions, (), ["OBJET"])
    assert newest["changes"] == [{"column": "OBJET", "before": "Ach", "after": "Achat d'un banc"}]
    assert oldest["changes"] == [{"column": "OBJET", "before": "", "after": "Ach"}]


def test_what_was_sent_stands_by_itself():
    assert shown([saved(3, 2), saved(2, 1), saved(1, 0)], {2}) == [(3, []), (2, [1])]


def test_two_people_or_a_file_are_not_one_sitting():
    assert shown([saved(2, 1, author="b"), saved(1, 0)]) == [(2, []), (1, [])]
    assert shown([saved(2, 1, source="import"), saved(1, 0, source="import")]) == [(2, []), (1, [])]


@given(st.lists(st.tuples(st.integers(0, 90), st.sampled_from("ab"), st.sampled_from(["form", "api"]), st.booleans()), max_size=12))
def test_every_version_is_there_once_and_in_order(steps):
    moment, versions, milestones = 0, [], set()
    for number, (minutes, author, source, milestone) in enumerate(steps, 1):
        moment += minutes
        versions.insert(0, saved(number, moment, str(number), author, source))
        if milestone:
            milestones.add(number)
    entries = shown(versions, milestones)
    assert [number for head, earlier in entries for number in (head, *earlier)] == [one["version"] for one in versions]
    assert milestones <= {head for head, _earlier in entries}
