"""The history of a record as people remember it: saves of one sitting are one entry.

A draft keeps itself while it is typed, so one sitting may leave many versions. All of them are stored, and can be brought
back; the page shows the last of each sitting, with the others folded under it.
"""
from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from .values import differences

#: Two saves that are further apart belong to two sittings.
SITTING = datetime.timedelta(minutes=30)


def sittings(
    versions: Sequence[Mapping[str, Any]], milestones: Collection[int], columns: Sequence[str],
) -> list[dict[str, Any]]:
    """Versions of a record, those of one sitting under the last of them.

    :param versions: as ``scdl_record_history`` gives them, newest first
    :param milestones: numbers of the versions that something happened to (sent, approved, online…): never folded
    :param columns: columns of the standard, in order
    :returns: the versions that are shown, newest first, each with ``changes`` since the sitting before and
        ``earlier``: the versions folded under it, newest first
    """
    shown: list[dict[str, Any]] = []
    for version in versions:
        if shown and version["version"] not in milestones and _same_sitting(version, _oldest(shown[-1])):
            shown[-1]["earlier"].append(version)
        else:
            shown.append({**version, "earlier": []})
    for entry, before in zip(shown, [*shown[1:], {"values": {}}]):
        if entry["earlier"]:
            entry["changes"] = differences(before["values"], entry["values"], columns)
    return shown


def _oldest(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return entry["earlier"][-1] if entry["earlier"] else entry


def _same_sitting(version: Mapping[str, Any], newer: Mapping[str, Any]) -> bool:
    if version["source"] != "form" or any(version[name] != newer[name] for name in ("author", "source", "on_behalf_of")):
        return False
    moments = [datetime.datetime.fromisoformat(entry["created"]) for entry in (version, newer)]
    return moments[1] - moments[0] <= SITTING
