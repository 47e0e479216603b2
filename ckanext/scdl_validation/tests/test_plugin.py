"""The plugin loads, and everything it offers is complete."""
from __future__ import annotations

import re
from pathlib import Path

import ckan.plugins.toolkit as tk
import pytest
from ckan.exceptions import CkanConfigurationException

from ckanext.scdl_validation import config
from ckanext.scdl_validation.engine.checks import communes
from ckanext.scdl_validation.logic import action, auth, schema

pytestmark = pytest.mark.usefixtures("with_plugins")

ACTIONS = [name for name in vars(action) if name.startswith("scdl_")]


@pytest.mark.parametrize("name", ACTIONS)
def test_each_action_has_rights_words_and_is_registered(name: str) -> None:
    """An action without an auth function or a docstring is not finished."""
    assert getattr(auth, name).__doc__
    assert ":returns:" in (getattr(action, name).__doc__ or "")
    assert tk.get_action(name)


def test_schemas_name_each_parameter_that_the_docstring_names() -> None:
    """The documentation of an action and its schema say the same."""
    for name in ACTIONS:
        parameters = set(re.findall(r":param (\w+):", getattr(action, name).__doc__ or ""))
        described = getattr(schema, name, None) or (schema.by_id if parameters == {"id"} else schema.by_resource)
        assert parameters == set(described()) - {"__extras"}, name


def test_communes_of_the_operator_are_known_when_ckan_starts(tmp_path: Path) -> None:
    """And a file that is none is said, by the name of the setting."""
    path = tmp_path / "communes.csv"
    path.write_text("code,nom\n31996,Commune-de-l-Exploitant\n", "utf-8")
    try:
        config.take_up_communes(str(path))
        assert "Commune-de-l-Exploitant" in communes.communes().spelled(communes.LAST)
    finally:
        communes.add(None)
    with pytest.raises(CkanConfigurationException, match="scdl.validation.communes"):
        config.take_up_communes(str(tmp_path / "absent.csv"))
