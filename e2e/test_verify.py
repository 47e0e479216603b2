"""“Check a file”: from the form to the report, by keyboard, without JavaScript, at desk and phone width."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

COLUMNS = [
    *("COLL_NOM", "COLL_SIRET", "DELIB_ID", "DELIB_DATE", "DELIB_MATIERE_CODE", "DELIB_MATIERE_NOM", "DELIB_OBJET"),
    *("BUDGET_ANNEE", "BUDGET_NOM", "PREF_ID", "PREF_DATE"),
    *("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION", "DELIB_URL"),
]
GOOD = {
    "COLL_NOM": "Commune de Montbrun",
    "COLL_SIRET": "21860194600013",
    "DELIB_ID": "2024-031",
    "DELIB_DATE": "2024-03-12",
    "DELIB_MATIERE_CODE": "7.5",
    "DELIB_MATIERE_NOM": "finances locales/subventions",
    "DELIB_OBJET": "Attribution de subventions aux associations",
}
INERT = '<script>document.title="volé"</script><img src=x onerror="document.title=1">'


def _table(*rows: dict[str, str]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, delimiter=";")
    writer.writeheader()
    writer.writerows({**dict.fromkeys(COLUMNS, ""), **GOOD, **row} for row in rows)
    return stream.getvalue().encode("cp1252")


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """What a town hall sends: a semicolon, cp1252, French dates, a wrong SIRET, a 30 February, markup in a cell."""
    rows: list[dict[str, str]] = [{"DELIB_ID": f"2024-{number:03}", "DELIB_DATE": "13/03/2024"} for number in range(40)]
    for row in rows[:12]:
        row["COLL_SIRET"] = "2186019460001"
    rows[20]["DELIB_DATE"] = "30/02/2024"
    rows[21] |= {"DELIB_OBJET": INERT, "DELIB_MATIERE_CODE": INERT}
    path = tmp_path / "délibérations été.csv"
    path.write_bytes(_table(*rows))
    return path


@pytest.fixture
def repairable(tmp_path: Path) -> Path:
    """Only badly written."""
    path = tmp_path / "mars.csv"
    path.write_bytes(_table({"DELIB_DATE": "13/03/2024"}, {"DELIB_ID": "2024-032", "DELIB_DATE": "27/03/2024"}))
    return path


def _send(page: Page, file: Path, standard: str = "scdl/deliberations") -> None:
    page.goto("/verifier")
    page.set_input_files("#field-upload", str(file))
    page.select_option("#field-schema", standard)
    page.locator("form.scdl-form button[type=submit]").click()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_bad_file_is_explained(new_context, assert_accessible, picture, bad: Path, phone: bool) -> None:
    """One verdict in words, the errors by column and rule in their lines, and nothing in a cell is run."""
    width = "360" if phone else "1280"
    page = new_context(phone=phone).new_page()
    page.goto("/verifier")
    picture(page, f"verifier-{width}")
    assert_accessible(page)
    _send(page, bad)
    page.wait_for_url("**/verifier/rapport/*")
    expect(page.locator("h1")).to_contain_text("délibérations été.csv")
    expect(page.locator(".scdl-notice--error")).to_contain_text("erreurs à corriger")
    expect(page.locator("#errors")).to_be_visible()
    assert page.locator("td.scdl-faulty").count() >= 3
    assert page.locator("text=<script>").count() >= 1
    assert page.title().startswith("Rapport")
    for details in page.locator(".scdl-page details").all():
        details.evaluate("node => node.open = true")
    picture(page, f"rapport-{width}")
    assert_accessible(page)


def test_by_keyboard_alone(page: Page, repairable: Path) -> None:
    """Tab, letters, arrows and Enter: a form, a report, a repair refused. No mouse."""
    page.goto("/verifier")
    page.set_input_files("#field-upload", str(repairable))
    _tab_to(page, "#field-schema")
    for _press in range(60):
        if page.locator("#field-schema").input_value() == "scdl/deliberations":
            break
        page.keyboard.press("ArrowDown")
    expect(page.locator("#field-schema")).to_have_value("scdl/deliberations")
    _tab_to(page, "form.scdl-form button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verifier/rapport/*")
    expect(page.locator(".scdl-notice--warning").first).to_contain_text("corrections faites")
    _tab_to(page, "[name=accepted]")
    page.keyboard.press("Space")
    _tab_to(page, "form:has([name=accepted]) button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator(".scdl-notice--error").first).to_contain_text("erreurs à corriger", timeout=20_000)
    expect(page.locator("[name=accepted]").first).not_to_be_checked()


def _tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until the element has the focus; it must be seen to have it."""
    for _press in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate(
                "getComputedStyle(document.activeElement).outlineStyle + getComputedStyle(document.activeElement).boxShadow"
            )
            assert outline != "nonenone", f"{selector} does not show that it has the focus"
            return
    raise AssertionError(f"{selector} is not reached by Tab")


