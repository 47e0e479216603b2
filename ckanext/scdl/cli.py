"""``ckan scdl``: one group of commands for the whole suite.

A sibling plugin adds its commands to :data:`cli_group` (found in ``shared``) in a ``cli.py`` of its own, and
imports that module in its ``IClick.get_commands``, which then answers an empty list: the group is registered
once, by this plugin, and shows the commands of the plugins that are loaded.
"""
from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from ckanext.scdl.added.commands import COMMANDS
from ckanext.scdl.catalogue.checking import check_catalogue, check_descriptor_file
from ckanext.scdl.catalogue.registry import registry
from ckanext.scdl.catalogue.shipped import Registry
from ckanext.scdl.errors import StandardError


@click.group(name="scdl", short_help="Standardised local data: schemas, publication, demonstration.")
def cli_group() -> None:
    """Standardised local data: schemas, publication, demonstration."""


@cli_group.group(name="schema", short_help="The standards (Table Schemas) that the portal speaks.")
def schema_group() -> None:
    """The standards (Table Schemas) that the portal speaks."""


@schema_group.command(name="list", short_help="List the standards.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def schema_list(as_json: bool) -> None:
    """List the standards with their version and title."""
    known = _registry()
    rows = []
    for name in known.names():
        standard = known.get(name)
        if standard is not None:
            rows.append({"name": name, "version": standard.version, "title": standard.title,
                         "versions": known.versions(name), "url": standard.url})
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max((len(row["name"]) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row['name']:<{width}}  {row['version']:<8}  {row['title']}")
    click.echo(f"{len(rows)} standards.")


@schema_group.command(name="show", short_help="Show a standard and its fields.")
@click.argument("name")
@click.option("--version", default=None, help="A version such as 2.1.5; the current one by default.")
@click.option("--json", "as_json", is_flag=True, help="The official descriptor, as JSON.")
def schema_show(name: str, version: str | None, as_json: bool) -> None:
    """Show the standard NAME (scdl/deliberations, or deliberations) and its fields."""
    known = _registry()
    try:
        standard = known.get(name, version)
    except StandardError as error:
        raise click.ClickException(error.message) from error
    if standard is None:
        raise click.ClickException(f"Aucun standard « {name} »{f' en version {version}' if version else ''} ici. "
                                   f"Connus : {', '.join(known.names())}.")
    if as_json:
        click.echo(json.dumps(standard.descriptor, ensure_ascii=False, indent=2))
        return
    click.echo(f"{standard.name} {standard.version}  {standard.title}\n{standard.url}\n\n{standard.purpose}\n")
    for spec in standard.fields:
        mark = "*" if spec.required else " "
        click.echo(f"{mark} {spec.name:<32} {spec.label} ({spec.type})")
    click.echo("\n* obligatoire")


@schema_group.command(name="check", short_help="Check the standards of the portal, or a descriptor.")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
def schema_check(files: tuple[Path, ...]) -> None:
    """Check every standard of the portal, or the descriptors (schema.json) named as FILES.

    Exit status 1 when something is wrong.
    """
    problems = []
    try:
        if files:
            for path in files:
                problems += [f"{path} : {problem}" for problem in check_descriptor_file(path)]
        else:
            problems = check_catalogue(_registry())
    except StandardError as error:
        problems = [error.message]
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        sys.exit(1)
    click.echo(f"{len(files)} descripteurs conformes." if files else f"{len(_registry().names())} standards conformes.")


def _registry() -> Registry:
    try:
        return registry()
    except StandardError as error:
        raise click.ClickException(error.message) from error


for _command in COMMANDS:
    schema_group.add_command(_command)
