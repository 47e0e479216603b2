"""``ckan scdl move``: registers and the newer versions of their standards."""
from __future__ import annotations

import json
import sys
from typing import Any, Optional

import ckan.plugins.toolkit as tk
import click

from ckanext.scdl.shared import cli_group


@cli_group.group(name="move", short_help="Move registers to newer versions of their standards.")
def move() -> None:
    """Move registers to newer versions of their standards."""


def _context() -> dict[str, Any]:
    return {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}


def _waiting(reference: Optional[str]) -> list[dict[str, Any]]:
    found = tk.get_action("scdl_move_list")(_context(), {})
    if not reference:
        return found
    organization, _, slug = reference.partition("/")
    wanted = [item for item in found
              if item["organization"]["name"] == organization and item["schema"].partition("/")[2] == slug]
    if not wanted:
        raise click.ClickException(f"Aucune nouvelle version n'attend le registre « {reference} ».")
    return wanted


def _said(item: dict[str, Any]) -> str:
    report = item["report"]
    state = (f"{report['ready']} prêtes, {report['to_complete']} à compléter, {report['drafts']} brouillons avec des erreurs"
             if report else "pas encore vérifié")
    return f"{item['organization']['name']}/{item['schema']} {item['from_version']} → {item['to_version']} : {state}"


@move.command(name="list", short_help="List the registers that a newer version awaits.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_moves(as_json: bool) -> None:
    """List the registers that a newer version awaits, with what the last check found."""
    found = _waiting(None)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo("Tous les registres suivent la version en cours de leur standard.")
    for item in found:
        click.echo(_said(item))


@move.command(name="check", short_help="Check registers against the newer version.")
@click.option("--register", "reference", metavar="ORG/SLUG", help="One register, such as montbrun/subventions.")
def check(reference: Optional[str]) -> None:
    """Check registers against the newer version. No record changes."""
    for item in _waiting(reference):
        click.echo(_said(tk.get_action("scdl_move_check")(_context(), {"id": item["register_id"]})))


@move.command(name="run", short_help="Move registers that are ready.")
@click.option("--register", "reference", metavar="ORG/SLUG", help="One register, such as montbrun/subventions.")
def run(reference: Optional[str]) -> None:
    """Move the registers that are ready; the others stay as they are. Exit status 1 when one could not move."""
    held = 0
    for item in _waiting(reference):
        result = tk.get_action("scdl_move_run")(_context(), {"id": item["register_id"]})
        if result["moved"]:
            click.echo(f"{item['organization']['name']}/{item['schema']} : version {result['to_version']}")
        else:
            held += 1
            click.echo(_said(result), err=True)
    if held:
        sys.exit(1)
