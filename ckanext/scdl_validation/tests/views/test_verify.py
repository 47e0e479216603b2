"""The page “Check a file”: its form, its report, and what comes out of hostile files."""
from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories

from ckanext.scdl_validation.model import ValidationReport
from ckanext.scdl_validation.tests import support
from ckanext.scdl_validation.tests.hostile.workbooks import compound

pytestmark = pytest.mark.usefixtures("with_plugins")


@pytest.fixture
def person() -> dict[str, Any]:
    return factories.UserWithToken()


def _as(person: dict[str, Any] | None) -> dict[str, str]:
    return {"Authorization": person["token"]} if person else {}


def _post(app: Any, content: bytes, name: str = "deliberations.csv", person: Any = None, **form: str) -> Any:
    data: dict[str, Any] = {"schema": support.STANDARD, **form, "upload": (io.BytesIO(content), name)}
    return app.post("/verifier", data=data, extra_environ=None, headers=_as(person), follow_redirects=False)


def _report(app: Any, content: bytes, name: str = "deliberations.csv", person: Any = None, **form: str) -> tuple[str, Any]:
    answer = _post(app, content, name, person, **form)
    assert answer.status_code == 302, answer.body
    address = answer.headers["Location"].split("://")[-1]
    path = address[address.index("/"):]
    return path, app.get(path, headers=_as(person))


def _words(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.body, "html.parser").find("main").get_text(" ").split())


class TestForm:
    """The form says what it wants and keeps what was typed."""

    def test_it_is_there_for_anybody(self, app: Any) -> None:
        """In French, with the standards by theme, and a token in the form."""
        page = BeautifulSoup(app.get("/verifier").body, "html.parser")
        assert page.html["lang"] == "fr"
        assert page.find("option", value=support.STANDARD).parent.name == "optgroup"
        assert page.find("form", action="/verifier").find("input", {"name": "_csrf_token"})
        assert len(page.find_all("h1")) == 1

    def test_too_many_checks_is_no_fault_and_keeps_what_was_typed(self, app: Any, ckan_config: Any) -> None:
        """A stranger who has used up the hour waits: said calmly, with the time, and with a way on; programs get 429."""
        ckan_config["scdl.validation.anonymous_per_hour"] = 0
        answer = _post(app, b"a;b\n1;2\n", url="", strict="true")
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 3600
        page = BeautifulSoup(answer.body, "html.parser")
        notice = page.find(id="scdl-errors")
        assert notice["role"] == "alert"
        assert "minute" in notice.get_text()
        assert notice.find("a", href=lambda href: "/user/login" in href)
        assert "Erreur" not in page.title.get_text()
        assert page.find("option", selected=True)["value"] == support.STANDARD
        assert page.find(id="field-strict").has_attr("checked")

    def test_a_standard_is_chosen_by_the_address(self, app: Any) -> None:
        """A link from a standard's page comes with the standard chosen."""
        page = BeautifulSoup(app.get("/verifier?schema=deliberations").body, "html.parser")
        assert page.find("option", selected=True)["value"] == support.STANDARD

    def test_what_is_missing_is_said_and_what_was_typed_stays(self, app: Any) -> None:
        """No file, and an address inside the network: the form again, filled."""
        answer = app.post("/verifier", data={"schema": support.STANDARD})
        assert answer.status_code == 400
        page = BeautifulSoup(answer.body, "html.parser")
        assert page.find(id="error-upload")
        assert page.find("option", selected=True)["value"] == support.STANDARD
        answer = app.post("/verifier", data={"schema": support.STANDARD, "url": "http://127.0.0.1:1/<script>"})
        page = BeautifulSoup(answer.body, "html.parser")
        assert answer.status_code == 400
        assert page.find(id="field-url")["value"] == "http://127.0.0.1:1/<script>"
        assert page.find(id="error-url")
        assert page.find("a", href="#field-url")

    def test_a_form_of_another_site_is_refused(self, app: Any) -> None:
        """Whatever the session."""
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
            assert app.post("/verifier", data={"schema": "deliberations"}, headers=headers).status_code == 403

    def test_a_closed_portal_says_so(self, app: Any, ckan_config: Any) -> None:
        """The page stays, with the way to log in."""
        ckan_config["scdl.validation.public"] = False
        assert BeautifulSoup(app.get("/verifier").body, "html.parser").find("main").find("form") is None
        assert _post(app, support.GOOD).status_code == 403


