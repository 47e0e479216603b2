"""What the plugin does when something happens elsewhere in the portal."""
from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.scdl_forms import jobs

#: Actions after which the published metadata of an organisation's registers may be out of date.
_ORGANIZATION_ACTIONS = ("organization_update", "organization_patch")


def get_subscriptions() -> dict[Any, list[Any]]:
    """Signals to listen to, as CKAN wants them."""
    return {
        tk.signals.action_succeeded: [
            {"sender": action, "receiver": organization_changed} for action in _ORGANIZATION_ACTIONS
        ],
    }


def organization_changed(sender: str, **kwargs: Any) -> None:
    """Write the metadata of an organisation's registers again: its name or its contact may have changed."""
    result = kwargs.get("result")
    organization_id = result.get("id") if isinstance(result, dict) else (kwargs.get("data_dict") or {}).get("id")
    if organization_id:
        jobs.request_refresh(organization_id)
