"""/territoire/<organisation>/masques and /masques: what an organisation, or the platform, sets over each standard."""
from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from flask import Blueprint, make_response, redirect, request

from ckanext.scdl.shared import (
    OrganisationFacts,
    Standard,
    descendants,
    get_standard,
    mask_rules,
    mask_wording,
    may_publish,
    merge_masks,
    organisation_facts,
    standard_at,
)
from ckanext.scdl_forms.forms.building import Form, build
from ckanext.scdl_forms.forms.defaults import defaults
from ckanext.scdl_forms.masks import editing
from ckanext.scdl_forms.typed import whole_number

from .common import Refusal, context, keep_what_was_typed, page, refuse, user_id

blueprint = Blueprint("scdl_masks", __name__)

#: Longest settings that a page hands to the next one, in characters.
_MAX_SETTINGS = 400_000


@dataclass(frozen=True)
class Level:
    """Whose masks a page is about: an organisation's, or the platform's (``facts`` is None)."""

    facts: Optional[OrganisationFacts]

    @property
    def organization_id(self) -> Optional[str]:
        return self.facts.id if self.facts else None

    @property
    def title(self) -> str:
        return self.facts.title if self.facts else tk._("The whole platform")

    def url(self, endpoint: str, **values: Any) -> str:
        """Address of a page of this level."""
        if self.facts:
            values["organization"] = self.facts.name
        return tk.h.url_for(f"scdl_masks.{endpoint}", **values)

    def below(self) -> int:
        """How many organisations are under it."""
        return len(descendants(self.facts.id)) if self.facts else 0

    def crumbs(self, *more: tuple[str, Optional[str]]) -> list[tuple[str, Optional[str]]]:
        """The way to a page of this level."""
        home = tk.h.url_for("organization.read", id=self.facts.name) if self.facts else None
        return [*([(self.title, home)] if home else []), (tk._("Forms and masks"), self.url("index")), *more]


def _level(organization: Optional[str]) -> Level:
    """The level of an address, for somebody who may set its masks.

    :raises Refusal: unknown organisation, or no right
    """
    if organization is None:
        if not getattr(tk.current_user, "sysadmin", False):
            raise Refusal(403, tk._("These settings are the operator's"), tk._(
                "Only the operator of the portal sets the masks of the whole platform."))
        return Level(None)
    facts = organisation_facts(organization)
    if facts is None:
        raise Refusal(404, tk._("This organisation is not known here"), tk._("Check the address."))
    if not may_publish(user_id(), facts.id):
        raise Refusal(403, tk._("These settings belong to {organisation}").format(organisation=facts.title), tk._(
            "Only those in charge of {organisation} set its masks.").format(organisation=facts.title))
    return Level(facts)


def _standard(owner: str, slug: str) -> Standard:
    try:
        return standard_at(owner, slug)
    except tk.ObjectNotFound:
        raise Refusal(404, tk._("This standard is not known here"), tk._("Choose one in the list of forms.")) from None


def _reference(level: Level, standard: Standard) -> dict[str, Any]:
    return {"id": standard.name, "organization_id": level.organization_id}


@page
def index(organization: Optional[str] = None) -> Any:
    """The standards, with what is set where."""
    level = _level(organization)
    rows = tk.get_action("scdl_mask_list")(context(), {"organization_id": level.organization_id})
    names = {row["schema"]: get_standard(row["schema"]) for row in rows}
    return tk.render("scdl_forms/masks/index.html", {"level": level, "rows": rows, "standards": names})


