"""Background work of the plugin."""
from __future__ import annotations

import datetime
import logging
from collections.abc import Callable

import ckan.plugins.toolkit as tk
import redis

from ckanext.scdl_forms.model.base import now
from ckanext.scdl_validation import shared as validation

log = logging.getLogger(__name__)

#: Queue of the suite's workers (``ckan jobs worker scdl``).
QUEUE = "scdl"

#: A publication writes one register; an hour is far more than the largest needs.
_TIMEOUT_SECONDS = 3600

#: An import of which nobody has said anything for so long has lost its worker, or never had one.
_SILENCE_SECONDS = 300


def _queued(job: Callable[[str], None], identifier: str, title: str, otherwise: str) -> bool:
    """Queue a job; when the queue is down, log ``otherwise`` (it takes the identifier and the error) and go on."""
    try:
        tk.enqueue_job(job, [identifier], title=title, queue=QUEUE, rq_kwargs={"timeout": _TIMEOUT_SECONDS})
    except redis.RedisError as error:
        log.warning(otherwise, identifier, error)
        return False
    return True


def request_publication(register_id: str) -> bool:
    """Ask the workers to publish a register, if its organisation does not wait for the hourly job.

    Nothing is lost when the queue is down: the register stays marked as
    waiting and the hourly ``ckan scdl publish`` finds it.

    :returns: whether a job was queued
    """
    return _queued(
        publish_register, register_id, f"Publish register {register_id}", "Publication of register %s left to the hourly job: %s")


def publish_register(register_id: str) -> None:
    """Publish one register as far as its organisation's rhythm allows. Safe to run any number of times."""
    context = {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    try:
        tk.get_action("scdl_publication_run")(context, {"id": register_id, "scheduled": False})
    except tk.ObjectNotFound:
        log.info("Register %s is gone: nothing to publish", register_id)


def request_refresh(organization_id: str) -> bool:
    """Ask the workers to write the public metadata of an organisation's registers again.

    :returns: whether a job was queued
    """
    return _queued(
        refresh_organization, organization_id, f"Refresh registers of {organization_id}",
        "Metadata of the registers of %s left as they are: %s")


def refresh_organization(organization_id: str) -> None:
    """Write the public metadata of an organisation's registers again."""
    context = {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    for register in tk.get_action("scdl_register_list")(dict(context), {"organization_id": organization_id}):
        if register["publication"]:
            tk.get_action("scdl_publication_run")(dict(context), {"id": register["id"], "force": True})


def request_import(batch_id: str) -> bool:
    """Ask the workers for what an import waits for.

    Nothing is lost when the queue is down: ``ckan scdl publish``, each hour, takes up what waits.

    :returns: whether a job was queued
    """
    return _queued(run_import, batch_id, f"Import {batch_id}", "Import %s left to the hourly job: %s")


def run_import(batch_id: str) -> None:
    """Check, accept or undo an import, whichever it waits for. Safe to run any number of times."""
    from .logic.action.import_steps import run

    validation.in_the_portal_s_language(run)(batch_id)


def sweep_imports() -> tuple[int, int]:
    """Take up imports that a worker left, and delete the files of those that nobody has touched for long.

    :returns: imports taken up, imports whose file was deleted
    """
    from .logic.action.import_steps import forget_old, run
    from .model import ImportBatch

    waiting = ImportBatch.waiting(now() - datetime.timedelta(seconds=_SILENCE_SECONDS))
    for batch_id in waiting:
        validation.in_the_portal_s_language(run)(batch_id)
    return len(waiting), forget_old()