def test_without_javascript(new_context, repairable: Path, tmp_path: Path) -> None:
    """The whole path, and the corrected file taken away, with scripts off."""
    page = new_context(javascript=False).new_page()
    _send(page, repairable)
    page.wait_for_url("**/verifier/rapport/*")
    expect(page.locator(".scdl-notice--warning").first).to_contain_text("corrections faites")
    with page.expect_download() as download:
        page.locator(".scdl-verdict a[href$='corrige.csv']").click()
    taken = tmp_path / "corrige.csv"
    download.value.save_as(taken)
    assert download.value.suggested_filename == "mars-corrige.csv"
    lines = list(csv.DictReader(io.StringIO(taken.read_text("utf-8"))))
    assert [line["DELIB_DATE"] for line in lines] == ["2024-03-13", "2024-03-27"]
    page.locator("a", has_text="Vérifier un autre fichier").click()
    expect(page.locator("#field-schema")).to_have_value("scdl/deliberations")


def test_nothing_chosen_is_said(new_context, assert_accessible) -> None:
    """What is missing is said on top and beside the field; what was typed is still there."""
    page = new_context(javascript=False).new_page()
    page.goto("/verifier")
    page.select_option("#field-schema", "scdl/deliberations")
    page.locator("form.scdl-form button[type=submit]").click()
    expect(page.locator("#error-upload")).to_contain_text("Choisissez un fichier")
    expect(page.locator("#field-schema")).to_have_value("scdl/deliberations")
    page.fill("#field-url", "http://127.0.0.1/secret.csv")
    page.locator("form.scdl-form button[type=submit]").click()
    expect(page.locator("#error-url")).to_contain_text("127.0.0.1")
    expect(page.locator("#field-url")).to_have_value("http://127.0.0.1/secret.csv")
    page = new_context().new_page()
    page.goto("/verifier?url=http://127.0.0.1/")
    page.locator("form.scdl-form button[type=submit]").click()
    expect(page.locator("#scdl-errors")).to_be_visible()
    assert_accessible(page)


def test_the_chosen_file_stays_when_something_is_to_be_corrected(new_context, assert_accessible, tmp_path: Path) -> None:
    """Columns that are no standard's: the form asks for one, with the file still there, and goes on."""
    path = tmp_path / "arbres.csv"
    path.write_text("espece,hauteur\nTilleul,12\n")
    page = new_context(phone=True).new_page()
    page.goto("/verifier")
    page.set_input_files("#field-upload", str(path))
    page.locator("form.scdl-form button[type=submit]").click()
    expect(page.locator("#error-schema")).to_contain_text("choisissez-le dans la liste")
    expect(page.locator("#scdl-errors")).to_be_focused()
    assert page.locator("#field-upload").evaluate("field => field.files[0].name") == "arbres.csv"
    assert_accessible(page)
    page.select_option("#field-schema", "scdl/subventions")
    page.locator("form.scdl-form button[type=submit]").click()
    page.wait_for_url("**/verifier/rapport/*")
    expect(page.locator(".scdl-verdict")).to_contain_text("est-ce bien le bon")
    assert_accessible(page)


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    """A stranger sends 10 MB at most, and learns it when choosing."""
    path = tmp_path / "grand.csv"
    path.write_bytes(b"a;b\n" * 2_600_000)
    page.goto("/verifier")
    page.set_input_files("#field-upload", str(path))
    expect(page.locator("[data-part=large]")).to_contain_text("trop gros")
    page.locator("form.scdl-form button[type=submit]").click()
    expect(page.locator("#field-upload")).to_be_focused()
    assert page.url.endswith("/verifier")


def test_a_question_is_answered(new_context, assert_accessible, tmp_path: Path) -> None:
    """The standard recognised by its columns; a date that reads in two ways is asked, not called an error."""
    path = tmp_path / "ambigu.csv"
    path.write_bytes(_table({"DELIB_DATE": "01/02/2024"}))
    page = new_context(javascript=False).new_page()
    _send(page, path, "")
    page.wait_for_url("**/verifier/rapport/*")
    expect(page.locator(".scdl-verdict")).to_contain_text("Une réponse de votre part")
    expect(page.locator(".scdl-verdict")).to_contain_text("a reconnu le standard")
    assert page.locator("#errors").count() == 0
    page.locator("input[type=radio]").first.check()
    page.locator("form:has(input[type=radio]) button[type=submit]").click()
    expect(page.locator(".scdl-verdict")).to_contain_text("correction faite")
    page = new_context().new_page()
    _send(page, path)
    page.wait_for_url("**/verifier/rapport/*")
    expect(page.locator("#questions")).to_be_visible()
    assert_accessible(page)


def test_a_large_file_is_waited_for(new_context, assert_accessible, tmp_path: Path) -> None:
    """A job does it: the page says how far it got, may be left, and shows the report by itself at the end."""
    path = tmp_path / "grand.csv"
    path.write_bytes(_table(*({"DELIB_ID": f"2024-{number:05}", "DELIB_OBJET": "x" * 150} for number in range(9000))))
    page = new_context().new_page()
    _send(page, path)
    page.wait_for_url("**/verifier/rapport/*")
    address = page.url
    page.goto("/standards")
    page.goto(address)
    expect(page.locator(".scdl-verdict")).to_contain_text("9\u202f000 lignes vérifiées", timeout=180_000)
    assert_accessible(page)
    page.goto("/verifier/rapport/00000000-0000-0000-0000-000000000000")
    expect(page.locator("h1")).to_contain_text("plus là")
    assert_accessible(page)
