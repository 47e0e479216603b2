"""Helpers for templates."""
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import urlencode

import ckan.plugins.toolkit as tk
from babel.dates import format_date
from flask import current_app

from ckanext.scdl.shared import FieldSpec, Standard, get_standard
from ckanext.scdl_forms import public
from ckanext.scdl_forms.forms import french
from ckanext.scdl_forms.publication.dataset import site_url
from ckanext.scdl_forms.records.lateness import last_over

__all__ = [
    "scdl_forms_changes", "scdl_forms_embed_url", "scdl_forms_french", "scdl_forms_has_rhythm", "scdl_forms_late",
    "scdl_forms_link", "scdl_forms_moment",
    "scdl_forms_newer_version", "scdl_forms_next_hour", "scdl_forms_number", "scdl_forms_page_exists", "scdl_forms_period",
    "scdl_forms_phrase", "scdl_forms_public_address", "scdl_forms_public_register", "scdl_forms_public_table",
    "scdl_forms_publications", "scdl_forms_size", "scdl_forms_summary_bars", "scdl_forms_summary_label",
    "scdl_forms_to_review", "scdl_forms_typed",
]


def scdl_forms_phrase(standard: Standard, phrase: str, count: int = 0) -> str:
    """A phrase around the noun that people use for a record, with its gender.

    :param phrase: enter, enter_another, none, all, one, count, edit, example, this, to_correct, to_review, drafts
    """
    one, many, feminine = standard.noun_one, standard.noun_many, standard.feminine
    said = _feminine(phrase, count) if feminine else _masculine(phrase, count)
    return said.format(noun=one, nouns=many, count=french.number(count))


def _feminine(phrase: str, count: int) -> str:
    return {
        "enter": tk._("Enter a {noun} (feminine)"),
        "enter_another": tk._("Enter another {noun} (feminine)"),
        "none": tk._("No {noun} yet (feminine)"),
        "none_found": tk._("No {noun} matches (feminine)"),
        "this": tk._("this {noun} (feminine)"),
        "to_correct": tk._("{noun} to correct (feminine)"),
        "to_review": tk.ungettext("{count} {noun} to review (feminine)", "{count} {nouns} to review (feminine)", count),
        "drafts": tk.ungettext("{count} draft {noun} (feminine)", "{count} draft {nouns} (feminine)", count),
        "count": tk.ungettext("{count} {noun} (feminine)", "{count} {nouns} (feminine)", count),
        "edit": tk._("Change the {noun} (feminine)"),
    }[phrase]


def _masculine(phrase: str, count: int) -> str:
    return {
        "enter": tk._("Enter a {noun} (masculine)"),
        "enter_another": tk._("Enter another {noun} (masculine)"),
        "none": tk._("No {noun} yet (masculine)"),
        "none_found": tk._("No {noun} matches (masculine)"),
        "this": tk._("this {noun} (masculine)"),
        "to_correct": tk._("{noun} to correct (masculine)"),
        "to_review": tk.ungettext("{count} {noun} to review (masculine)", "{count} {nouns} to review (masculine)", count),
        "drafts": tk.ungettext("{count} draft {noun} (masculine)", "{count} draft {nouns} (masculine)", count),
        "count": tk.ungettext("{count} {noun} (masculine)", "{count} {nouns} (masculine)", count),
        "edit": tk._("Change the {noun} (masculine)"),
    }[phrase]


def scdl_forms_french(standard: Standard, column: str, text: Any) -> str:
    """A stored value as people read it."""
    try:
        return french.as_read(standard.field(column), "" if text is None else str(text))
    except KeyError:
        return str(text)


def scdl_forms_typed(spec: FieldSpec, text: str) -> str:
    """A stored value as people type it in a box."""
    return french.as_typed(spec, text)


def scdl_forms_number(value: Any) -> str:
    """A number as people read it."""
    return french.number(value)


def scdl_forms_link(text: Any) -> Optional[str]:
    """The address when a value may be a link: http and https only, never a script."""
    said = str(text or "").strip()
    lowered = said.lower()
    return said if lowered.startswith(("https://", "http://")) and " " not in said else None


def scdl_forms_moment(text: Optional[str]) -> Any:
    """A moment of ours (UTC, ISO text) as a datetime."""
    return datetime.datetime.fromisoformat(text) if text else None


def scdl_forms_next_hour() -> str:
    """The hour at which the hourly publication comes next, as people say it: 14:00."""
    zone = tk.h.get_display_timezone()
    later = datetime.datetime.now(zone) + datetime.timedelta(hours=1)
    return later.strftime("%H:00")


def scdl_forms_page_exists(endpoint: str) -> bool:
    """Whether this portal has a page: some come with other parts of the suite."""
    return endpoint in current_app.view_functions


def scdl_forms_changes(standard: Standard, changes: list[dict[str, str]]) -> list[dict[str, str]]:
    """Changes between two versions with labels and values that people read."""
    found = []
    for change in changes:
        column = change["column"]
        found.append({
            "label": standard.field(column).label if column in standard.columns else column,
            "before": scdl_forms_french(standard, column, change["before"]),
            "after": scdl_forms_french(standard, column, change["after"]),
        })
    return found


def scdl_forms_to_review() -> int:
    """How many records wait for the review of the person who is logged in."""
    if not tk.current_user.is_authenticated:
        return 0
    context: Any = {"user": tk.current_user.name, "auth_user_obj": tk.current_user}
    return tk.get_action("scdl_review_list")(context, {"limit": 1})["count"]