@page
def edit(owner: str, slug: str, organization: Optional[str] = None) -> Any:
    """The editor: settings on one side, the form that they make on the other."""
    level, standard = _level(organization), _standard(owner, slug)
    mask = tk.get_action("scdl_mask_show")(context(), _reference(level, standard))
    if request.method == "GET":
        return _editor(level, standard, mask, mask["settings"])
    wish = request.form.get("do", "preview")
    settings = _carried() if wish in ("save", "back") else editing.posted(standard, request.form, mask["inherited"])
    if wish == "save":
        return _save(level, standard, mask, settings)
    if wish == "reset":
        return _confirm(level, standard, mask, {})
    problems = mask_rules.problems(standard, settings, mask["inherited"])
    if wish == "confirm":
        refused = _refused(level, standard, settings)
        if refused:
            return _editor(level, standard, mask, settings, refused, status=422)
        return _confirm(level, standard, mask, settings)
    target = editing.act(standard, settings, mask["inherited"], wish)
    found = [{"field": f"champ-{editing.html_slug(problem.field)}" if problem.field else None, "message": problem.message}
             for problem in problems]
    return _editor(level, standard, mask, settings, found if wish == "preview" else [], focus=target or "")


@page
def preview(owner: str, slug: str, organization: Optional[str] = None) -> Any:
    """The form alone, for the script that refreshes it."""
    level, standard = _level(organization), _standard(owner, slug)
    mask = tk.get_action("scdl_mask_show")(context(), _reference(level, standard))
    settings = editing.posted(standard, request.form, mask["inherited"])
    return tk.render("scdl_forms/masks/preview_only.html", _preview(level, standard, mask, settings))


@page
def history(owner: str, slug: str, organization: Optional[str] = None) -> Any:
    """All that was ever set, and what each version changed."""
    level, standard = _level(organization), _standard(owner, slug)
    versions = tk.get_action("scdl_mask_history")(context(), _reference(level, standard))
    rows = []
    for position, version in enumerate(versions):
        older = versions[position + 1]["settings"] if position + 1 < len(versions) else {}
        rows.append({**version, "changes": mask_wording.changes(standard, older, version["settings"])})
    return tk.render("scdl_forms/masks/history.html", {"level": level, "standard": standard, "versions": rows})


@page
def restore(owner: str, slug: str, version: int, organization: Optional[str] = None) -> Any:
    """Take up a former version: what will change is said first."""
    level, standard = _level(organization), _standard(owner, slug)
    mask = tk.get_action("scdl_mask_show")(context(), _reference(level, standard))
    versions = tk.get_action("scdl_mask_history")(context(), _reference(level, standard))
    former = next((item for item in versions if item["version"] == version), None)
    if former is None and version != 0:
        raise Refusal(404, tk._("This version does not exist"), tk._("The history shows all those that do."))
    settings = former["settings"] if former else {}
    refused: list[str] = []
    if request.method == "POST":
        try:
            tk.get_action("scdl_mask_restore")(context(), {**_reference(level, standard), "version": version})
        except tk.ValidationError as error:
            refused = _sentences(error)
        else:
            tk.h.flash_success(tk._("The settings of version {version} apply again.").format(version=version))
            return redirect(level.url("edit", owner=standard.owner, slug=standard.slug))
    body = tk.render("scdl_forms/masks/confirm.html", {
        "level": level, "standard": standard, "changes": mask_wording.changes(standard, mask["settings"], settings),
        "refused": refused, "restoring": version, "settings": "", "version": mask["version"],
    })
    return make_response(body, 422 if refused else 200)


def _carried() -> dict[str, Any]:
    """The settings that the page of confirmation holds; whatever somebody has put there is judged again."""
    text = request.form.get("settings", "")
    try:
        settings = json.loads(text) if len(text) <= _MAX_SETTINGS else {}
    except (ValueError, RecursionError):
        settings = {}
    return settings if isinstance(settings, dict) else {}


def _save(level: Level, standard: Standard, mask: dict[str, Any], settings: dict[str, Any]) -> Any:
    sent = {**_reference(level, standard), "settings": settings,
            "version": whole_number(request.form.get("version", ""))}
    try:
        tk.get_action("scdl_mask_update")(context(), sent)
    except tk.ValidationError as error:
        problems = [{"field": None, "message": text} for text in _sentences(error)]
        well_made = "settings" not in error.error_dict
        return _editor(level, standard, mask, settings if well_made else mask["settings"], problems,
                       status=409 if "version" in error.error_dict else 422)
    tk.h.flash_success(tk._("The form is changed. Former settings are in the history."))
    return redirect(level.url("edit", owner=standard.owner, slug=standard.slug))


