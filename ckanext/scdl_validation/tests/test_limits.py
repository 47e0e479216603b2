"""Strangers are counted by address, people by account."""
from __future__ import annotations

from typing import Any

import pytest

from ckanext.scdl_validation import limits

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture
def shares(with_plugins: None, ckan_config: Any) -> None:
    ckan_config["scdl.validation.anonymous_per_hour"] = 2
    ckan_config["scdl.validation.user_per_hour"] = 3


@pytest.mark.usefixtures("shares")
class TestCounting:
    """Each has its own share."""

    def test_an_address_is_stopped_after_its_share(self) -> None:
        """The third check of a stranger is refused, with the time to wait; another address is not concerned."""
        limits.count_check("", "198.51.100.7")
        limits.count_check("", "198.51.100.7")
        with pytest.raises(limits.TooMany, match="minute"):
            limits.count_check("", "198.51.100.7")
        limits.count_check("", "198.51.100.8")

    def test_an_account_has_a_share_of_its_own(self) -> None:
        """People with an account are not counted by address."""
        for _time in range(3):
            limits.count_check("montbrun-agent", "198.51.100.9")
        with pytest.raises(limits.TooMany):
            limits.count_check("montbrun-agent", "198.51.100.9")
        limits.count_check("rivesec-agent", "198.51.100.9")


def test_without_a_counter_strangers_wait_and_people_work() -> None:
    """Redis is down: nobody could tell how often a stranger comes."""
    import ckan.lib.redis as ckan_redis
    from redis import ConnectionPool

    nobody_listens = ConnectionPool.from_url("redis://127.0.0.1:9/0")
    pool, ckan_redis._connection_pool = ckan_redis._connection_pool, nobody_listens
    try:
        with pytest.raises(limits.TooMany):
            limits.count_check("", "198.51.100.10")
        limits.count_check("montbrun-agent", "198.51.100.10")
    finally:
        ckan_redis._connection_pool = pool
