"""The three plugins are there, and the portal answers."""

from __future__ import annotations

import ckan.plugins as p
import pytest


@pytest.mark.usefixtures("with_plugins")
@pytest.mark.parametrize("name", ["scdl", "scdl_validation", "scdl_forms"])
def test_plugin_is_loaded(name):
    assert p.plugin_loaded(name)


def test_home_page_is_french(app):
    response = app.get("/")
    assert response.status_code == 200
    assert '<html lang="fr"' in response.body


def test_second_client_starts_without_the_first_ones_cookies(app):
    assert app.get("/api/3/action/status_show").json["success"]
