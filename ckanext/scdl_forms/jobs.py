"""Background work of the plugin."""
from __future__ import annotations

import logging

import ckan.plugins.toolkit as tk
import redis

log = logging.getLogger(__name__)

#: Queue of the suite's workers (``ckan jobs worker scdl``).
QUEUE = "scdl"

#: A publication writes one register; an hour is far more than the largest needs.
_TIMEOUT_SECONDS = 3600


def request_publication(register_id: str) -> bool:
    """Ask the workers to publish a register, if its organisation does not wait for the hourly job.

    Nothing is lost when the queue is down: the register stays marked as
    waiting and the hourly ``ckan scdl publish`` finds it.

    :returns: whether a job was queued
    """
    try:
        tk.enqueue_job(
            publish_register, [register_id], title=f"Publish register {register_id}", queue=QUEUE,
            rq_kwargs={"timeout": _TIMEOUT_SECONDS},
        )
    except redis.RedisError as error:
        log.warning("Publication of register %s left to the hourly job: %s", register_id, error)
        return False
    return True


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
    try:
        tk.enqueue_job(
            refresh_organization, [organization_id], title=f"Refresh registers of {organization_id}", queue=QUEUE,
            rq_kwargs={"timeout": _TIMEOUT_SECONDS},
        )
    except redis.RedisError as error:
        log.warning("Metadata of the registers of %s left as they are: %s", organization_id, error)
        return False
    return True


def refresh_organization(organization_id: str) -> None:
    """Write the public metadata of an organisation's registers again."""
    context = {"ignore_auth": True, "user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]}
    for register in tk.get_action("scdl_register_list")(dict(context), {"organization_id": organization_id}):
        if register["publication"]:
            tk.get_action("scdl_publication_run")(dict(context), {"id": register["id"], "force": True})
