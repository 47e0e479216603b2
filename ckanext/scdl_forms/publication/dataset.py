"""The public face of a register in CKAN: one dataset with its three files.

The dataset is made private, and becomes public only after the first
publication: a register in which nothing is published shows nowhere.
"""
from __future__ import annotations

import uuid
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from ckan import model as core

from ckanext.scdl.shared import OrganisationFacts, Standard, list_standards
from ckanext.scdl_forms.forms import french
from ckanext.scdl_forms.model import Declaration, Publication, Register
from ckanext.scdl_forms.records.lateness import period_of

from .writing import EXTENSIONS

_MIME = {
    "csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_EU = "http://publications.europa.eu/resource/authority"
_LICENCE = "lov2"
_AVAILABILITY = f"{_EU}/planned-availability/STABLE"


def _context() -> dict[str, Any]:
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"ignore_auth": True, "user": site_user["name"]}


def name(standard: Standard, facts: OrganisationFacts) -> str:
    """Name of the dataset: ``deliberations-montbrun``, with the owner where two standards share a slug."""
    homonyms = [other for other in list_standards() if other.slug == standard.slug]
    slug = standard.slug if len(homonyms) < 2 else f"{standard.owner}-{standard.slug}"
    return f"{slug}-{facts.name}"[:100].lower()


def title(standard: Standard, facts: OrganisationFacts) -> str:
    """« Délibérations de Montbrun », « Subventions d'Aubeterre »."""
    noun = standard.noun_many[:1].upper() + standard.noun_many[1:]
    return f"{noun} {of_place(facts.title)}"


_PARTICLES = (("Les ", "des "), ("Le ", "du "), ("La ", "de La "), ("L'", "de L'"), ("L’", "de L’"))
_KINDS = {
    "commune", "communauté", "ville", "métropole", "région", "mairie", "collectivité", "agglomération", "intercommunalité",
}
_MASCULINE = {"département", "syndicat", "conseil", "centre", "pays", "pôle", "sivom", "sivu", "sictom", "ccas"}


def of_place(place: str) -> str:
    """A place after « de », as French says it: de Montbrun, d'Aubeterre, du Mans, de la commune de Montbrun.

    « Commune de Montbrun » and « Ville de Montbrun » are known by their own name: de Montbrun.
    """
    short = place
    for prefix in ("Commune ", "Ville ", "Mairie "):
        if place.startswith((f"{prefix}de ", f"{prefix}d'", f"{prefix}d’", f"{prefix}du ", f"{prefix}des ")):
            short = place[len(prefix):]
            return short
    first = short.split(" ", 1)[0].casefold()
    if first in _MASCULINE:
        return f"du {short[:1].lower()}{short[1:]}"
    if first in _KINDS:
        feminine = f"la {short[:1].lower()}{short[1:]}"
        return f"de {feminine}" if first[:1] not in "aeiouyéè" else f"de l’{short[:1].lower()}{short[1:]}"
    for start, particle in _PARTICLES:
        if short.startswith(start):
            return particle + short[len(start):]
    if short[:1].casefold() in "aâàeéèêëiîïoôuûüyh":
        return f"d’{short}"
    return f"de {short}"


def _notes(standard: Standard, facts: OrganisationFacts, publication: Publication, nothing: str) -> str:
    """The description; ``nothing`` says for which periods there is nothing to publish.

    Published metadata is French whoever runs the publication: a worker has no language.
    """
    noun = standard.noun_many[:1].upper() + standard.noun_many[1:]
    what = (
        f"{noun} {of_place(facts.title)}, saisies et publiées par la collectivité elle-même selon le standard national "
        f"« {standard.title} » (version {standard.version})."
    ) if standard.feminine else (
        f"{noun} {of_place(facts.title)}, saisis et publiés par la collectivité elle-même selon le standard national "
        f"« {standard.title} » (version {standard.version})."
    )
    lines = "1 ligne" if publication.rows == 1 else f"{publication.rows} lignes"
    rows = f"Le tableau est complet ({lines}) : chaque publication remplace la précédente à la même adresse."
    return "\n\n".join(part for part in (what, standard.purpose, rows, nothing) if part)