class TestReport:
    """The report says one verdict, then everything."""

    def test_a_good_file(self, app: Any) -> None:
        """One sentence says it."""
        _path, page = _report(app, support.GOOD)
        assert "Ce fichier respecte le standard" in _words(page)
        assert page.headers["Cache-Control"] == "private, no-store"

    def test_a_bad_file(self, app: Any) -> None:
        """Errors by column, with their line and their words."""
        _path, page = _report(app, support.BAD)
        words = _words(page)
        assert "ne respecte pas le standard" in words
        assert "Ligne 3" in words
        soup = BeautifulSoup(page.body, "html.parser")
        assert {cell.get_text() for cell in soup.find_all("td", "scdl-faulty")} == {"123", "2024-02-30"}

    def test_markup_in_cells_headers_and_names_is_inert(self, app: Any) -> None:
        """Nothing that a file holds is ever run."""
        evil = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
        content = support.table(support.row(COLL_SIRET=evil, DELIB_DATE=evil), columns=[*support.COLUMNS, evil])
        path, page = _report(app, content, "<img src=x onerror=alert(1)>.csv")
        soup = BeautifulSoup(page.body, "html.parser").find("main")
        assert not soup.find("script")
        assert not soup.find("img")
        assert not soup.find(attrs={"onerror": True})
        taken = app.get(f"{path}/rapport.json")
        assert taken.headers["Content-Type"].startswith("application/json")
        assert taken.headers["X-Content-Type-Options"] == "nosniff"
        assert taken.headers["Content-Disposition"].startswith("attachment")

    def test_what_can_be_taken_away(self, app: Any) -> None:
        """The corrected file is right, and nothing taken away is run by a spreadsheet."""
        content = support.table(
            support.row(DELIB_DATE="13/03/2024"), support.row(DELIB_ID="2", COLL_SIRET="=1+1", DELIB_DATE="13/03/2024")
        )
        path, _page = _report(app, content)
        corrected = app.get(f"{path}/corrige.csv")
        lines = list(csv.DictReader(io.StringIO(corrected.body.removeprefix("\ufeff"))))
        assert [line["DELIB_DATE"] for line in lines] == ["2024-03-13", "2024-03-13"]
        errors = app.get(f"{path}/erreurs.csv")
        assert "'=1+1" in errors.body
        for name in ("corrige.xlsx", "annote.xlsx"):
            answer = app.get(f"{path}/{name}")
            with zipfile.ZipFile(io.BytesIO(answer.data)) as book:
                sheets = [item for item in book.namelist() if item.startswith("xl/worksheets/")]
                assert not any(b"<f>" in book.read(sheet) for sheet in sheets)
        assert app.get(f"{path}/autre.exe").status_code == 404

    def test_repairs_are_refused_rule_by_rule(self, app: Any) -> None:
        """Untick, send, and the fault is back."""
        path, page = _report(app, support.REPAIRABLE)
        assert "respecte le standard" in _words(page)
        rules = [item["value"] for item in BeautifulSoup(page.body, "html.parser").find_all("input", {"name": "rule"})]
        assert rules
        app.post(f"{path}/corrections", data={"rule": rules})
        assert "ne respecte pas le standard" in _words(app.get(path))
        app.post(f"{path}/corrections", data={"rule": rules, "accepted": rules})
        assert "ne respecte pas" not in _words(app.get(path))

    def test_a_question_is_asked_and_answered(self, app: Any) -> None:
        """A date that can be read in two ways."""
        path, page = _report(app, support.table(support.row(DELIB_DATE="01/02/2024")))
        choices = BeautifulSoup(page.body, "html.parser").find_all("input", {"name": "answer-DELIB_DATE"})
        assert len(choices) == 2
        app.post(f"{path}/corrections", data={"answer-DELIB_DATE": choices[0]["value"]})
        assert "ne respecte pas" not in _words(app.get(path))

    def test_a_large_file_has_a_page_to_wait_on(self, app: Any, ckan_config: Any) -> None:
        """No refresh that nobody asked for: a link, and a script that asks."""
        ckan_config["scdl.validation.inline_bytes"] = 10
        path, page = _report(app, support.GOOD)
        soup = BeautifulSoup(page.body, "html.parser")
        assert not soup.find("meta", {"http-equiv": "refresh"})
        waiting = soup.find(attrs={"data-module": "scdl-validation-progress"})
        assert waiting.find("a", href=path)
        state = app.get(waiting["data-module-url"])
        assert state.json["state"] == "queued"
        assert app.get(f"{path}/corrige.csv").status_code == 404


