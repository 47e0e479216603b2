"""Years and spans of years."""
from __future__ import annotations

import re
from typing import Any

from .base import CellCheck, Sentence


class YearInterval(CellCheck):
    """``AAAA/AAAA``, the years growing; ``AAAA`` alone when ``allow-year-only`` says so."""

    names = ("year-interval", "year-interval-value")

    def __init__(self, declared: str, params: dict[str, Any]) -> None:
        super().__init__(declared, params)
        allowed = params.get("allow-year-only", params.get("allow_year_only", False))
        self.year_only = allowed is True or allowed in ("yes", "true")

    def broken(self, text: str, value: Any) -> bool:
        if self.year_only and re.fullmatch(r"[0-9]{4}", text):
            return False
        found = re.fullmatch(r"([0-9]{4})/([0-9]{4})", text)
        return not found or int(found.group(1)) >= int(found.group(2))

    def message(self, text: str) -> Sentence:
        forms = "AAAA ou AAAA/AAAA" if self.year_only else "AAAA/AAAA"
        found = re.fullmatch(r"\s*(\d{4})\s*[/\-–]\s*(\d{4})\s*", text)
        if found:
            first, last = found.groups()
            if int(first) > int(last):
                return (f"L'intervalle commence par l'année la plus ancienne : {last}/{first}.", f"{last}/{first}")
            if first == last:
                better = f"« {first} »" if self.year_only else "deux années différentes"
                return f"Les deux années sont les mêmes : écrivez {better}.", first if self.year_only else None
            return f"Écrivez l'intervalle sous la forme AAAA/AAAA, par exemple {first}/{last}.", f"{first}/{last}"
        return f"On attend une année ou un intervalle d'années de la forme {forms}, par exemple 2023/2024.", None
