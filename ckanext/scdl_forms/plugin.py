"""The CKAN plugin ``scdl_forms``: records, their forms and review, publication of registers."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import click
from ckan.lib.plugins import DefaultTranslation

from . import helpers, subscriptions
from .logic import action, auth, validators
from .views import get_blueprints


@tk.blanket.config_declarations
@tk.blanket.actions(action)
@tk.blanket.auth_functions(auth)
@tk.blanket.validators(validators)
@tk.blanket.helpers(helpers)
@tk.blanket.blueprints(get_blueprints)
class ScdlFormsPlugin(p.SingletonPlugin, DefaultTranslation):
    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)
    p.implements(p.IClick)
    p.implements(p.ISignal)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "scdl_forms")
        if config.get("ckan.auth.route_after_login") in (None, "", "dashboard.datasets"):
            # people come here to enter data: their registers, not CKAN's list of datasets
            config["ckan.auth.route_after_login"] = "scdl_home.index"

    def get_signal_subscriptions(self) -> Any:
        return subscriptions.get_subscriptions()

    def get_commands(self) -> list[click.Command]:
        """No group of our own: importing these modules adds commands to ``ckan scdl``."""
        from . import cli, cli_move  # noqa: F401
        from .demo import commands  # noqa: F401

        return []
