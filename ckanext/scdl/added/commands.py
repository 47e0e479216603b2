"""``ckan scdl schema add``, ``add-catalogue``, ``retire``: standards without code, from the command line."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Optional
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
import click

from ckanext.scdl.added import remote
from ckanext.scdl.added.descriptor import MAX_BYTES
from ckanext.scdl.errors import ScdlError


@click.command(name="add", short_help="Add a standard, or a version of one, from its Table Schema.")
@click.argument("source", metavar="FILE|URL")
@click.option("--name", default=None, help="Catalogue name OWNER/NAME; proposed when left out.")
@click.option("--slug", default=None, help="Short name, for addresses; proposed when left out.")
@click.option("--version", default=None, help="A version such as 1.0.0; the descriptor's own when left out.")
@click.option("--url", default=None, help="Official address of a descriptor that is read from a file.")
def add(source: str, name: Optional[str], slug: Optional[str], version: Optional[str], url: Optional[str]) -> None:
    """Add the Table Schema of FILE, or at URL, with an overlay that is proposed from it.

    Exit status 1 when it cannot be served; the reasons are said.
    """
    data: dict[str, Any] = {"name": name, "slug": slug, "version": version}
    if is_address(source):
        data["url"] = source
    else:
        data["url"] = url
    try:
        if not is_address(source):
            data["descriptor"] = _text(_read(Path(source)))
        shown = add_standard(data)
    except ScdlError as error:
        raise click.ClickException(error.message) from error
    except tk.ValidationError as error:
        raise click.ClickException("\n".join(sentences(error))) from error
    click.echo(f"{shown['name']} {shown['version']} ajouté ({shown['slug']}), empreinte sha256 {shown['sha256']}.")


@click.command(name="add-catalogue", short_help="Add the Table Schemas of a catalogue (schemas.json).")
@click.argument("source", metavar="FILE|URL")
@click.option("--only", multiple=True, metavar="NAME", help="Only this schema (may be repeated).")
@click.option("--dry-run", is_flag=True, help="List the schemas, add nothing.")
def add_catalogue(source: str, only: tuple[str, ...], dry_run: bool) -> None:
    """Add every Table Schema of a catalogue in the format of schema.data.gouv.fr, at its latest version.

    What is here already is left alone. Addresses in a catalogue FILE may be relative to it. Exit status 1 when a
    schema could not be added.
    """
    try:
        if is_address(source):
            entries = remote.fetch_catalogue(source)
        else:
            entries = remote.read_catalogue(_read(Path(source), remote.MAX_CATALOGUE_BYTES))
    except ScdlError as error:
        raise click.ClickException(error.message) from error
    added = kept = refused = 0
    for entry in entries:
        if only and entry.name not in only:
            continue
        if dry_run:
            click.echo(f"{entry.name} {entry.version}  {entry.title}")
            continue
        try:
            shown = add_standard({
                "name": entry.name, "version": entry.version or None, "url": entry.url if is_address(entry.url) else None,
                "descriptor": _text(_entry_content(source, entry.url)),
            })
        except ScdlError as error:
            refused += 1
            click.echo(f"{entry.name} : {error.message}", err=True)
        except tk.ValidationError as error:
            if "version" in error.error_dict:
                kept += 1
                click.echo(f"{entry.name} {entry.version} : déjà là.")
            else:
                refused += 1
                click.echo(f"{entry.name} : {' '.join(sentences(error))}", err=True)
        else:
            added += 1
            click.echo(f"{shown['name']} {shown['version']} ajouté ({shown['slug']}).")
    click.echo(f"{added} ajoutés, {kept} déjà là, {refused} refusés." if not dry_run else f"{len(entries)} schémas.")
    if refused:
        raise SystemExit(1)


@click.command(name="retire", short_help="Take a standard, or a version of it, out of the catalogue.")
@click.argument("name")
@click.option("--version", default=None, help="Only this version; all of them when left out.")
@click.option("--undo", is_flag=True, help="Put it back.")
def retire(name: str, version: Optional[str], undo: bool) -> None:
    """Take the standard NAME out of the catalogue. Registers that follow it still open."""
    action = "scdl_standard_bring_back" if undo else "scdl_standard_retire"
    try:
        result = tk.get_action(action)(_context(), {"id": name, "version": version})
    except tk.ObjectNotFound as error:
        raise click.ClickException(f"Aucun standard « {name} »{f' en version {version}' if version else ''} ici.") from error
    retired = ", ".join(result["retired"]) or "aucune"
    click.echo(f"{result['name']} : versions retirées : {retired} ; version en cours : {result['current'] or 'aucune'}.")


def add_standard(data: dict[str, Any]) -> dict[str, Any]:
    """Add a standard as the site's own user.

    :raises ckan.plugins.toolkit.ValidationError: when it is refused
    """
    return tk.get_action("scdl_standard_add")(_context(), {key: value for key, value in data.items() if value is not None})


def sentences(error: tk.ValidationError) -> list[str]:
    """The reasons of a refusal, one after the other."""
    return [str(reason) for reasons in error.error_dict.values()
            for reason in (reasons if isinstance(reasons, list) else [reasons])]


def is_address(source: str) -> bool:
    """Is this an address rather than a file?"""
    return urlsplit(source).scheme in ("http", "https")


def _entry_content(source: str, url: str) -> bytes:
    return remote.fetch_descriptor(url) if is_address(source) else remote.read_beside(Path(source), url)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScdlError("descriptor-not-utf8", "Ce fichier n'est pas du texte UTF-8.") from error


def _read(path: Path, limit: int = MAX_BYTES) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise click.ClickException(f"{path} ne peut pas être lu : {error.strerror}.") from error


def _context() -> dict[str, Any]:
    site = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"user": site["name"]}


COMMANDS = (add, add_catalogue, retire)
