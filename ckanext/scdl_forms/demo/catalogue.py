"""What a portal also holds besides registers: a theme, and a plain dataset that follows no standard."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk
from werkzeug.datastructures import FileStorage

from ckanext.scdl_forms.demo.territory import Territory

THEME = "vie-associative"
DATASET = "horaires-des-mediatheques"

OPENING_HOURS = """mediatheque,commune,jour,ouverture,fermeture
Médiathèque des Quais,Montbrun-sur-Orle,mardi,15:00,18:30
Médiathèque des Quais,Montbrun-sur-Orle,mercredi,10:00,18:00
Médiathèque des Quais,Montbrun-sur-Orle,samedi,09:30,12:30
Point lecture,Rivesec,mercredi,14:00,17:00
Point lecture,Saint-Avrel,vendredi,16:30,18:30
"""


def add_theme(act: Callable[..., Any], whole: Territory) -> None:
    """Make the theme and the plain dataset, unless they are there, and put the grants under the theme.

    :param act: calls an action: ``act(name, user, **data)``; without user, as the portal's own account.
    """
    if THEME not in act("group_list"):
        act(
            "group_create", name=THEME, title="Vie associative",
            description="Ce que les collectivités du territoire font avec et pour leurs associations.",
        )
    members = {found[0] for found in act("member_list", id=THEME, object_type="package")}
    for register in whole.registers:
        if register.standard == "subventions" and register.records:
            made = act("scdl_register_show", organization_id=register.place.name, schema=register.standard)
            if made["package_id"] not in members:
                act("member_create", id=THEME, object=made["package_id"], object_type="package", capacity="public")
    add_dataset(act)


def add_dataset(act: Callable[..., Any]) -> None:
    """Make a dataset of the group of communes, with one file that was uploaded by hand."""
    try:
        made = act("package_show", id=DATASET)
    except tk.ObjectNotFound:
        made = act(
            "package_create", "responsable-orle", name=DATASET, title="Horaires des médiathèques et points lecture",
            notes="Jours et heures d'ouverture au public, tenus à jour par le réseau de lecture publique.",
            owner_org="orle-et-sauvane", license_id="lov2", tags=[{"name": "lecture publique"}, {"name": "horaires"}],
        )
    if not made["resources"]:
        file = FileStorage(io.BytesIO(OPENING_HOURS.encode()), "horaires.csv", content_type="text/csv")
        act(
            "resource_create", "responsable-orle", package_id=made["id"], name="Horaires (CSV)", format="CSV",
            description="Une ligne par jour d'ouverture.", url="horaires.csv", upload=file,
        )
