"""Validators of the organisation and dataset forms; registered under the names of the functions."""
from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from stdnum.fr import siren as siren_number
from stdnum.fr import siret as siret_number

from ckanext.scdl import territory
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.model import territory as tree
from ckanext.scdl.vocabulary import frequency_uri, is_insee_code, parse_bbox

_SPACES = re.compile(r"[\s.\u00a0\u202f-]+")
_DIGITS = re.compile(r"[0-9]+")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_EMAIL = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"\+?[0-9]{4,15}")
_VERSION = re.compile(r"[0-9A-Za-z.+-]{1,30}")


def scdl_siret(value: Any) -> Any:
    """A SIRET (14 digits) or SIREN (9), key checked; spaces are taken out."""
    if not value:
        return value
    number = _SPACES.sub("", str(value))
    # stdnum accepts other scripts' digits: the shape comes first.
    if not _DIGITS.fullmatch(number):
        raise tk.Invalid(tk._("A SIRET is written with digits only."))
    if len(number) not in (9, 14):
        raise tk.Invalid(tk._("A SIRET has 14 digits (a SIREN 9): this one has {count}.").format(count=len(number)))
    checker = siret_number if len(number) == 14 else siren_number
    if not checker.is_valid(number):
        raise tk.Invalid(tk._("This number has a wrong check digit: one of its digits is mistyped."))
    return number


def scdl_organization_name(value: Any) -> Any:
    """A name that no page of the portal has taken: ``/data-gouv/catalog.xml`` is the feed of the whole portal."""
    if value == "catalog":
        raise tk.Invalid(tk._("“catalog” is the address of the portal's own feed: choose another one."))
    return value


def scdl_insee_code(value: Any) -> Any:
    """Official code of a commune (2A and 2B included) or of a département."""
    if not value:
        return value
    code = str(value).strip().upper()
    if not is_insee_code(code):
        raise tk.Invalid(tk._("An INSEE code has 5 characters for a commune (31001, 2A004), 2 or 3 for a département."))
    return code


def scdl_colour(value: Any) -> Any:
    """A colour written #rrggbb."""
    if not value:
        return value
    colour = str(value).strip()
    if not _COLOUR.fullmatch(colour):
        raise tk.Invalid(tk._("A colour is written # then six characters (0 to 9, a to f), for instance #1d5b8c."))
    return colour.lower()


def scdl_email(value: Any) -> Any:
    """An e-mail address."""
    if not value:
        return value
    address = str(value).strip()
    if not _EMAIL.fullmatch(address):
        raise tk.Invalid(tk._("This e-mail address is not complete, for instance mairie@example.org."))
    return address


def scdl_phone(value: Any) -> Any:
    """A telephone number; its spaces are kept."""
    if not value:
        return value
    text = " ".join(str(value).split())
    if not _PHONE.fullmatch(re.sub(r"[\s.()-]", "", text)):
        raise tk.Invalid(tk._("A telephone number is written with digits, for instance 05 00 00 00 00."))
    return text


def scdl_bbox(value: Any) -> Any:
    """West, south, east, north in degrees."""
    if not value:
        return value
    bbox = parse_bbox(str(value))
    if bbox is None:
        raise tk.Invalid(tk._(
            "An extent is four numbers, west, south, east, north, for instance 1.35, 43.53, 1.52, 43.67."))
    return ", ".join(f"{number:g}" for number in bbox)


def scdl_frequency(value: Any) -> Any:
    """A code of the EU frequency authority, or its address; the address is kept."""
    if not value:
        return value
    uri = frequency_uri(str(value))
    if not uri:
        raise tk.Invalid(tk._("This update frequency is not one of the known ones."))
    return uri


def scdl_standard_name(value: Any) -> Any:
    """A standard of the catalogue, by name or slug; the name is kept."""
    if not value:
        return value
    name = registry().resolve(str(value))
    if name is None:
        raise tk.Invalid(tk._("There is no standard called {name} here.").format(name=value))
    return name


def scdl_version(value: Any) -> Any:
    """A version number without its ``v``."""
    if not value:
        return value
    version = str(value).strip().removeprefix("v")
    if not _VERSION.fullmatch(version):
        raise tk.Invalid(tk._("A version is written like 2.1.5."))
    return version


def scdl_parent_allowed(key: Any, data: dict[Any, Any], errors: dict[Any, Any], context: Any) -> None:
    """The organisation above: one at most, not itself nor one below, and only with a right over it.

    Placing an organisation under another gives the other's administrators rights over it, and taking
    it away removes them: both need to be an administrator of the organisations concerned.
    """
    wanted = [data[item] for item in data if len(item) == 3 and item[0] == "groups" and item[2] in ("name", "id")
              and data[item] and data[item] is not tk.missing]
    group = context.get("group")
    current = tree.ancestor_groups(group.id)[:1] if group is not None else []
    messages = errors.setdefault(("scdl_parent",), [])
    parents = {found.id: found for found in map(tree.get_organisation, wanted) if found is not None}
    if len(parents) > 1:
        messages.append(tk._("An organisation is accompanied by one other at most."))
        return
    if wanted and not parents:
        messages.append(tk._("This organisation does not exist."))
        return
    if parents and group is not None:
        allowed = {other.id for other in tree.allowed_parents(group.id)}
        if not set(parents) <= allowed:
            messages.append(tk._("An organisation cannot be accompanied by itself or by one that it accompanies."))
            return
    changed = {other.id for other in current} ^ set(parents)
    if changed and not context.get("ignore_auth") and not _administers_all(context, changed):
        messages.append(tk._("Only an administrator of the organisation above can change this."))


def _administers_all(context: Any, org_ids: set[str]) -> bool:
    user = context.get("user")
    return all(territory.may_publish(user, org_id) for org_id in org_ids)


def get_validators() -> dict[str, Callable[..., Any]]:
    """Validators of this plugin by name."""
    functions = (scdl_siret, scdl_insee_code, scdl_colour, scdl_email, scdl_phone, scdl_bbox, scdl_frequency,
                 scdl_standard_name, scdl_version, scdl_parent_allowed)
    return {function.__name__: function for function in functions}