def scdl_forms_public_register(package: dict[str, Any]) -> Optional[dict[str, Any]]:
    """What the public page of a register shows: see ``public.face``; None when there is nothing to show."""
    return public.face(package)


def scdl_forms_publications(package: dict[str, Any]) -> list[dict[str, Any]]:
    """When a register went online and what changed then, newest first."""
    return public.publications(package)


def scdl_forms_public_table(shown: dict[str, Any]) -> dict[str, Any]:
    """The table of a register as the address of the page asks for it: see ``public.view``.

    The address may hold ``texte`` (words), ``p`` (page) and ``colonnes`` (names, several times).
    """
    asked = tk.request.args
    return public.view(shown, asked.getlist("colonnes")[:200], asked.get("texte", ""), asked.get("p", ""))


def scdl_forms_public_address(path: str, table: dict[str, Any], **changes: Any) -> str:
    """The address of a page with this table, with other words, columns or page."""
    values: list[tuple[str, str]] = []
    text, page = changes.get("text", table["text"]), changes.get("page", 1)
    names = changes.get("names", table["names"] if table["chosen"] else [])
    if text:
        values.append(("texte", text))
    values += [("colonnes", name) for name in names]
    if page > 1:
        values.append(("p", str(page)))
    return f"{path}?{urlencode(values)}" if values else path


def scdl_forms_size(size: int) -> str:
    """The size of a file as people read it: 12 ko, 1,4 Mo."""
    if size < 1000:
        return tk._("{size} bytes").format(size=size)
    if size < 1_000_000:
        return tk._("{size} kB").format(size=french.number(round(size / 1000)))
    return tk._("{size} MB").format(size=french.number(round(size / 1_000_000, 1)))


def scdl_forms_embed_url(organization: str, slug: str) -> str:
    """The permanent address of the view that other sites may frame."""
    return f"{site_url()}/integrer/{organization}/{slug}"


def scdl_forms_summary_label(standard: Standard, summary: dict[str, Any]) -> str:
    """What the bars of a summary say, in one phrase."""
    label = standard.field(summary["column"]).label if summary.get("column") in standard.columns else ""
    measure = standard.field(summary["measure"]).label if summary.get("measure") in standard.columns else ""
    said = {
        "top": tk._("{label}: the most frequent in {year}"),
        "sum_by_year": tk._("{measure}: total by year"),
        "count_by_year": tk._("{nouns} by year"),
        "count_by_month": tk._("{nouns} by month"),
        "count_by_choice": tk._("{nouns} by {label}"),
    }[summary["kind"]].format(
        label=label, measure=measure, year=summary.get("year", ""), nouns=standard.noun_many)
    return said[:1].upper() + said[1:]


def scdl_forms_summary_bars(standard: Standard, summary: dict[str, Any]) -> list[dict[str, Any]]:
    """The bars of a summary, ready to be drawn.

    :returns: ``label`` (months in words, choices in the overlay's words), ``said`` (the quantity) and ``share``,
        its length in per cent of the longest
    """
    longest = max((bar[1] for bar in summary["bars"]), default=0) or 1
    by_month = summary["kind"] == "count_by_month"
    return [{
        "label": _month(datetime.date.fromisoformat(f"{label}-01")) if by_month
        else scdl_forms_french(standard, summary["column"], label) if summary["kind"] == "count_by_choice" else label,
        "said": french.number(value), "share": round(max(value, 0) / longest * 100, 1),
    } for label, value in summary["bars"]]


def _month(day: datetime.date) -> str:
    return format_date(day, "MMMM yyyy", locale=tk.h.lang())


def scdl_forms_late(late: Mapping[str, Any]) -> str:
    """How late a register is, in words: en retard de 12 jours (année 2024); months after two, years after two.

    :param late: as ``scdl_lateness_show`` tells it
    """
    days = late["days"]
    if days < 60:
        text, count = tk.ungettext("late by {count} day ({period})", "late by {count} days ({period})", days), days
    elif days < 730:
        text, count = tk._("late by {count} months ({period})"), days // 30
    else:
        text, count = tk._("late by {count} years ({period})"), days // 365
    return text.format(count=count, period=french.period(*_days(late)))


def scdl_forms_has_rhythm(standard: Standard) -> bool:
    """Whether periods of a standard can be missing."""
    return bool(standard.period_field) and last_over(standard.frequency, datetime.date.today()) is not None


def scdl_forms_period(period: Mapping[str, Any], after: str = "") -> str:
    """A period (``kind``, ``start``, ``end``) in words.

    :param after: ``of``: de l’année 2024; ``for``: l’année 2024; nothing: année 2024
    """
    say = {"of": french.of_period, "for": french.for_period}.get(after, french.period)
    return say(*_days(period))


def _days(period: Mapping[str, Any]) -> tuple[str, datetime.date, datetime.date]:
    return period["kind"], datetime.date.fromisoformat(period["start"]), datetime.date.fromisoformat(period["end"])


def scdl_forms_newer_version(register: Mapping[str, Any]) -> Optional[str]:
    """The version of its standard that a register (as ``scdl_register_show`` answers) could move to, if any."""
    current = get_standard(register["schema"]).version
    return None if current == register["schema_version"] else current
