"""What settles an ambiguous date or comma: the person's answer, else the rest of the column."""
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .repair import Readings, dates, numbers

if TYPE_CHECKING:
    from .columns import Column

_DATES = (dates.DAY_FIRST, dates.MONTH_FIRST)
_COMMAS = (numbers.DECIMAL, numbers.THOUSANDS)


def initial(answers: Mapping[str, str], name: str) -> Readings:
    """What the person answered for a column (``*`` answers for all)."""
    known = Readings()
    for key in ("*", name):
        answer = answers.get(key)
        if answer in _DATES:
            known.dates = answer
        elif answer in _COMMAS:
            known.comma = answer
    return known


def look_through(table: Any, width: int, column: Column, rule: str) -> Readings:
    """Readings of a column after a look at all its values: proofs that agree decide, others do not."""
    assert column.judge is not None
    known = column.judge.readings
    prove = dates.evidence if rule == "date" else numbers.evidence
    shape = r"^\s*[0-9]{1,2}\s*[-/. ]" if rule == "date" else r"[0-9],[0-9]"
    proofs: set[str] = set()
    for block in table.blocks(width):
        texts = block.frame[column.key]
        for text in texts.filter(texts.str.contains(shape).fill_null(False)).unique().to_list():
            proof = prove(text.strip())
            if proof:
                proofs.add(proof)
        if len(proofs) > 1:
            break
    settled = proofs.pop() if len(proofs) == 1 else None
    if rule == "date":
        return Readings(settled or known.dates, known.comma)
    return Readings(known.dates, settled or known.comma)