def _refused(level: Level, standard: Standard, settings: dict[str, Any]) -> list[dict[str, Any]]:
    """What the action would refuse, each with the field that it speaks of; nothing is kept."""
    try:
        tk.get_action("scdl_mask_check")(context(), {**_reference(level, standard), "settings": settings})
    except tk.ValidationError as error:
        return [
            {"field": f"champ-{editing.html_slug(key.removeprefix('field:'))}" if key.startswith("field:") else None,
             "message": text}
            for key, texts in error.error_dict.items() for text in (texts if isinstance(texts, list) else [texts])
        ]
    return []


def _sentences(error: tk.ValidationError) -> list[str]:
    return [str(text) for texts in error.error_dict.values() for text in (texts if isinstance(texts, list) else [texts])]


def _confirm(level: Level, standard: Standard, mask: dict[str, Any], settings: dict[str, Any]) -> Any:
    """Before anything is kept: what will happen, and to whom."""
    return tk.render("scdl_forms/masks/confirm.html", {
        "level": level, "standard": standard, "changes": mask_wording.changes(standard, mask["settings"], settings),
        "refused": [], "restoring": None, "settings": json.dumps(settings, ensure_ascii=False),
        "version": request.form.get("version", mask["version"]),
    })


def _editor(
    level: Level, standard: Standard, mask: dict[str, Any], settings: dict[str, Any], problems: Any = (), status: int = 200,
    focus: str = "",
) -> Any:
    body = tk.render("scdl_forms/masks/edit.html", {
        "groups": editing.page(standard, settings, mask["inherited"]), "problems": list(problems), "focus": focus,
        "set_above": [
            {**item, "changes": mask_wording.summary(standard, item["settings"])}
            for item in mask["levels"][:-1] if item["settings"]
        ],
        "version": request.form.get("version", mask["version"]), "changed": settings != mask["settings"],
        **_preview(level, standard, mask, settings),
    })
    return make_response(body, status)


def _preview(level: Level, standard: Standard, mask: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    masked = mask_rules.apply(standard, merge_masks([mask["inherited"], settings]))
    return {"level": level, "standard": standard, "mask": mask, "form": sample_form(masked, level.facts),
            "hidden": [spec for spec in masked.fields if spec.visibility == "hidden" and not spec.required]}


def sample_form(standard: Standard, facts: Optional[OrganisationFacts]) -> Form:
    """The form as somebody opens it for a new record."""
    values = {**defaults(standard), **(facts.by_column(standard.organisation_fields) if facts else {})}
    return build(standard, values)


def _again() -> Any:
    """The page was open for too long: the same settings, ready to be sent again."""
    arguments = request.view_args or {}
    try:
        level, standard = _level(arguments.get("organization")), _standard(arguments["owner"], arguments["slug"])
    except Refusal as refusal:
        return refuse(refusal)
    mask = tk.get_action("scdl_mask_show")(context(), _reference(level, standard))
    settings = _carried() if request.form.get("settings") else editing.posted(standard, request.form, mask["inherited"])
    return _editor(level, standard, mask, settings, status=400, problems=[
        {"field": None, "message": tk._("The page had been open for too long: nothing was kept yet. Save again.")}])


for _prefix in ("/masques", "/territoire/<organization>/masques"):
    _one = f"{_prefix}/<owner>/<slug>"
    blueprint.add_url_rule(_prefix, "index", index)
    blueprint.add_url_rule(_one, "edit", edit, methods=["GET", "POST"])
    blueprint.add_url_rule(f"{_one}/apercu", "preview", preview, methods=["POST"])
    blueprint.add_url_rule(f"{_one}/historique", "history", history)
    blueprint.add_url_rule(f"{_one}/historique/<int:version>/reprendre", "restore", restore, methods=["GET", "POST"])
keep_what_was_typed(blueprint, _again)
