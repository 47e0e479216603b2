"""The CKAN plugin ``scdl_validation``."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib.plugins import DefaultTranslation

from . import config as config_
from . import helpers, indexing, judging, subscriptions, views
from .logic import action, auth, chained, validators


@tk.blanket.helpers(helpers)
@tk.blanket.auth_functions(auth)
@tk.blanket.validators(validators)
@tk.blanket.blueprints(views.get_blueprints)
@tk.blanket.config_declarations
class ScdlValidationPlugin(p.SingletonPlugin, DefaultTranslation):
    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)
    p.implements(p.IActions)
    p.implements(p.IClick)
    p.implements(p.ISignal)
    p.implements(p.IFacets, inherit=True)
    p.implements(p.IPackageController, inherit=True)

    def update_config(self, config: Any) -> None:
        tk.add_template_directory(config, "templates")
        tk.add_resource("assets", "scdl_validation")
        judging.register()
        config_.take_up_communes(config.get("scdl.validation.communes"))

    def get_actions(self) -> dict[str, Any]:
        modules = (action, chained)
        return {
            name: function
            for module in modules
            for name, function in vars(module).items()
            if callable(function) and not name.startswith("_") and function.__module__ == module.__name__
        }

    def get_commands(self) -> list[Any]:
        from . import cli

        return cli.get_commands()

    def get_signal_subscriptions(self) -> dict[Any, list[Any]]:
        return subscriptions.get_subscriptions()

    def dataset_facets(self, facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
        return indexing.with_facet(facets_dict)

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        return indexing.indexed(pkg_dict)

    def after_dataset_search(self, search_results: dict[str, Any], search_params: dict[str, Any]) -> dict[str, Any]:
        return indexing.presented(search_results)
