"""The standard as one organisation uses it: the masks of all levels above it, and its own."""
from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Optional

from ckanext.scdl import stamps
from ckanext.scdl.catalogue.standard import Standard
from ckanext.scdl.masks import rules
from ckanext.scdl.masks.settings import Settings, merge
from ckanext.scdl.model import mask as masks
from ckanext.scdl.model import stamp
from ckanext.scdl.model import territory as tree

_MAX_KEPT = 512

_kept: OrderedDict[tuple[int, tuple[tuple[str, int], ...]], tuple[Standard, Standard]] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True)
class Level:
    """What one level sets. ``organization_id`` is empty for the platform; ``version`` is 0 when nothing was ever set."""

    organization_id: str
    version: int
    settings: Settings


def level_ids(organization_id: str) -> list[str]:
    """The platform, then the organisations from the top of the tree down to this one (empty: the platform alone)."""
    if not organization_id:
        return [masks.PLATFORM]
    above = [group.id for group in reversed(tree.ancestor_groups(organization_id))]
    return [masks.PLATFORM, *above, organization_id]


def levels(schema_name: str, organization_id: str) -> list[Level]:
    """What each level sets for a standard, the farthest first; levels that set nothing are there too."""
    ids = level_ids(organization_id)
    found = {mask.organization_id: mask for mask in masks.in_force(ids, schema_name)}
    return [
        Level(identifier, found[identifier].version, found[identifier].settings) if identifier in found
        else Level(identifier, 0, {})
        for identifier in ids
    ]


def effective(standard: Standard, organization_id: str) -> Standard:
    """The standard with the masks of the platform, of the organisations above and of this one, nearest first.

    Without any mask on the portal this costs one small query a request.
    """
    if not stamps.current(stamp.MASKS):
        return standard
    set_here = [level for level in levels(standard.name, organization_id) if level.settings]
    if not set_here:
        return standard
    key = (id(standard), tuple((level.organization_id, level.version) for level in set_here))
    kept = _recall(key, standard)
    if kept is not None:
        return kept
    result = rules.apply(standard, merge(level.settings for level in set_here))
    with _lock:
        _kept[key] = (standard, result)
        while len(_kept) > _MAX_KEPT:
            _kept.popitem(last=False)
    return result


def _recall(key: tuple[int, tuple[tuple[str, int], ...]], standard: Standard) -> Optional[Standard]:
    with _lock:
        found = _kept.get(key)
        if found is None or found[0] is not standard:
            return None
        _kept.move_to_end(key)
        return found[1]
