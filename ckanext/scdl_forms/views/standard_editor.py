"""/standards/ajouter and /standards/<owner>/<name>/modifier: standards without code, for the operator."""
from __future__ import annotations

import time
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from flask import Blueprint, make_response, redirect, request

from ckanext.scdl.shared import ORGANISATION_FACTS, WIDGETS, Standard, overlays, standard_at, vocabulary
from ckanext.scdl_forms.masks import overlay as editing
from ckanext.scdl_forms.typed import whole_number

from .common import Refusal, context, keep_what_was_typed, page, refuse
from .masks import sample_form

blueprint = Blueprint("scdl_standard_editor", __name__)

MAX_UPLOAD = 10_000_000
#: Adding from a catalogue goes on for so long in one request; what is left stays ticked on the page.
_SECONDS = 25.0


def _operator_only() -> None:
    if not getattr(tk.current_user, "sysadmin", False):
        raise Refusal(403, tk._("This page is the operator's"), tk._(
            "Only the operator of the portal adds and changes standards. Tell them which standard you miss."))


@page
def add() -> Any:
    """From a file, from an address, or from a catalogue."""
    _operator_only()
    if request.method == "GET":
        return _add_page({})
    wish = request.form.get("do", "")
    if wish == "catalogue":
        return _catalogue(request.form.get("catalogue", "").strip())
    if wish == "several":
        return _several()
    sent = {key: request.form.get(key, "").strip() for key in ("name", "version", "url")}
    if wish == "file":
        upload = request.files.get("file")
        content = upload.stream.read(MAX_UPLOAD + 1) if upload else b""
        if not content:
            return _add_page({"file": [tk._("Choose the file of the Table Schema.")]}, sent, 422)
        try:
            sent["descriptor"] = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return _add_page({"file": [tk._("This file is not text in UTF-8: a Table Schema is a JSON file.")]}, sent, 422)
    elif not sent["url"]:
        return _add_page({"url": [tk._("Type the address of the Table Schema.")]}, sent, 422)
    try:
        shown = tk.get_action("scdl_standard_add")(context(), {key: value for key, value in sent.items() if value})
    except tk.ValidationError as error:
        return _add_page({wish: _sentences(error)}, sent, 422)
    tk.h.flash_success(tk._("{name} {version} is added. Put its form in your own words below.").format(
        name=shown["name"], version=shown["version"]))
    return redirect(_url("edit", shown["name"], shown["slug"]))


def _add_page(errors: dict[str, list[str]], sent: Optional[dict[str, str]] = None, status: int = 200, **more: Any) -> Any:
    return make_response(tk.render("scdl_forms/standard_editor/add.html", {"errors": errors, "sent": sent or {}, **more}), status)


def _catalogue(url: str, chosen: Any = (), results: Any = ()) -> Any:
    try:
        entries = tk.get_action("scdl_standard_catalogue")(context(), {"url": url})
    except tk.ValidationError as error:
        return _add_page({"catalogue": _sentences(error)}, {"catalogue": url}, 422)
    return _add_page({}, {"catalogue": url}, entries=entries, chosen=set(chosen), results=list(results))


def _several() -> Any:
    """Add what is ticked, one after the other; what could not be added says why."""
    url = request.form.get("catalogue", "").strip()
    wanted = request.form.getlist("entry")
    try:
        entries = {entry["name"]: entry for entry in tk.get_action("scdl_standard_catalogue")(context(), {"url": url})}
    except tk.ValidationError as error:
        return _add_page({"catalogue": _sentences(error)}, {"catalogue": url}, 422)
    results, left = [], list(dict.fromkeys(name for name in wanted if name in entries))
    end = time.monotonic() + _SECONDS
    while left and time.monotonic() < end:
        entry = entries[left.pop(0)]
        try:
            shown = tk.get_action("scdl_standard_add")(context(), {
                "url": entry["url"], "name": entry["name"], **({"version": entry["version"]} if entry["version"] else {})})
        except tk.ValidationError as error:
            results.append({"name": entry["name"], "problem": " ".join(_sentences(error))})
        else:
            results.append({"name": entry["name"], "url": _url("edit", shown["name"], shown["slug"])})
    return _catalogue(url, left, results)


def _standard(owner: str, slug: str) -> Standard:
    version = request.args.get("version") or None
    try:
        return standard_at(owner, slug, version)
    except tk.ObjectNotFound:
        raise Refusal(404, tk._("This standard is not known here"), tk._("The catalogue of standards shows all those that are.")) from None


