"""Forms sent from elsewhere are refused."""
from __future__ import annotations

from typing import Any

import pytest
from werkzeug.exceptions import Forbidden

from ckanext.scdl.shared import check_same_origin

pytestmark = pytest.mark.usefixtures("with_plugins")

OURS = "http://test.ckan.net"


@pytest.mark.parametrize(("method", "headers", "refused"), [
    ("POST", {"Sec-Fetch-Site": "same-origin"}, False),
    ("POST", {"Sec-Fetch-Site": "none"}, False),
    ("POST", {"Sec-Fetch-Site": "cross-site"}, True),
    ("POST", {"Sec-Fetch-Site": "same-site"}, True),
    ("POST", {"Sec-Fetch-Site": "cross-site", "Origin": OURS}, True),
    ("DELETE", {"Sec-Fetch-Site": "cross-site"}, True),
    ("POST", {"Origin": OURS}, False),
    ("POST", {"Origin": "https://elsewhere.example.org"}, True),
    ("POST", {"Origin": "http://test.ckan.net.example.org"}, True),
    ("POST", {"Origin": "null"}, True),
    ("POST", {}, False),
    ("GET", {"Sec-Fetch-Site": "cross-site"}, False),
])
def test_where_a_form_may_come_from(app: Any, method: str, headers: dict[str, str], refused: bool) -> None:
    with app.flask_app.test_request_context("/", method=method, headers=headers, base_url=OURS):
        if refused:
            with pytest.raises(Forbidden):
                check_same_origin()
        else:
            check_same_origin()
