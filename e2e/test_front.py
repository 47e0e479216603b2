"""The pages that anybody sees: French, accessible, nothing from another host, at desk and phone width."""

from __future__ import annotations

import pytest

PAGES = ["/", "/dataset/", "/organization/", "/standards", "/verifier", "/user/login"]


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("path", PAGES)
def test_public_page(new_context, assert_accessible, picture, path, phone):
    page = new_context(phone=phone).new_page()
    response = page.goto(path)
    assert response is not None
    assert response.status == 200
    assert page.locator("html").get_attribute("lang") == "fr"
    picture(page, f"{path.strip('/') or 'accueil'}-{'360' if phone else '1280'}".replace("/", "-"))
    assert_accessible(page)
