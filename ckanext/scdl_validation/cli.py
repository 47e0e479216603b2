"""``ckan scdl validate`` and ``ckan scdl validation``."""
from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import click

from ckanext.scdl.shared import ScdlError, cli_group

from . import checking, choice, config, jobs, resources, runs
from .language import in_the_portal_s_language


def get_commands() -> list[click.Command]:
    """Nothing for CKAN to register: the commands join the group of the suite when this module is imported."""
    return []


def _refused(message: str) -> None:
    click.echo(message, err=True)
    sys.exit(2)


@cli_group.command("validate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--schema", required=True, help="A standard (deliberations@2.1.5), an address or a file.")
@click.option("--strict", is_flag=True, help="Repair nothing, judge by Table Schema to the letter.")
@click.option("--sheet", help="Sheet of a workbook.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.option("--html", "as_html", is_flag=True, help="Print the report as a page.")
@in_the_portal_s_language
def validate(file: Path, schema: str, strict: bool, sheet: str | None, as_json: bool, as_html: bool) -> None:
    """Check FILE against a schema.

    Ends with 0 when the file follows it (corrections included), 1 when it does not, 2 when the file or the schema
    cannot be read.
    """
    try:
        if schema.startswith(("http://", "https://")):
            selected = choice.of_url(schema)
        elif Path(schema).is_file():
            selected = choice.of_descriptor(choice.parse_schema(Path(schema).read_bytes(), schema), schema)
        else:
            selected = choice.of_standard(schema)
        report = checking.check_file(
            file,
            selected.descriptor,
            filename=file.name,
            options=checking.Options(strict=strict, sheet=sheet),
            bounds=checking.limits(config.job_seconds(), config.max_bytes()),
        )
    except tk.ObjectNotFound:
        _refused(tk._("There is no standard called {name} in the catalogue.").format(name=schema))
    except ScdlError as error:
        _refused(error.message)
    if as_json:
        click.echo(report.to_json())
    elif as_html:
        click.echo(report.to_html())
    else:
        _print(report, selected.title)
    sys.exit({"valid": 0, "repaired": 0, "invalid": 1}.get(report.verdict, 2))


_VERDICTS = {
    "valid": "conforme",
    "repaired": "conforme une fois corrigé",
    "invalid": "non conforme",
    "unreadable": "illisible",
}


def _print(report: Any, title: str) -> None:
    click.echo(f"{_VERDICTS[report.verdict]} · {title}")
    if report.message:
        click.echo(report.message)
    click.echo(f"{report.rows} lignes, {report.error_count} erreurs, {report.repair_count} corrections")
    for error in report.errors:
        where = f"ligne {error.row}" if error.row else "fichier"
        click.echo(f"  {where}{', ' + error.column if error.column else ''} : {error.message}")
    if report.truncated:
        click.echo(f"  … les {len(report.errors)} premières erreurs sur {report.error_count}")


@cli_group.group("validation")
def validation() -> None:
    """Checks of the portal's resources."""


@validation.command("run")
@click.option("--all", "everything", is_flag=True, help="All resources that name a standard.")
@click.option("--resource", "resource_ids", multiple=True, help="One resource, by its id (may be repeated).")
@click.option("--pending", is_flag=True, help="Checks that were asked for and never run.")
@click.option("--background", is_flag=True, help="Ask the workers to do it.")
@click.option("--json", "as_json", is_flag=True, help="Print what came out as JSON, one line a resource.")
@in_the_portal_s_language
def run(everything: bool, resource_ids: tuple[str, ...], pending: bool, background: bool, as_json: bool) -> None:
    """Check resources of the portal against the standards that they name.

    Ends with 1 when a resource could not be checked; a resource that does not follow its standard is no fault
    of the command.
    """
    if not (everything or resource_ids or pending):
        raise click.UsageError("Une de ces options est attendue : --all, --resource ID, --pending.")
    if pending:
        checked, forgotten = jobs.sweep()
        click.echo(f"{checked} vérifications reprises, {forgotten} rapports périmés effacés", err=as_json)
    faults = 0
    for resource_id in [*resource_ids, *(resources.to_check() if everything else [])]:
        faults += not _run(resource_id, background, as_json)
    sys.exit(1 if faults else 0)


def _run(resource_id: str, background: bool, as_json: bool) -> bool:
    user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    context = {"ignore_auth": True, "user": user}
    try:
        report = tk.get_action("scdl_validation_run")(context, {"resource_id": resource_id, "background": background})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        click.echo(f"{resource_id} : {tk._('This resource does not exist.')}", err=True)
        return False
    except tk.ValidationError as error:
        said = "; ".join(str(message) for messages in error.error_dict.values() for message in messages)
        click.echo(f"{resource_id} : {said}", err=True)
        return False
    if as_json:
        keys = ("resource_id", "id", "state", "verdict", "standard", "version", "rows", "error_count", "message")
        click.echo(json.dumps({key: report[key] for key in keys}, ensure_ascii=False))
    else:
        outcome = _VERDICTS.get(report["verdict"] or "", "en attente" if report["state"] == "queued" else "échec")
        click.echo(f"{resource_id} : {outcome}, {report['error_count']} erreurs {report['message']}".rstrip())
    return report["state"] != "failed"


@validation.command("clean")
@in_the_portal_s_language
def clean() -> None:
    """Forget the reports of strangers and the files whose time is over."""
    click.echo(f"{runs.clean()} rapports")
