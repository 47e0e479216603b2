"""The only module of this plugin that a sibling plugin imports."""
from __future__ import annotations

import ckan.plugins.toolkit as tk

from ckanext.scdl import storage, vocabulary
from ckanext.scdl.added import overlay as overlays
from ckanext.scdl.catalogue.differences import differences as standard_differences
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.catalogue.standard import ORGANISATION_FACTS, WIDGETS, FieldSpec, Group, Standard
from ckanext.scdl.catalogue.wording import choice_words, listed_values
from ckanext.scdl.cli import cli_group
from ckanext.scdl.compat import group_extras
from ckanext.scdl.errors import FetchError, ScdlError, StandardError
from ckanext.scdl.judges import register as register_judges
from ckanext.scdl.masks import effective
from ckanext.scdl.masks import rules as mask_rules
from ckanext.scdl.masks import wording as mask_wording
from ckanext.scdl.masks.settings import merge as merge_masks
from ckanext.scdl.net import guarded_get
from ckanext.scdl.security import check_same_origin
from ckanext.scdl.territory import (
    OrganisationFacts,
    ancestors,
    descendants,
    may_contribute,
    may_publish,
    organisation_facts,
)

__all__ = [
    "ORGANISATION_FACTS", "WIDGETS", "FetchError", "FieldSpec", "Group", "OrganisationFacts", "ScdlError", "Standard",
    "StandardError",
    "ancestors", "check_same_origin", "choice_words", "cli_group", "descendants", "effective_standard", "get_standard", "group_extras",
    "guarded_get",
    "list_standards", "listed_values", "mask_rules", "mask_wording", "may_contribute", "may_publish", "merge_masks",
    "organisation_facts",
    "overlays", "register_judges", "standard_at", "standard_by_url", "standard_differences", "standard_versions", "storage", "vocabulary",
]


def list_standards() -> list[Standard]:
    """Every standard at its current version, in the catalogue's order.

    :raises StandardError: when a file of the catalogue is altered or wrong
    """
    known = registry()
    return [standard for standard in (known.get(name) for name in known.names()) if standard is not None]


def get_standard(name_or_slug: str, version: str | None = None) -> Standard:
    """A standard by catalogue name (``scdl/deliberations``) or slug (``deliberations``).

    :param version: ``2.1.5``; the current one when left out
    :raises ckan.plugins.toolkit.ObjectNotFound: when there is no such standard or version
    """
    standard = registry().get(name_or_slug, version)
    if standard is None:
        wanted = f"{name_or_slug} {version}" if version else name_or_slug
        raise tk.ObjectNotFound(tk._("There is no standard called {name} here.").format(name=wanted))
    return standard


def standard_at(owner: str, slug: str, version: str | None = None) -> Standard:
    """The standard that a page's address designates, by the end of its catalogue name or by its short name.

    :raises ckan.plugins.toolkit.ObjectNotFound: when there is no such standard or version
    """
    for name in (f"{owner}/{slug}", slug):
        standard = registry().get(name, version)
        if standard is not None and standard.owner == owner:
            return standard
    wanted = f"{owner}/{slug} {version or ''}".strip()
    raise tk.ObjectNotFound(tk._("There is no standard called {name} here.").format(name=wanted))


def standard_versions(name: str) -> list[str]:
    """Versions of a standard that are served, the current one first.

    :raises ckan.plugins.toolkit.ObjectNotFound: when there is no such standard
    """
    return registry().versions(get_standard(name).name)


def standard_by_url(url: str) -> Standard | None:
    """The standard whose official address is ``url``, byte for byte, or None."""
    return registry().by_url(url)


def effective_standard(standard: Standard, org_id: str) -> Standard:
    """The standard as one organisation uses it: with the masks of the platform, of those above it and its own.

    A mask hides optional fields, prefills, narrows lists, rewords help, reorders; it never loosens the standard. So the
    descriptor of the result may have shorter enumerations, and its overlay other groups, visibilities, helps, defaults.
    """
    return effective.effective(standard, org_id)
