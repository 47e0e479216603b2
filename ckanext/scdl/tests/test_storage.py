"""What the suite keeps is found again, on a disk as in a storage without paths."""
from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.lib import uploader
from hypothesis import given
from hypothesis import strategies as st

from ckanext.scdl import storage
from ckanext.scdl.errors import ScdlError

pytestmark = pytest.mark.usefixtures("with_plugins")

NAME = "scdl_test/ab/abcdef.csv"


@pytest.fixture(params=["disk", "memory"])
def store(request: pytest.FixtureRequest, ckan_config: Any) -> Iterator[str]:
    """The two kinds of storage; in memory as in an object store, nothing has a path."""
    if request.param == "memory":
        if not tk.check_ckan_version(min_version="2.12"):
            pytest.skip("CKAN 2.11 keeps files on a disk only")
        use_memory(ckan_config)
    yield request.param
    storage.forget([NAME])


def use_memory(settings: Any) -> None:
    """Have CKAN 2.12 keep resources in memory."""
    from ckan.lib import files

    made = files.make_storage("scdl_test", {"type": "ckan:memory", "override_existing": True})
    files.storages.register("scdl_test", made)
    settings["ckan.files.default_storages.resource"] = "scdl_test"


def test_kept_found_and_forgotten(store: str) -> None:
    for content in (b"abc", b"", b"x" * 3_000_000):
        storage.keep(NAME, [content[:2], content[2:]])
        with storage.kept(NAME) as path:
            assert path.read_bytes() == content
        assert storage.size_of(NAME) == len(content)
    storage.forget([NAME, "scdl_test/ab/never-there"])
    assert storage.size_of(NAME) is None
    with pytest.raises(storage.FileMissing), storage.kept(NAME):
        pass


def test_a_write_that_fails_leaves_what_was_there(store: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise OSError("the disk is full")

    if store == "memory":
        pytest.skip("such a storage gets a file whole, from a copy: there is no half of it")
    storage.keep(NAME, [b"before"])
    with pytest.raises(OSError, match="full"):
        storage.keep(NAME, broken())
    with storage.kept(NAME) as path:
        assert path.read_bytes() == b"before"
        assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_more_than_asked_is_not_read(ckan_config: Any) -> None:
    """From a storage without paths, where reading means copying."""
    if not tk.check_ckan_version(min_version="2.12"):
        pytest.skip("CKAN 2.11 keeps files on a disk only")
    use_memory(ckan_config)
    storage.keep(NAME, [b"x" * 1_500_001])
    with pytest.raises(storage.FileTooLarge, match="1,5"), storage.kept(NAME, 1_500_000):
        pass


@given(name=st.text() | st.from_regex(r"[a-z/.]{1,12}", fullmatch=True))
def test_a_name_never_leaves_the_storage(name: str) -> None:
    """Whatever an address is made of."""
    root = Path(uploader.get_storage_path()).resolve()
    try:
        place = storage._disk(name)
    except storage.FileMissing:
        return
    assert place.resolve().is_relative_to(root)
    assert place.resolve() != root


def test_no_storage(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator is told which setting lacks."""
    monkeypatch.setitem(ckan_config, "ckan.storage_path", "")
    with pytest.raises(ScdlError, match="ckan.storage_path"):
        storage.keep(NAME, [b"abc"])