def nothing_to_publish(register: Register, standard: Standard, most: int = 6) -> str:
    """For which periods the organisation declares that there is nothing, in a sentence; empty when there is none."""
    told = [
        found for declaration in Declaration.standing([register.id])[register.id] if declaration.confirmed_by
        and (found := period_of(standard.frequency, declaration.period_start))
    ][-most:]
    if not told:
        return ""
    said = [french.for_period(one.kind, one.start, one.end) for one in told]
    listed = said[0] if len(said) == 1 else f"{', '.join(said[:-1])} et {said[-1]}"
    return f"Rien à publier pour {listed} : la collectivité l’a déclaré."


def site_url() -> str:
    """Public address of the portal, without a final slash."""
    return str(tk.config["ckan.site_url"]).rstrip("/")


def file_url(standard: Standard, organisation_name: str, extension: str) -> str:
    """Permanent public address of a file of a register."""
    return f"{site_url()}/donnees/{organisation_name}/{standard.slug}.{extension}"


def ensure(register: Register, standard: Standard, facts: OrganisationFacts) -> tuple[str, str]:
    """Make the private dataset of a register when it has none.

    :returns: id of the dataset and of its CSV resource
    """
    package = core.Package.get(register.package_id) if register.package_id else None
    if package is not None and register.resource_id:
        return package.id, register.resource_id
    adopted = _left_behind(standard, facts)
    if adopted:
        return adopted
    resource_id = str(uuid.uuid4())
    made = tk.get_action("package_create")(_context(), {
        "name": _free_name(standard, facts),
        "title": title(standard, facts),
        "owner_org": facts.id,
        "private": True,
        "license_id": _LICENCE,
        "notes": standard.purpose,
        "scdl_schema": standard.name,
        "scdl_schema_version": standard.version,
        "resources": [{"id": resource_id, "url": file_url(standard, facts.name, "csv"), "format": "CSV",
                       "name": title(standard, facts)}],
    })
    return made["id"], made["resources"][0]["id"]


def _left_behind(standard: Standard, facts: OrganisationFacts) -> Optional[tuple[str, str]]:
    """The dataset that a killed run made before it could be noted, with its CSV resource."""
    package = core.Package.get(name(standard, facts))
    if package is None or package.owner_org != facts.id or not package.private or Register.of_package(package.id):
        return None
    wanted = file_url(standard, facts.name, "csv")
    found = [resource.id for resource in package.resources if resource.url == wanted]
    return (package.id, found[0]) if found else None


def _free_name(standard: Standard, facts: OrganisationFacts) -> str:
    wanted = name(standard, facts)
    return wanted if core.Package.get(wanted) is None else f"{wanted[:91]}-{uuid.uuid4().hex[:8]}"


def show_online(
    register: Register, standard: Standard, facts: OrganisationFacts, publication: Publication, bbox: str = "",
) -> None:
    """Write everything the catalogue says of a register, and make its dataset public."""
    context = _context()
    current = tk.get_action("package_show")(context, {"id": register.package_id})
    known = {str(resource.get("url") or "").rsplit(".", 1)[-1]: resource for resource in current.get("resources", [])}
    label = title(standard, facts)
    current.update({
        "title": label,
        "notes": _notes(standard, facts, publication, nothing_to_publish(register, standard)),
        "owner_org": facts.id,
        "private": False,
        "state": "active",
        "license_id": _LICENCE,
        "frequency": f"{_EU}/frequency/{standard.frequency}" if standard.frequency else "",
        "tags": [{"name": tag} for tag in _tags(standard)],
        "contact": [_contact(facts)],
        "publisher": [_publisher(facts)],
        "temporal_coverage": _temporal(publication),
        "spatial_coverage": [_spatial(facts, bbox)],
        "language": [f"{_EU}/language/FRA"],
        "conforms_to": [standard.url],
        "identifier": current["id"],
        "scdl_schema": standard.name,
        "scdl_schema_version": standard.version,
        "resources": [
            _resource(register, standard, facts, publication, extension, known.get(extension, {}), label)
            for extension in EXTENSIONS
        ],
    })
    # computed by CKAN or its plugins on show: not ours to send back
    for key in ("organization", "num_resources", "num_tags", "metadata_created", "metadata_modified",
                "relationships_as_subject", "relationships_as_object", "isopen", "license_title", "license_url"):
        current.pop(key, None)
    tk.get_action("package_update")(_context(), current)


