"""The empty workbook of each standard."""
from __future__ import annotations

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ckanext.scdl.shared import get_standard, list_standards
from ckanext.scdl_validation import workbook
from ckanext.scdl_validation.engine.reading import read_table

pytestmark = pytest.mark.usefixtures("with_plugins")


def test_it_is_downloaded_from_the_page_of_a_standard(app: Any) -> None:
    """With a name that says what it is; an unknown standard or version is not found."""
    answer = app.get("/standards/scdl/deliberations/2.1.5/modele.xlsx")
    assert answer.status_code == 200
    assert "deliberations-2.1.5-modele.xlsx" in answer.headers["Content-Disposition"]
    labels, rows, _table = read_table(answer.data, filename="modele.xlsx")
    assert labels == [field.name for field in get_standard("deliberations").fields]
    assert rows == []
    assert app.get("/standards/scdl/deliberations/9.9.9/modele.xlsx").status_code == 404
    assert app.get("/standards/scdl/nothing/1.0.0/modele.xlsx").status_code == 404


def test_every_standard_has_one() -> None:
    """Whatever its types and lists; making it twice gives the same bytes."""
    for standard in list_standards():
        labels, _rows, _table = read_table(workbook.template(standard), filename="modele.xlsx")
        assert labels == [field.name for field in standard.fields], standard.name
    made = workbook.template(standard)
    workbook.template.cache_clear()
    assert workbook.template(standard) == made


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on this machine")
@pytest.mark.parametrize("name", ["deliberations", "subventions", "menus-collectifs"])
def test_libreoffice_opens_it(tmp_path: Path, name: str) -> None:
    """Converting it with LibreOffice gives the same columns: the file is sound."""
    source = tmp_path / "modele.xlsx"
    source.write_bytes(workbook.template(get_standard(name)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), str(source)],
        check=True,
        timeout=180,
    )
    labels, _rows, _table = read_table(io.BytesIO((tmp_path / "modele.csv").read_bytes()), filename="modele.csv")
    assert labels == [field.name for field in get_standard(name).fields]
