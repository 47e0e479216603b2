"""What the pages need to be drawn: navigation, the territory's colour, the figures of the home page."""
from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any, Optional

import ckan.authz as authz
import ckan.plugins.toolkit as tk
from flask import current_app, g
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from ckanext.scdl import colour, config, territory
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.model import territory as tree

Link = dict[str, Any]

_H1 = re.compile(r"<h1\b.*?</h1>", re.DOTALL)
_H1_TAG = re.compile(r"(</?)h1\b")


def scdl_theme() -> bool:
    """Does the portal wear the theme of the suite?"""
    return config.theme_enabled()


def scdl_accent_css(*owners: Any) -> Markup:
    """The CSS variables of the accent colour of the page.

    :param owners: what the page is about, the surest first: organisation or dataset as CKAN's actions give them.
        The colour is that of the first one's organisation or of the nearest one above that chose one.
    """
    organisation = next((found for found in map(_organisation_of, owners) if found), None)
    made = colour.palette(_accent_of(organisation) if organisation else None)
    return Markup("--scdl-accent:{};--scdl-accent-ink:{};--scdl-accent-tint:{}").format(made.accent, made.ink, made.tint)


def _organisation_of(owner: Any) -> Optional[str]:
    if not owner:  # nothing, or a variable that the page does not have
        return None
    if not isinstance(owner, Mapping):
        identifier = getattr(getattr(owner, "facts", owner), "id", None)
        return str(identifier) if isinstance(identifier, str) else None
    inside = owner.get("organization")
    if isinstance(inside, Mapping) and inside.get("id"):
        return str(inside["id"])
    return str(owner["id"]) if owner.get("is_organization") and owner.get("id") else None


def _accent_of(org_id: str) -> str:
    lineage = [org_id, *territory.ancestors(org_id)]
    extras = tree.organisation_extras(lineage)
    return next((value for value in (extras.get(each, {}).get("scdl_accent") for each in lineage) if value), "")


def scdl_fresh_assets() -> str:
    """Forget which stylesheets and scripts a page asked for before it failed, so that its error page has them too."""
    g.pop("_webassets", None)
    return ""


def scdl_navigation() -> list[Link]:
    """Entries of the main navigation that exist on this portal, in order.

    :returns: ``label``, ``url``, ``mine`` (of the person at work, beside the public ones), ``core`` (CKAN's own
        navigation has it too), ``active`` (we are in it) and ``here`` (we are on its first page)
    """
    entries = [
        (tk._("Data"), tk.url_for("dataset.search"), False, True),
        (tk._("Organisations"), tk.url_for("organization.index"), False, True),
        (tk._("Standards"), "/standards", False, False),
        (tk._("Check a file"), "/verifier", False, False),
    ]
    if _works_here():
        entries += [
            (tk._("My registers"), "/mes-registres", True, False), (tk._("To review"), "/a-relire", True, False),
            (tk._("Notifications"), "/notifications", True, False),
        ]
    here = tk.request.path.rstrip("/")
    return [
        {"label": label, "url": url, "mine": mine, "core": core, "here": here == url.rstrip("/"),
         "active": f"{here}/".startswith(url.rstrip("/") + "/")}
        for label, url, mine, core in entries if scdl_serves(url)
    ]


def _works_here() -> bool:
    """Is somebody logged in who enters or reviews data for an organisation?"""
    user = tk.current_user
    if not user.is_authenticated:
        return False
    return bool(user.sysadmin or authz.has_user_permission_for_some_org(user.name, "create_dataset"))


def scdl_serves(path: str) -> bool:
    """Does this portal answer at this path? Pages of a plugin that is not loaded are not offered."""
    adapter = current_app.url_map.bind("localhost")
    try:
        endpoint, _values = adapter.match(path)
    except HTTPException:
        return False
    return endpoint != "static"  # which claims every path


def scdl_title_apart(body: Markup, fallback: str) -> tuple[Markup, Markup]:
    """Part a page's title from its body, so that it can stand above the sheet, whatever template wrote it.

    :param body: what the blocks of the page rendered
    :param fallback: the title of a page that has none
    :returns: the ``<h1>`` and the body without it; further ones become ``<h2>``: a page has one title
    """
    html = str(body)  # a plain string: what is put together from Markup is escaped
    found = _H1.search(html)
    if found is None:
        return Markup('<h1 class="page-heading">{}</h1>').format(fallback), body
    rest = _H1_TAG.sub(r"\1h2", html[:found.start()] + html[found.end():])
    return Markup(found[0]), Markup(rest)  # noqa: S704  (rendered by the templates of the page)