class TestOwner:
    """Reports of people with an account."""

    def test_only_the_owner_reads_until_it_is_shared(self, app: Any, person: dict[str, Any]) -> None:
        """403 for others, with words; the address works for them once shared."""
        path, page = _report(app, support.GOOD, person=person)
        assert app.get(path).status_code == 403
        assert app.get(f"{path}/rapport.json").status_code == 403
        assert app.get(f"{path}/etat").status_code == 403
        assert app.post(f"{path}/corrections", data={}).status_code == 403
        assert app.post(f"{path}/suppression").status_code == 403
        app.post(f"{path}/partage", data={"shared": "1"}, headers=_as(person))
        shared = app.get(path)
        assert shared.status_code == 200
        assert not BeautifulSoup(shared.body, "html.parser").find("input", {"name": "accepted"})
        assert app.post(f"{path}/partage", data={"shared": "0"}).status_code == 403

    def test_one_finds_and_deletes_one_s_reports(self, app: Any, person: dict[str, Any]) -> None:
        """The list teaches when it is empty; a deleted report is gone."""
        empty = app.get("/verifier/mes-rapports", headers=_as(person))
        assert "Aucun rapport" in _words(empty)
        path, _page = _report(app, support.BAD, person=person)
        assert path in app.get("/verifier/mes-rapports", headers=_as(person)).body
        app.post(f"{path}/suppression", headers=_as(person))
        assert app.get(path, headers=_as(person)).status_code == 404

    def test_strangers_are_sent_to_log_in(self, app: Any) -> None:
        """Their reports are nobody's list."""
        answer = app.get("/verifier/mes-rapports", follow_redirects=False)
        assert answer.status_code == 302
        assert "login" in answer.headers["Location"]


def _bomb() -> bytes:
    """A workbook of 300 kB that unpacks to 300 MB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _block in range(300):
                sheet.write(b" " * 1_000_000)
    return stream.getvalue()


HOSTILE = {
    "html.csv": b"<!DOCTYPE html><html><head><title>404</title></head><body>Introuvable</body></html>",
    "document.csv": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "image.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "vide.csv": b"",
    "blanc.csv": b"\n\n\n",
    "entete.csv": ",".join(support.COLUMNS).encode() + b"\n",
    "nul.csv": support.table(support.row(DELIB_OBJET="a-b")).replace(b"a-b", b"a\x00b"),
    "controles.csv": support.table(support.row(DELIB_OBJET="a\x01\x02\x1bb")),
    "guillemet.csv": support.GOOD + b'"jamais ferme,' + b"x\n" * 50,
    "utf16.csv": support.GOOD.decode().encode("utf-16"),
    "cp1252.csv": support.table(support.row(COLL_NOM="Évry")).decode().encode("cp1252"),
    "large.csv": b",".join(b"c%d" % number for number in range(20_000)) + b"\n",
    "cellule.csv": support.table(support.row(DELIB_OBJET="x" * 1_500_000)),
    "coupe.xlsx": b"PK\x03\x04" + b"\x00" * 40,
    "faux.xlsx": b"Ceci n'est pas un classeur",
    "ancien.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
    "verrou.xlsx": compound("EncryptionInfo", "EncryptedPackage"),
    "bombe.xlsx": _bomb(),
    "double.csv": b"COLL_NOM,COLL_NOM\na,b\n",
    "../../etc/passwd": support.GOOD,
    "n" * 300 + ".csv": support.GOOD,
    "\u202egpj.csv": support.GOOD,
    "valeurs.csv": support.table(support.row(VOTE_POUR="NaN", VOTE_CONTRE="1e400", DELIB_DATE="2024-02-30")),
    "formules.csv": support.table(support.row(DELIB_OBJET='=HYPERLINK("http://x")', COLL_NOM="@SUM(A1)", PREF_ID="\tx")),
    "surrogates.csv": support.GOOD.replace(b"Montbrun", b"\xed\xa0\x80"),
}


@pytest.mark.parametrize("name", HOSTILE, ids=[name[:20] for name in HOSTILE])
def test_no_file_makes_the_page_fail(app: Any, name: str) -> None:
    """A report in French, or the form again with its reason; never a fault of the portal."""
    answer = _post(app, HOSTILE[name], name)
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        report_id = answer.headers["Location"].rsplit("/", 1)[-1]
        page = app.get(f"/verifier/rapport/{report_id}")
        assert page.status_code == 200
        report = ValidationReport.get(report_id)
        assert report is not None
        assert report.state == "done", report.message
        assert report.verdict != "unreadable" or report.message
        assert "/" not in report.source
        for output in ("corrige.csv", "corrige.xlsx", "annote.xlsx", "erreurs.csv", "rapport.json"):
            assert app.get(f"/verifier/rapport/{report_id}/{output}").status_code in (200, 404)
