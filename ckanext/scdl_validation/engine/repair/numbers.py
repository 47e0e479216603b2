"""Reading of the numbers that people write."""
from __future__ import annotations

import re

DECIMAL, THOUSANDS = "decimal", "thousands"
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009\u2007]")
_MONEY = re.compile(r"(?:€|eur|euros?)", re.IGNORECASE)
_GROUPED = {sep: re.compile(rf"\d{{1,3}}(?:{re.escape(sep)}\d{{3}})+") for sep in (" ", ",", ".")}


def _clean(text: str) -> tuple[str, str]:
    """Sign and body of ``text``, without currency; groups separated by one plain space."""
    body = _MONEY.sub("", text).replace("\u2212", "-")
    body = _SPACES.sub(" ", body).strip()
    sign = ""
    if body.startswith(("+", "-")):
        sign, body = ("-" if body[0] == "-" else ""), body[1:].strip()
    return sign, body


def _whole(text: str) -> str | None:
    """``1 234`` or ``1234`` as digits, None when the groups are not of three."""
    if text.isascii() and text.isdigit():
        return text
    return text.replace(" ", "") if _GROUPED[" "].fullmatch(text) else None


def ambiguous(text: str) -> bool:
    """Whether the one comma or point of ``text`` can be decimal or group thousands (``1,234``)."""
    _, body = _clean(text)
    return re.fullmatch(r"[1-9]\d{0,2}[,.]\d{3}", body, re.ASCII) is not None


def evidence(text: str) -> str | None:
    """What ``text`` proves of the comma of its column."""
    _, body = _clean(text)
    if re.fullmatch(r"[\d ]+,(?:\d{1,2}|\d{4,})", body, re.ASCII) or re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+", body):
        return DECIMAL
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}", body, re.ASCII):
        return THOUSANDS
    return None


def readings(text: str, comma: str | None) -> list[str]:
    """The numbers (with a point, no group) that ``text`` can mean: one, two to ask, or none.

    Args:
        text: trimmed text.
        comma: what is known of the comma in the column (:data:`DECIMAL`, :data:`THOUSANDS` or None).
    """
    sign, body = _clean(text)
    commas, points = body.count(","), body.count(".")
    if ambiguous(text):
        as_decimal, as_group = body.replace(",", "."), re.sub(r"[,.]", "", body)
        if commas and comma == DECIMAL or points and comma == THOUSANDS:
            return [sign + as_decimal]
        if commas and comma == THOUSANDS or points and comma == DECIMAL:
            return [sign + as_group]
        return [sign + as_decimal, sign + as_group]
    if not commas and not points:
        whole = _whole(body)
        return [sign + whole] if whole else []
    if commas and points:
        last = max(body.rfind(","), body.rfind("."))
        group = "." if body[last] == "," else ","
        head, tail = body[:last], body[last + 1:]
        if tail.isdigit() and _GROUPED[group].fullmatch(head):
            return [f"{sign}{head.replace(group, '')}.{tail}"]
        return []
    mark = "," if commas else "."
    if body.count(mark) > 1:
        return [sign + body.replace(mark, "")] if _GROUPED[mark].fullmatch(body) else []
    head, tail = body.split(mark)
    whole = _whole(head) if head else "0"
    if whole is None or (tail and not (tail.isascii() and tail.isdigit())):
        return []
    return [f"{sign}{whole}.{tail}" if tail else sign + whole]