@page
def edit(owner: str, slug: str) -> Any:
    """The editor of an added standard's overlay."""
    _operator_only()
    standard = _standard(owner, slug)
    shown = tk.get_action("scdl_standard_show")(context(), {"id": standard.name, "version": standard.version})
    if not shown["added"]:
        raise Refusal(409, tk._("This standard comes with the product"), tk._(
            "Its wording follows the product's versions. To change its form here, set a mask of the whole platform."))
    if request.method == "GET":
        overlay = shown["overlay"]
        wanted = request.args.get("revision", "")
        former = next((item for item in shown["revisions"] if str(item["revision"]) == wanted), None)
        return _editor(standard, shown, former["overlay"] if former else overlay, former=former)
    overlay = editing.posted(standard.descriptor, shown["overlay"], request.form)
    wish = request.form.get("do", "preview")
    if wish == "save":
        try:
            tk.get_action("scdl_standard_update")(context(), {
                "id": standard.name, "version": standard.version, "overlay": editing.without_empty_groups(overlay),
                "revision": whole_number(request.form.get("revision", ""))})
        except tk.ValidationError as error:
            return _editor(standard, shown, overlay, _sentences(error), 409 if "revision" in error.error_dict else 422)
        tk.h.flash_success(tk._("The standard is changed, and with it every form that follows it."))
        return redirect(_url("edit", standard.name, standard.slug, version=standard.version))
    return _editor(standard, shown, overlay, focus=editing.act(overlay, wish) or "")


@page
def preview(owner: str, slug: str) -> Any:
    """The form alone, for the script that refreshes it."""
    _operator_only()
    standard = _standard(owner, slug)
    base = standard.overlay
    tried, _problems = _tried(standard, editing.posted(standard.descriptor, base, request.form))
    return tk.render("scdl_forms/masks/preview_only.html", _form(tried or standard))


@page
def retire(owner: str, slug: str) -> Any:
    """Take a version out of the catalogue, or put it back: what will happen is said first."""
    _operator_only()
    standard = _standard(owner, slug)
    shown = tk.get_action("scdl_standard_show")(context(), {"id": standard.name, "version": standard.version})
    if request.method == "POST":
        action = "scdl_standard_bring_back" if shown["retired"] else "scdl_standard_retire"
        tk.get_action(action)(context(), {"id": standard.name, "version": standard.version})
        tk.h.flash_success((tk._("{name} {version} is back in the catalogue.") if shown["retired"]
                            else tk._("{name} {version} is retired.")).format(name=standard.name, version=standard.version))
        return redirect(tk.h.url_for("scdl_standards.index"))
    return tk.render("scdl_forms/standard_editor/retire.html", {"standard": standard, "shown": shown})


def _tried(standard: Standard, overlay: dict[str, Any]) -> tuple[Optional[Standard], list[str]]:
    return overlays.trial(
        standard.descriptor, editing.without_empty_groups(overlay), name=standard.name, slug=standard.slug,
        version=standard.version, url=standard.url)


def _form(standard: Standard) -> dict[str, Any]:
    return {"form": sample_form(standard, None),
            "hidden": [spec for spec in standard.fields if spec.visibility == "hidden" and not spec.required]}


def _editor(
    standard: Standard, shown: dict[str, Any], overlay: dict[str, Any], problems: Any = (), status: int = 200,
    focus: str = "", former: Optional[dict[str, Any]] = None,
) -> Any:
    tried, found = _tried(standard, overlay)
    body = tk.render("scdl_forms/standard_editor/edit.html", {
        "standard": standard, "shown": shown, "overlay": overlay, "groups": editing.page(standard.descriptor, overlay),
        "problems": list(problems) or found, "focus": focus, "former": former,
        "revision": request.form.get("revision", shown["revision"]), "themes": vocabulary.THEMES,
        "frequencies": vocabulary.FREQUENCIES, "widgets": WIDGETS, "visibilities": editing.VISIBILITIES,
        "facts": ORGANISATION_FACTS, "changed": editing.without_empty_groups(overlay) != shown["overlay"],
        "dates": [spec for spec in standard.fields if spec.type in ("date", "year", "datetime")],
        **_form(tried or standard),
    })
    return make_response(body, status)


def _url(endpoint: str, name: str, slug: str, **values: Any) -> str:
    return tk.h.url_for(f"scdl_standard_editor.{endpoint}", owner=name.split("/", 1)[0], slug=slug, **values)


def _sentences(error: tk.ValidationError) -> list[str]:
    return [str(text) for texts in error.error_dict.values() for text in (texts if isinstance(texts, list) else [texts])]


def _again() -> Any:
    """The page was open for too long: what was typed comes back, to be sent again."""
    arguments = request.view_args or {}
    text = tk._("The page had been open for too long: nothing was kept yet. Save again.")
    try:
        _operator_only()
        if "owner" not in arguments:
            return _add_page({"url": [text]}, {key: request.form.get(key, "") for key in ("name", "version", "url", "catalogue")}, 400)
        standard = _standard(arguments["owner"], arguments["slug"])
        shown = tk.get_action("scdl_standard_show")(context(), {"id": standard.name, "version": standard.version})
    except Refusal as refusal:
        return refuse(refusal)
    return _editor(standard, shown, editing.posted(standard.descriptor, shown["overlay"], request.form), [text], 400)


blueprint.add_url_rule("/standards/ajouter", "add", add, methods=["GET", "POST"])
blueprint.add_url_rule("/standards/<owner>/<slug>/modifier", "edit", edit, methods=["GET", "POST"])
blueprint.add_url_rule("/standards/<owner>/<slug>/modifier/apercu", "preview", preview, methods=["POST"])
blueprint.add_url_rule("/standards/<owner>/<slug>/retirer", "retire", retire, methods=["GET", "POST"])
keep_what_was_typed(blueprint, _again)
