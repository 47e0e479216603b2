"""Fixtures for the whole suite, made quick.

CKAN's own ``with_plugins`` and ``app`` load every plugin and build the Flask application anew for each test, which takes
far longer than most tests. Here both are kept as long as the tests ask for the same settings (the same ``ckan_config``
and ``with_plugins`` marks), and the databases, the index and the queues are emptied once, when the run begins. So each
test uses names of its own (CKAN's factories make them) and never ``clean_db`` or ``clean_index``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest


class Kept(NamedTuple):
    """An application, the marks that it was built for, and the settings as its plugins left them."""

    marks: tuple[Any, ...]
    settings: dict[str, Any]
    app: Any


_kept: Kept | None = None


@pytest.fixture(scope="session")
def _empty_stores() -> None:
    """Empty the databases, the index and the queues of the tests."""
    import sqlalchemy as sa
    from ckan.common import config
    from ckan.lib import search
    from ckan.lib.redis import connect_to_redis

    statements = {"sqlalchemy.url": "TRUNCATE {} CASCADE", "ckan.datastore.write_url": "DROP TABLE {} CASCADE"}
    for key, statement in statements.items():
        url = str(config[key])
        if "test" not in url.rsplit("/", 1)[-1]:
            pytest.exit(f"{key} names a database without 'test' in its name: it would be emptied.", returncode=4)
        engine = sa.create_engine(url)
        with engine.begin() as connection:
            rows = connection.execute(sa.text("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"))
            # the DataStore's own tables (_table_stats) are made once, with its rights
            names = [name for (name,) in rows if not name.strip('"').endswith("alembic_version") and name.strip('"')[0] != "_"]
            if names:
                connection.execute(sa.text(statement.format(", ".join(names)).replace(":", r"\:")))
        engine.dispose()
    search.clear_all()
    connect_to_redis().flushdb()


@pytest.fixture
def with_plugins(request: pytest.FixtureRequest, ckan_config: Any, _empty_stores: None) -> Iterator[None]:
    """Load the plugins of the settings, unless they are there already for the same settings."""
    global _kept
    import ckan.tests.helpers as helpers
    from ckan import model

    names = ("ckan_config", "with_plugins")
    marks = tuple((mark.name, repr(mark.args)) for mark in request.node.iter_markers() if mark.name in names)
    if _kept is None or _kept.marks != marks:
        _kept = None
        more = [name for mark in request.node.iter_markers("with_plugins") for name in mark.args]
        if more:
            usual = ckan_config["ckan.plugins"]
            ckan_config["ckan.plugins"] = [*(usual.split() if isinstance(usual, str) else usual), *more]
        app = helpers._get_test_app().app  # loads the plugins, too
        _kept = Kept(marks, dict(ckan_config), app)
    else:
        # CKAN puts the settings of the file back before each test, without what plugins add when they load.
        ckan_config.clear()
        ckan_config.update(_kept.settings)
    yield
    # A test that failed halfway must not spoil the next one.
    model.Session.rollback()
    model.Session.remove()


@pytest.fixture
def app(with_plugins: None) -> Any:
    """A client of the application with all plugins of the settings, nobody logged in."""
    import ckan.tests.helpers as helpers
    from ckan.lib.app_globals import _CONFIG_CACHE

    assert _kept is not None
    _CONFIG_CACHE.clear()
    return helpers.CKANTestApp(_kept.app)
