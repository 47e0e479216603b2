"""The CKAN plugin ``scdl``: territory, catalogue of standards, and the way to the national portal."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk
import click
import yaml
from ckan.config.declaration import Declaration, Key
from ckan.lib.plugins import DefaultTranslation
from flask import Blueprint

from ckanext.scdl import helpers
from ckanext.scdl.logic import action, auth

_HERE = Path(__file__).parent

#: What ckanext-scheming and ckanext-dcat use when the operator says nothing.
_NEIGHBOURS = {
    "scheming.dataset_schemas": "ckanext.scdl:scheming/dataset.yaml",
    "scheming.organization_schemas": "ckanext.scdl:scheming/organization.yaml",
    "scheming.presets":
        "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml ckanext.scdl:scheming/presets.yaml",
}
_DCAT_PROFILES = "ckanext.dcat.rdf.profiles"


@tk.blanket.actions(action.get_actions)
@tk.blanket.auth_functions(auth.get_auth_functions)
@tk.blanket.helpers(helpers.get_helpers)
@tk.blanket.validators
class ScdlPlugin(p.SingletonPlugin, DefaultTranslation):
    """Everything lives in the modules of the same name; this only plugs them in."""

    p.implements(p.IConfigDeclaration)
    p.implements(p.IConfigurer)
    p.implements(p.ITranslation)
    p.implements(p.IBlueprint)
    p.implements(p.IClick)

    def declare_config_options(self, declaration: Declaration, key: Key) -> None:
        """Our settings, and our form definitions as the neighbours' defaults."""
        declaration.load_dict(yaml.safe_load((_HERE / "config_declaration.yaml").read_text(encoding="utf-8")))
        for name, default in _NEIGHBOURS.items():
            if Key.from_string(name) not in declaration:
                declaration.declare(Key.from_string(name), default).set_description("See ckanext-scheming.")

    def update_config(self, config: Any) -> None:
        """Templates, assets, French licences, and our profile after DCAT-AP 3."""
        tk.add_template_directory(config, "templates")
        if tk.asbool(config.get("scdl.theme", True)):
            tk.add_template_directory(config, "theme/templates")
        tk.add_resource("assets", "scdl")
        if not config.get("licenses_group_url"):
            config["licenses_group_url"] = (_HERE / "data" / "licences.json").as_uri()
        if config.get(_DCAT_PROFILES) in (None, "", "euro_dcat_ap_3"):
            config[_DCAT_PROFILES] = "euro_dcat_ap_3 fr_scdl"

    def get_blueprint(self) -> list[Blueprint]:
        """Pages of the catalogue of standards, feeds for data.gouv.fr."""
        from ckanext.scdl.views import get_blueprints

        return get_blueprints()

    def get_commands(self) -> list[click.Command]:
        """``ckan scdl``; siblings add their commands to the same group."""
        from ckanext.scdl.cli import cli_group

        return [cli_group]
