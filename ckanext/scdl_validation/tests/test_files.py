"""Bytes are read and kept wherever CKAN keeps them."""
from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from ckan.tests import factories
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage

from ckanext.scdl.shared import ScdlError
from ckanext.scdl.tests.test_storage import use_memory
from ckanext.scdl_validation import files
from ckanext.scdl_validation.runs import safe_name
from ckanext.scdl_validation.tests import support

pytestmark = pytest.mark.usefixtures("with_plugins")

on_2_12 = pytest.mark.skipif(
    not tk.check_ckan_version(min_version="2.12"), reason="CKAN 2.11 keeps resources on a disk only"
)


@pytest.fixture
def in_memory(with_plugins: None, ckan_config: Any) -> None:
    """Resources in a storage that has no path, as an object store has none."""
    use_memory(ckan_config)


def test_an_upload_is_read_and_left_at_its_start() -> None:
    """CKAN reads it after us."""
    for upload in (b"abc", io.BytesIO(b"abc"), FileStorage(io.BytesIO(b"abc"), "a.csv")):
        with files.uploaded(upload, 3) as path:
            assert path.read_bytes() == b"abc"
        assert not path.exists()
        if not isinstance(upload, bytes):
            assert getattr(upload, "stream", upload).read() == b"abc"


def test_too_many_bytes_are_refused_before_they_fill_the_disk() -> None:
    """With the size that is accepted."""
    with pytest.raises(files.FileTooLarge, match="1,5"), files.uploaded(b"x" * 1_500_001, 1_500_000):
        pass


def test_what_a_report_keeps_is_found_and_forgotten(tmp_path: Path) -> None:
    """Kept twice, there is one."""
    source = tmp_path / "a"
    source.write_bytes(b"abc" * 1000)
    report_id = "0f3c9a51-7d8a-4f0e-9f55-3a1d3f9a0001"
    for _time in range(2):
        files.keep(report_id, "source", source)
        with files.kept(report_id, "source") as path:
            assert path.read_bytes() == b"abc" * 1000
    files.forget(report_id, ["source", "never-there"])
    with pytest.raises(files.FileMissing), files.kept(report_id, "source"):
        pass


@on_2_12
@pytest.mark.usefixtures("in_memory")
def test_a_resource_without_a_disk_is_checked() -> None:
    """The upload goes to the storage, its bytes come back, and the check finds them."""
    from ckanext.scdl_validation.model import ValidationReport

    package = factories.Dataset(owner_org=support.organization()["id"])
    user = factories.SysadminWithToken()
    resource = support.resource(package, support.GOOD, user, scdl_schema=support.STANDARD)
    with files.resource_file(resource, 1 << 20) as path:
        assert path.read_bytes() == support.GOOD
    assert files.resource_size(resource) == len(support.GOOD)
    report = ValidationReport.latest([resource["id"]])[resource["id"]]
    assert (report.verdict, report.stored) == ("valid", True)


@pytest.mark.parametrize("report_id", ["../../etc", "a/b", "", ".", "a\x00b"])
def test_an_id_is_never_a_path(report_id: str) -> None:
    """Whatever comes back in an address."""
    with pytest.raises(files.FileMissing), files.kept(report_id, "source"):
        pass


def test_a_resource_that_leads_inside_is_not_followed() -> None:
    """A link is as guarded as any other address; a resource without one has nothing to check."""
    for url in ("http://127.0.0.1:5432/", "file:///etc/passwd", "relative.csv", ""):
        with pytest.raises(ScdlError), files.resource_file({"id": "x", "url": url, "url_type": ""}, 10):
            pass


@given(st.text(max_size=400))
def test_a_name_never_leads_anywhere(name: str) -> None:
    """No folder, no control character, no direction mark, at most 200 characters."""
    safe = safe_name(name)
    assert len(safe) <= 200
    assert not set(safe) & set("/\\\x00\n\u202e")
    assert safe_name(safe) == safe