def _aware(moment: Any) -> datetime.datetime | None:
    """A datetime (naive ones are UTC) or its ISO text, with its time zone; None for anything else."""
    if isinstance(moment, str):
        try:
            moment = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
        except ValueError:
            return None
    if not isinstance(moment, datetime.datetime):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)


def scdl_ago(moment: Any) -> str:
    """Time since a moment in few words: "il y a 2 h".

    :param moment: a datetime (naive ones are UTC) or its ISO text; anything else gives an empty string
    """
    aware = _aware(moment)
    if aware is None:
        return ""
    seconds = int((datetime.datetime.now(datetime.timezone.utc) - aware).total_seconds())
    if seconds < 60:
        return tk._("just now")
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 60:
        return tk._("{number} min ago").format(number=minutes)
    if hours < 24:
        return tk._("{number} h ago").format(number=hours)
    if days < 31:
        return tk.ungettext("{number} day ago", "{number} days ago", days).format(number=days)
    months = days // 30
    if months < 12:
        return tk.ungettext("{number} month ago", "{number} months ago", months).format(number=months)
    years = days // 365 or 1
    return tk.ungettext("{number} year ago", "{number} years ago", years).format(number=years)


def scdl_exact(moment: Any) -> str:
    """A moment to the minute, as the portal's readers write it: "12/03/2024 à 14:05", in the portal's time zone."""
    aware = _aware(moment)
    if aware is None:
        return ""
    local = aware.astimezone(tk.h.get_display_timezone())
    return tk._("{date} at {time}").format(date=local.strftime("%d/%m/%Y"), time=local.strftime("%H:%M"))


def scdl_number(value: Any) -> str:
    """A whole number with its thousands parted by a narrow space that does not break: "1 234"."""
    return f"{int(value):,}".replace(",", "\u202f")


def scdl_organisation_tree(root: Optional[str] = None) -> list[Link]:
    """Organisations as a tree: ``name``, ``title``, ``url``, ``children``, by title.

    :param root: id of the organisation whose children are wanted; None for the whole portal
    """
    children: dict[Optional[str], list[Link]] = {}
    for identifier, name, title, parent in tree.organisation_rows():
        children.setdefault(parent, []).append(
            {"id": identifier, "name": name, "title": title, "url": tk.url_for("organization.read", id=name)})
    def branch(parent: Optional[str]) -> list[Link]:
        return [{**node, "children": branch(node["id"])} for node in children.get(parent, [])]
    return branch(root)


def scdl_organisation_path(org_id: str) -> list[Link]:
    """The organisations above one, the highest first: ``title``, ``url``."""
    return [{"title": group.title or group.name, "url": tk.url_for("organization.read", id=group.name)}
            for group in reversed(tree.ancestor_groups(org_id))]


def scdl_home() -> dict[str, Any]:
    """What the home page shows.

    :returns: ``latest`` (datasets, the last changed first), ``datasets`` (how many), ``publishers`` (organisations
        with something online: name, title, url, count, the busiest first) and ``standards`` (those published here:
        title, purpose, url, count of datasets; all of them while none is published)
    """
    found = tk.get_action("package_search")({}, {
        "rows": 6, "sort": "metadata_modified desc", "facet.field": ["organization", "scdl_schema"], "facet.limit": 500})
    facets = found["search_facets"]
    publishers = [{"name": item["name"], "title": item["display_name"], "count": item["count"],
                   "url": tk.url_for("organization.read", id=item["name"])}
                  for item in facets.get("organization", {}).get("items", [])]
    return {
        "latest": found["results"], "datasets": found["count"],
        "publishers": sorted(publishers, key=lambda entry: (-entry["count"], entry["title"])),
        "standards": _standards({item["name"]: item["count"] for item in facets.get("scdl_schema", {}).get("items", [])}),
    }


def _standards(counts: Mapping[str, int]) -> list[Link]:
    known = registry()
    entries = [{"name": standard.name, "title": standard.title, "purpose": standard.purpose.split(". ")[0].rstrip(".") + ".",
                "url": f"/standards/{standard.name}", "count": counts.get(standard.name, 0)}
               for standard in map(known.get, known.names()) if standard is not None]
    published = [entry for entry in entries if entry["count"]]
    return sorted(published, key=lambda entry: -entry["count"]) or entries


def get_helpers() -> dict[str, Callable[..., Any]]:
    """Helpers of the look by name."""
    functions = (
        scdl_theme, scdl_accent_css, scdl_fresh_assets, scdl_navigation, scdl_serves, scdl_title_apart, scdl_ago, scdl_exact, scdl_number,
        scdl_organisation_tree, scdl_organisation_path, scdl_home,
    )
    return {function.__name__: function for function in functions}