def _resource(
    register: Register, standard: Standard, facts: OrganisationFacts, publication: Publication, extension: str,
    known: dict[str, Any], label: str,
) -> dict[str, Any]:
    sha256, size = publication.file(extension)
    about = {
        "csv": "Le tableau complet en CSV (UTF-8, virgules), avec toutes les colonnes du standard dans leur ordre.",
        "json": "Le tableau complet en JSON : une liste d'objets, nombres et booléens typés.",
        "xlsx": "Le tableau complet pour Excel et LibreOffice.",
    }[extension]
    return {
        **known,
        **({"id": register.resource_id} if extension == "csv" else {}),
        "url": file_url(standard, facts.name, extension),
        "name": f"{label} ({extension.upper()})",
        "description": about,
        "format": extension.upper(),
        "mimetype": _MIME[extension],
        "size": size,
        "last_modified": publication.created.isoformat(),
        "availability": _AVAILABILITY,
    }


def _tags(standard: Standard) -> list[str]:
    """Keywords that CKAN accepts as tags (two characters or more; letters, digits, spaces, -_.)."""
    cleaned = (
        "".join(character if character.isalnum() or character in " -_." else " " for character in word)
        for word in (*standard.keywords, "SCDL" if standard.owner == "scdl" else "")
    )
    words = (" ".join(word.split())[:100] for word in cleaned)
    return sorted({word for word in words if len(word) >= 2})


def _contact(facts: OrganisationFacts) -> dict[str, str]:
    contact = {"name": facts.title, "url": f"{site_url()}/organization/{facts.name}"}
    if facts.email:
        contact["email"] = facts.email
    return contact


def _publisher(facts: OrganisationFacts) -> dict[str, str]:
    return {
        "name": facts.title,
        "url": f"{site_url()}/organization/{facts.name}",
        **({"email": facts.email} if facts.email else {}),
        **({"identifier": facts.siret} if facts.siret else {}),
    }


def _temporal(publication: Publication) -> list[dict[str, str]]:
    if not publication.period_start or not publication.period_end:
        return []
    return [{"start": publication.period_start.isoformat(), "end": publication.period_end.isoformat()}]


def _spatial(facts: OrganisationFacts, bbox: str) -> dict[str, str]:
    area = {"text": facts.title}
    code = facts.insee_code
    if code:
        kind = "commune" if len(code) == 5 else "departement"
        area["uri"] = f"http://id.insee.fr/geo/{kind}/{code}"
    geometry = polygon(bbox)
    if geometry:
        area["geom"] = geometry
    return area


def polygon(bbox: str) -> str:
    """A GeoJSON polygon for ``west, south, east, north``; empty when that is not one."""
    try:
        west, south, east, north = (float(part) for part in bbox.split(","))
    except ValueError:
        return ""
    corners = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return '{"type": "Polygon", "coordinates": [' + str(corners) + "]}"


def hide(register: Register) -> None:
    """Make the dataset of a register private again."""
    package = core.Package.get(register.package_id) if register.package_id else None
    if package is None or package.private or package.state != "active":
        return
    current = tk.get_action("package_show")(_context(), {"id": package.id})
    current["private"] = True
    tk.get_action("package_update")(_context(), current)
