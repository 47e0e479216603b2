"""Refusals of the plugin, each with what a person needs to go on."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk


class RecordInvalid(tk.ValidationError):
    """A record breaks the rules of its standard.

    :ivar problems: list of ``{column, code, message, suggestion}``
    :ivar values: what was sent, after the repairs that are certain
    """

    def __init__(self, problems: list[dict[str, Any]], values: dict[str, str]) -> None:
        summary: dict[str, list[str]] = {}
        for problem in problems:
            summary.setdefault(problem["column"] or "__all__", []).append(problem["message"])
        super().__init__(summary)
        self.problems = problems
        self.values = values


class EditConflict(tk.ValidationError):
    """Someone else has saved the record since it was opened.

    :ivar current: the record as it is now, with its values
    :ivar mine: what this person wanted to save
    """

    def __init__(self, current: dict[str, Any], mine: dict[str, str]) -> None:
        super().__init__({"version": [tk._("Someone else has changed this record since you opened it.")]})
        self.current = current
        self.mine = mine
