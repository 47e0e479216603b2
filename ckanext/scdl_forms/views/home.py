"""/mes-registres: what is to be done, and the registers of each organisation that a person serves."""
from __future__ import annotations

from typing import Any, Optional

import ckan.plugins.toolkit as tk
from flask import Blueprint, redirect, request

from ckanext.scdl.shared import ancestors, get_standard, list_standards, may_publish, organisation_facts

from .common import Refusal, context, keep_what_was_typed, page, user_id

blueprint = Blueprint("scdl_home", __name__)

_TASKS = 10
#: Organisations that are listed with what waits in them.
_MANY = 60


@page
def index() -> Any:
    """The home of an agent."""
    organizations = tk.get_action("scdl_organization_served_list")(context(), {})
    if not organizations:
        return tk.render("scdl_forms/home_nobody.html", {})
    chosen = _chosen(organizations, request.args.get("organisme"))
    facts = organisation_facts(chosen["id"])
    if facts is None:
        raise Refusal(404, tk._("This organisation is not known here"), "")
    registers = tk.get_action("scdl_register_list")(context(), {"organization_id": chosen["id"]})
    cards = [_card(register) for register in registers]
    taken = {register["schema"] for register in registers}
    return tk.render("scdl_forms/home.html", {
        "organization": chosen, "organizations": organizations, "facts": facts, "cards": cards,
        "tasks": _tasks(cards, may_publish(user_id(), chosen["id"])),
        "others": [standard for standard in list_standards() if standard.name not in taken],
        "helper": _helper(chosen["id"]), "noted": _noted(cards, request.args.get("dit", "")),
        "accompanied": [] if cards else _accompanied(organizations, chosen),
    })


def _card(register: dict[str, Any]) -> dict[str, Any]:
    """A register with its standard, and whether it is behind its rhythm."""
    standard = get_standard(register["schema"], register["schema_version"])
    lateness = tk.get_action("scdl_lateness_show")(context(), {"id": register["id"]})
    return {**register, "standard": standard, **lateness, "late": None if register["withdrawn"] else lateness["late"]}


def _chosen(organizations: list[dict[str, Any]], wanted: Optional[str]) -> dict[str, Any]:
    for organization in organizations:
        if wanted in (organization["name"], organization["id"]):
            return organization
    if wanted:
        raise Refusal(403, tk._("This organisation is not one of yours"), tk._(
            "Your account does not enter data for it. Ask the people in charge there to give you access."))
    return organizations[0]


def _tasks(cards: list[dict[str, Any]], publishes: bool) -> list[dict[str, Any]]:
    """What waits for this person, the most pressing first: to correct, missing, to review, drafts with errors.

    What waits for somebody else is no task: it stands beside the register.
    """
    tasks = []
    for card in cards:
        found = tk.get_action("scdl_record_list")(context(), {
            "register_id": card["id"], "state": "to_correct", "limit": _TASKS, "sort": "modified"})
        tasks += [{"kind": "to_correct", "record": record, "card": card} for record in found["results"]]
    tasks += [{"kind": "late", "card": card} for card in cards if card["late"]]
    for card in cards:
        waiting = card["counts"].get("to_review", 0) + card["counts"].get("change_to_review", 0)
        if waiting and publishes:
            tasks.append({"kind": "to_review", "count": waiting, "card": card})
    for card in cards:
        drafts = card["counts"].get("draft", 0) + card["counts"].get("change_draft", 0)
        if drafts:
            tasks.append({"kind": "drafts", "count": drafts, "card": card, "fault": _fault(card)})
    tasks += [{"kind": "move", "card": card} for card in cards if tk.h.scdl_forms_newer_version(card)]
    return tasks[:_TASKS]


def _accompanied(organizations: list[dict[str, Any]], chosen: dict[str, Any]) -> list[dict[str, Any]]:
    """For somebody whose own organisation holds no register: those that they serve besides, with what waits there.

    :returns: organisations with ``registers``, ``to_review`` and ``to_correct`` (numbers); plain when there are many
    """
    others = [organization for organization in organizations if organization["id"] != chosen["id"]]
    if len(others) > _MANY:
        return others[:_MANY]
    served: dict[str, list[dict[str, Any]]] = {}
    if others:
        for register in tk.get_action("scdl_register_list")(context(), {}):
            served.setdefault(register["organization_id"], []).append(register["counts"])
    return [{
        **organization, "registers": len(served.get(organization["id"], [])),
        "to_review": sum(count.get("to_review", 0) + count.get("change_to_review", 0) for count in served.get(organization["id"], [])),
        "to_correct": sum(count.get("to_correct", 0) for count in served.get(organization["id"], [])),
    } for organization in others]


def _noted(cards: list[dict[str, Any]], wanted: str) -> Optional[dict[str, Any]]:
    """The declaration that was just made, with its register: it can be taken back at once."""
    for card in cards:
        told = card["declared"]
        if told and told["id"] == wanted:
            return {"card": card, "declaration": told}
    return None


def _fault(card: dict[str, Any]) -> Optional[dict[str, Any]]:
    """What is wrong in the draft that was touched last, of those that have something wrong.

    :returns: ``record`` (its head) and ``message``
    """
    drafts = tk.get_action("scdl_record_list")(context(), {
        "register_id": card["id"], "state": "draft", "limit": _TASKS, "sort": "modified"})
    for head in drafts["results"]:
        if head["error_count"]:
            problems = tk.get_action("scdl_record_show")(context(), {"id": head["id"]})["problems"]
            if problems:
                return {"record": head, "message": problems[0]["message"]}
    return None


def _helper(organization_id: str) -> Any:
    """The organisation that accompanies this one and can be reached, the nearest first."""
    for ancestor in ancestors(organization_id):
        facts = organisation_facts(ancestor)
        if facts and (facts.email or facts.phone):
            return facts
    return None


@page
def open_register() -> Any:
    """Open one more register, then show it."""
    if request.method != "POST":
        return redirect(tk.h.url_for("scdl_home.index"))
    facts = organisation_facts(request.form.get("organization", ""))
    if facts is None:
        raise Refusal(404, tk._("This organisation is not known here"), "")
    try:
        standard = get_standard(request.form.get("schema", ""))
    except tk.ObjectNotFound:
        raise Refusal(404, tk._("This standard is not known here"), tk._(
            "Choose one of the list in “My registers”.")) from None
    tk.get_action("scdl_register_create")(context(), {"organization_id": facts.id, "schema": standard.name})
    return redirect(tk.h.url_for("scdl_register.read", organization=facts.name, slug=standard.slug))


@page
def back() -> Any:
    """Where somebody lands who logged in again in another tab: the form waits in the first one."""
    return tk.render("scdl_forms/back.html", {})


blueprint.add_url_rule("/mes-registres", view_func=index)
blueprint.add_url_rule("/mes-registres/ouvrir", view_func=open_register, methods=["GET", "POST"], endpoint="open")
blueprint.add_url_rule("/mes-registres/de-retour", view_func=back)
keep_what_was_typed(blueprint, lambda: redirect(tk.h.url_for("scdl_home.index")))
