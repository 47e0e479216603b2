"""``ckan scdl demo``: load the demo territory, and list the accounts to try it with."""

from __future__ import annotations

import json
from typing import Any

import ckan.plugins.toolkit as tk
import click
from ckan import model

from ckanext.scdl.shared import cli_group
from ckanext.scdl_forms.demo.people import PASSWORD, ROLE_WORDS, Person, people
from ckanext.scdl_forms.demo.places import PLACES


@cli_group.group(name="demo", short_help="The demo territory: invented communes, people and records.")
def demo_group() -> None:
    """The demo territory: invented communes, people and records."""


@demo_group.command(name="load", short_help="Load the demo territory, or complete it.")
@click.option("--small", is_flag=True, help="One ATD, one group of communes, four communes, 150 records.")
@click.option("--quiet", is_flag=True, help="Say nothing but errors.")
def load(small: bool, quiet: bool) -> None:
    """Load the demo territory through the portal's own actions: safe to run again.

    Its accounts share a password that everybody knows: never load it into a portal that people rely on.
    """
    from ckanext.scdl_forms.demo.loading import Loader

    loader = Loader(small=small, echo=(lambda line: None) if quiet else click.echo)
    try:
        done = loader.load()
    except tk.ValidationError as error:
        raise click.ClickException(f"Le chargement s'est arrêté : {error.error_summary}") from error
    if not quiet:
        loader.say(
            f"Terminé : {done['organisations']} organismes, {done['accounts']} comptes, {done['registers']} registres, "
            f"{done['records']} enregistrements. Les comptes : ckan scdl demo accounts"
        )


@demo_group.command(name="accounts", short_help="List the accounts of the demo, with their password and what to try.")
@click.option("--all", "everybody", is_flag=True, help="All of them, not only those to try first.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def accounts(everybody: bool, as_json: bool) -> None:
    """List the accounts of the demo: login, password, role, organisation, what to try.

    A password that somebody has changed is told as changed.
    """
    users = (model.User.get(person.login) for person in people() if everybody or person.advice)
    known = {user.name: user for user in users if user is not None and user.state == "active"}
    rows = [
        described(person, known[person.login])
        for person in people() if person.login in known and (everybody or person.advice)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not rows:
        raise click.ClickException("La démonstration n'est pas chargée : ckan scdl demo load")
    width = max(len(row["login"]) for row in rows)
    for row in rows:
        role = " ; ".join(f"{held['role_label']}, {held['organisation_title']}" for held in row["roles"]) or row["job"]
        click.echo(f"{row['login']:<{width}}  {row['password'] or '(changé)':<14}  {role}")
        if row["advice"]:
            click.echo(f"{'':<{width}}  {'':<14}  → {row['advice']}")


def described(person: Person, user: Any) -> dict[str, Any]:
    """What is told of an account; ``password`` is None when it is no longer the demo's."""
    titles = {place.name: place.title for place in PLACES}
    return {
        "login": person.login,
        "password": PASSWORD if user.validate_password(PASSWORD) else None,
        "fullname": person.fullname,
        "job": person.job,
        "sysadmin": person.sysadmin,
        "roles": [
            {"organisation": name, "organisation_title": titles[name], "role": role, "role_label": ROLE_WORDS[role]}
            for name, role in person.roles
        ],
        "advice": person.advice,
    }
