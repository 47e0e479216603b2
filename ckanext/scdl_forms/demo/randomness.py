"""Chance that always falls the same way, so that two loads of the demo give the same territory."""

from __future__ import annotations

import random

SEED = "val-orle"


def chance(*names: object) -> random.Random:
    """Return a generator of its own for ``names``: what one register draws moves no other."""
    return random.Random(":".join((SEED, *map(str, names))))  # noqa: S311 - invented data, no secret


def share(total: int, weights: list[float]) -> list[int]:
    """Cut ``total`` in whole parts proportional to ``weights``; the parts add up to ``total`` exactly."""
    whole = sum(weights)
    parts = [int(total * weight / whole) for weight in weights]
    by_rest = sorted(range(len(weights)), key=lambda i: total * weights[i] / whole - parts[i], reverse=True)
    for index in by_rest[: total - sum(parts)]:
        parts[index] += 1
    return parts
