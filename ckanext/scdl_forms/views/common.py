"""What the pages of registers share: the register of the address, rights, refusals in French."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Optional

import ckan.plugins.toolkit as tk
from ckan.types import Context
from flask import Blueprint, Response, make_response, redirect, request
from flask_wtf.csrf import CSRFError

from ckanext.scdl.shared import (
    OrganisationFacts,
    Standard,
    check_same_origin,
    effective_standard,
    get_standard,
    may_contribute,
    may_publish,
    organisation_facts,
)

#: Controls of a form that are not what somebody typed.
CONTROLS = ("_csrf_token", "do", "version", "token")


def context() -> Context:
    """The context of the person who looks at the page."""
    return {"user": tk.current_user.name if tk.current_user.is_authenticated else "", "auth_user_obj": _user()}


def _user() -> Any:
    return tk.current_user if tk.current_user.is_authenticated else None


def user_id() -> Optional[str]:
    """Id of the person who looks at the page."""
    return tk.current_user.id if tk.current_user.is_authenticated else None


@dataclass(frozen=True)
class Place:
    """The register of an address /registre/<organisation>/<standard>.

    :ivar register: as ``scdl_register_show`` answers
    :ivar publishes: whether the person decides what goes online
    """

    register: dict[str, Any]
    standard: Standard
    facts: OrganisationFacts
    publishes: bool

    def url(self, endpoint: str, **values: Any) -> str:
        """Address of a page of this register."""
        return tk.h.url_for(endpoint, organization=self.facts.name, slug=self.standard.slug, **values)

    @property
    def needs_review(self) -> bool:
        """Whether somebody else reads what this person sends."""
        return self.facts.review and not self.publishes

    def crumbs(self, *more: tuple[str, Optional[str]]) -> list[tuple[str, Optional[str]]]:
        """The way to a page of this register."""
        noun = self.standard.noun_many
        return [
            (tk._("My registers"), tk.h.url_for("scdl_home.index", organisme=self.facts.name)),
            (f"{noun[:1].upper()}{noun[1:]} – {self.facts.title}", self.url("scdl_register.read")),
            *more,
        ]


class Refusal(Exception):
    """A page that cannot be shown, with the sentence that says why."""

    def __init__(self, status: int, title: str, text: str) -> None:
        super().__init__(title)
        self.status = status
        self.title = title
        self.text = text


def refuse(refusal: Refusal) -> Response:
    """The page of a refusal; what was typed is on it, to be copied."""
    body = tk.render("scdl_forms/refused.html", {
        "title": refusal.title, "text": refusal.text, "typed": typed_text(),
    })
    return make_response(body, refusal.status)


def typed_text() -> list[tuple[str, str]]:
    """What somebody typed in the form that could not be taken: names of boxes and their text."""
    if request.method != "POST":
        return []
    return [
        (name.removeprefix("v-"), text)
        for name, text in request.form.items(multi=True)
        if name.startswith("v-") and text.strip() and not name.endswith("--list")
    ]


def place(organization: str, slug: str) -> Place:
    """The register of the address, for somebody who enters data there.

    :raises Refusal: unknown organisation, standard or register, or no right
    """
    facts = organisation_facts(organization)
    try:
        standard = get_standard(slug)
    except tk.ObjectNotFound:
        raise Refusal(404, tk._("This standard is not known here"), tk._(
            "No register follows “{slug}”. Check the address, or start again from “My registers”.").format(
                slug=slug[:100])) from None
    if facts is None:
        raise Refusal(404, tk._("This organisation is not known here"), tk._(
            "Check the address, or start again from “My registers”."))
    if not may_contribute(user_id(), facts.id):
        raise Refusal(403, tk._("This register belongs to {organisation}").format(organisation=facts.title), tk._(
            "Your account does not enter data for {organisation}. Ask the people in charge there to give you access, "
            "or choose one of your own registers.").format(organisation=facts.title))
    try:
        register = tk.get_action("scdl_register_show")(context(), {"organization_id": facts.id, "schema": standard.name})
    except tk.ObjectNotFound:
        raise Refusal(404, tk._("This register is not open yet"), tk._(
            "{organisation} has no register of {noun} yet. Open it from “My registers”.").format(
                organisation=facts.title, noun=standard.noun_many)) from None
    standard = effective_standard(get_standard(standard.name, register["schema_version"]), facts.id)
    return Place(register, standard, facts, may_publish(user_id(), facts.id))


def record_of(where: Place, number: int) -> dict[str, Any]:
    """A record of a register by its number.

    :raises Refusal: there is none
    """
    try:
        return tk.get_action("scdl_record_show")(context(), {"register_id": where.register["id"], "number": number})
    except tk.ObjectNotFound:
        raise Refusal(404, tk._("Number {number} does not exist").format(number=number), tk._(
            "It may have been deleted. The register shows all those that exist.")) from None


def page(view: Callable[..., Any]) -> Callable[..., Any]:
    """Pages of people who are logged in: same-origin posts, refusals in words, a way back after login."""

    @wraps(view)
    def wrapper(**arguments: Any) -> Any:
        check_same_origin()
        if user_id() is None:
            return ask_to_log_in()
        try:
            return view(**arguments)
        except Refusal as refusal:
            return refuse(refusal)
        except tk.NotAuthorized as error:
            return refuse(Refusal(403, tk._("You may not do this"), str(error)))

    return wrapper


def ask_to_log_in() -> Any:
    """Log in first. A form that was sent meanwhile is kept on the page and sent again afterwards."""
    if request.method == "POST":
        return lost_session()
    return redirect(tk.h.url_for("user.login", came_from=request.full_path.rstrip("?")))


def lost_session() -> Response:
    """The session ended before the form was sent: everything typed waits here until the person is back."""
    kept = [(name, text) for name, text in request.form.items(multi=True) if name not in ("_csrf_token",)]
    body = tk.render("scdl_forms/session.html", {
        "kept": kept, "typed": typed_text(), "address": request.path,
        "login": tk.h.url_for("user.login", came_from=tk.h.url_for("scdl_home.back")),
    })
    return make_response(body, 401)


def keep_what_was_typed(blueprint: Blueprint, again: Callable[..., Any]) -> None:
    """Answer an expired form of this blueprint with the same form, filled in, instead of CKAN's error page."""

    @blueprint.errorhandler(CSRFError)
    def expired(_error: CSRFError) -> Any:
        if user_id() is None:
            return lost_session()
        return again()
