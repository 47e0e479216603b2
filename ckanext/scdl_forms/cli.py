"""``ckan scdl publish``: the hourly publication, and publication by hand."""
from __future__ import annotations

import sys
from typing import Optional

import ckan.plugins.toolkit as tk
import click

from ckanext.scdl.shared import ScdlError, cli_group
from ckanext.scdl_forms import jobs
from ckanext.scdl_forms.model import Register


@cli_group.command(name="publish", short_help="Publish the registers that wait for it.")
@click.option("--all", "every", is_flag=True, help="Write every register again, even those that are up to date.")
@click.option("--register", "reference", metavar="ORG/SLUG", help="One register, such as montbrun/deliberations.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def publish(every: bool, reference: Optional[str], quiet: bool) -> None:
    """Publish the registers that wait for it. Run it every hour.

    It also finishes publications and imports that were cut short, and deletes files of imports that are out of date.
    Exit status 1 when a register could not be published.
    """
    if not reference:
        jobs.sweep_imports()
    context = {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    failed = 0
    for register_id in _wanted(every, reference, context):
        try:
            result = tk.get_action("scdl_publication_run")(
                dict(context), {"id": register_id, "force": every or bool(reference)})
        except (tk.ValidationError, tk.ObjectNotFound, ScdlError, OSError) as error:
            failed += 1
            click.echo(f"{register_id} : {error}", err=True)
            continue
        if not quiet:
            click.echo(f"{register_id} : {_WORDS[result['outcome']]}")
    if failed:
        sys.exit(1)


_WORDS = {
    "published": "publié", "offline": "hors ligne", "unchanged": "déjà à jour", "waiting": "attend l'heure",
}


def _wanted(every: bool, reference: Optional[str], context: dict[str, object]) -> list[str]:
    if not reference:
        return Register.identifiers(pending_only=not every)
    organization, _, slug = reference.partition("/")
    try:
        found = tk.get_action("scdl_register_show")(dict(context), {"organization_id": organization, "schema": slug})
    except (tk.ObjectNotFound, tk.ValidationError) as error:
        raise click.ClickException(f"Aucun registre « {reference} ».") from error
    return [found["id"]]
