"""What people and attackers send, and what must come of it. One expectation each.

Numbers are those of the project's checklist of hostile inputs. Lines 9, 25 and 26 are functions of ``test_hostile``; what line 19
wants of exports is in ``../engine/test_files.py``; line 24 is in ``../test_choice.py`` (schemas by their address) and in
``ckanext/scdl/tests/test_net.py`` (every form of a forbidden address, redirections, names that change).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ckanext.scdl_validation.engine import Limits

from . import workbooks as books

SCHEMA: dict[str, Any] = {
    "name": "essai",
    "fields": [
        {"name": "nom", "type": "string", "constraints": {"required": True}},
        {"name": "siret", "type": "string", "constraints": {"pattern": r"^\d{14}$"}},
        {"name": "date", "type": "date"},
        {"name": "montant", "type": "number"},
        {"name": "insee", "type": "string", "constraints": {"pattern": r"^([013-9]\d|2[AB1-9])\d{3}$"}},
        {"name": "page", "type": "string", "format": "uri"},
    ],
    "custom_checks": [
        {"name": "french-siret-value", "params": {"column": "siret"}},
        {"name": "code-commune-insee", "params": {"column": "insee"}},
    ],
}
HEAD = "nom;siret;date;montant;insee;page\n"


@dataclass(frozen=True)
class Case:
    """A file and what is expected of its report.

    Args:
        line: of the project's checklist of hostile inputs.
        name: of the case.
        data: the bytes, or a function that makes them.
        verdict: expected.
        says: pieces of text that the message or the listed errors must hold.
        codes: (row, column, code) that must be among the errors.
        repairs: (row, column, after) that must be among the repairs.
        filename: under which it comes.
        limits: bounds, when they are the point.
    """

    line: int
    name: str
    data: bytes | Callable[[], bytes]
    verdict: str
    says: tuple[str, ...] = ()
    codes: tuple[tuple[int | None, str | None, str], ...] = ()
    repairs: tuple[tuple[int, str, str], ...] = ()
    filename: str = "table.csv"
    limits: Limits = field(default_factory=Limits)

    @property
    def content(self) -> bytes:
        return self.data() if callable(self.data) else self.data


def rows(*lines: str) -> bytes:
    return (HEAD + "\n".join(lines) + "\n").encode()


CASES = [
    Case(1, "Windows-1252", (HEAD + "Évry;;;;;\n").encode("cp1252"), "valid", ("Windows-1252",)),
    Case(1, "Windows-1252 after a long ASCII start", lambda: (HEAD + "Evry;;;;;\n" * 600_000 + "Évry;;;;;\n").encode("cp1252"),
         "valid", ("Windows-1252",)),
    Case(2, "UTF-8 with its mark", ("\ufeff" + HEAD + "Évry;;;;;\n").encode(), "valid"),
    Case(2, "UTF-16", (HEAD + "Évry;;;;;\n").encode("utf-16"), "valid", ("UTF-16",)),
    Case(3, "null and control characters", rows("a\x00b;;;;;", "c\x07;;;;;"), "invalid", ("caractère invisible",),
         ((2, "nom", "type-error"), (3, "nom", "type-error"))),
    Case(3, "half a character in UTF-8", HEAD.encode() + b"\xed\xa0\x80;;;;;\n", "valid", ("Windows-1252",)),
    Case(3, "half a character in UTF-16", b"\xff\xfe" + HEAD.encode("utf-16-le") + b"\x00\xd8" + ";;;;;\n".encode("utf-16-le"),
         "invalid", ("caractère invisible",), ((2, "nom", "type-error"),)),
    Case(3, "UTF-16 cut in the middle of a character", b"\xff\xfe" + (HEAD + "a;;;;;\nb").encode("utf-16-le") + b"\x0a",
         "invalid", ("caractère invisible",), ((3, "nom", "type-error"),)),
    Case(4, "quote left open", rows('"Albi;;;;;', "Foix;;;;;", "Auch;;;;;"), "invalid", ("guillemet",),
         ((2, None, "source-error"),)),
    Case(4, "two quotes left open", rows('"Albi;;;;;', "Foix;;;;;", '"Auch;;;;;', "Muret;;;;;"), "invalid", ("guillemet",),
         ((2, None, "source-error"), (4, None, "source-error"))),
    Case(4, "rows between an open quote and one that closes", rows('"Albi;;;;;', *["Foix;;;;;"] * 3, 'Auch";;;;;'), "invalid",
         ("guillemet",), ((2, None, "source-error"),)),
    Case(4, "a cell of several lines is no fault", rows('"Albi;\nla ""rouge"";\nTarn";;;;;', '"a;b\nc";;;;;'), "valid"),
    Case(5, "web page", b"<!DOCTYPE html><html><body>non</body></html>", "unreadable", ("page web",)),
    Case(5, "PDF", b"%PDF-1.7\n%\xe2\xe3", "unreadable", ("PDF",)),
    Case(5, "image", b"\x89PNG\r\n\x1a\n" + bytes(50), "unreadable", ("image",)),
    Case(5, "JSON", b'{"nom": "x"}', "unreadable", ("JSON",)),
    Case(5, "nothing but null bytes", bytes(4000), "unreadable", ("octets nuls",)),
    Case(6, "empty", b"", "unreadable", ("vide",)),
    Case(6, "blank", b"\n\n  \n", "unreadable", ("vide",)),
    Case(6, "header only", HEAD.encode(), "invalid", ("en-tête",), ((1, None, "row-count"),)),
    Case(7, "twice the same column", b"nom;nom\na;b\n", "invalid", ("Deux colonnes",), ((1, "nom", "duplicate-label"),)),
    Case(7, "column without a name", b"nom;;siret\na;x;\n", "valid", ("pas de nom",)),
    Case(7, "misspelt column", b"siret;montent\n;3\n", "invalid", ("montant",), ((1, "nom", "missing-label"),)),
    Case(7, "columns in another order, case and accents", "MONTANT;D\u00c2TE;Nom\n3;2024-01-02;a\n".encode(), "repaired"),
    Case(8, "cell of ten megabytes", lambda: rows("a" * 10_000_000 + ";;;;;"), "unreadable", ("caractères",)),
    Case(8, "twenty thousand columns", lambda: b";".join(b"c%d" % i for i in range(20_000)) + b"\n1\n", "unreadable",
         ("colonnes",)),
    Case(10, "money", rows("a;;;1 234,50 €;;"), "repaired", (), (), ((2, "montant", "1234.50"),)),
    Case(10, "money with no-break spaces", rows("a;;;1\u202f234,50\u00a0€;;"), "repaired", (), (), ((2, "montant", "1234.50"),)),
    Case(10, "date that can be read in two ways", rows("a;;01/02/2024;;;"), "invalid", ("deux façons",),
         ((2, "date", "type-error"),)),
    Case(10, "the same, settled by the column", rows("a;;01/02/2024;;;", "b;;13/02/2024;;;"), "repaired", (), (),
         ((2, "date", "2024-02-01"), (3, "date", "2024-02-13"))),
    Case(11, "30 February", rows("a;;2024-02-30;;;"), "invalid", ("30 février n'existe pas",), ((2, "date", "type-error"),)),
    Case(11, "not a number", rows("a;;;NaN;;", "a;;;INF;;", "a;;;1e400;;"), "invalid", (),
         ((2, "montant", "type-error"), (3, "montant", "type-error"), (4, "montant", "type-error"))),
    Case(12, "SIRET shortened by a spreadsheet", rows("a;2,13E+13;;;;"), "invalid", ("chiffres sont perdus",),
         ((2, "siret", "constraint-error"),)),
    Case(12, "SIRET of thirteen digits", rows("a;2131055540001;;;;"), "invalid", ("il en manque un",)),
    Case(12, "SIRET in full behind an exponent", rows("a;2.1310555400017E+13;;;;"), "repaired", (), (),
         ((2, "siret", "21310555400017"),)),
    Case(13, "Corsica", rows("a;;;;2A004;"), "valid"),
    Case(13, "zero lost", rows("a;;;;1001;"), "repaired", (), (), ((2, "insee", "01001"),)),
    Case(13, "merged commune", rows("a;;;;01003;"), "invalid", ("réunie à une autre, dont le code est 01165",)),
    Case(13, "merged commune that is a part of another", rows("a;;;;01340;"), "valid", ("commune entière est 01015",)),
    Case(13, "commune that never was", rows("a;;;;31999;"), "invalid", ("n'est le code d'aucune commune",),
         ((2, "insee", "constraint-error"),)),
    Case(14, "billion laughs", books.billion_laughs, "unreadable", ("entités",), filename="t.xlsx"),
    Case(14, "outside entity", books.outside_entity, "unreadable", ("entités",), filename="t.xlsx"),
    Case(15, "bomb", lambda: books.bomb(60_000_000), "unreadable", ("décompressé",), filename="t.xlsx",
         limits=Limits(max_unzipped_bytes=20 << 20)),
    Case(15, "bomb that lies on its size", lambda: books.lying_bomb(60_000_000), "unreadable", (), filename="t.xlsx",
         limits=Limits(max_unzipped_bytes=20 << 20)),
    Case(16, "cell in the far corner", books.far_cell, "unreadable", ("cellule isolée",), filename="t.xlsx"),
    Case(16, "the same in single quotes", lambda: books.far_cell("'"), "unreadable", (), filename="t.xlsx"),
    Case(16, "a million rows declared in ODS", lambda: books.repeated_ods(1_048_000, 16_384), "unreadable", (),
         filename="t.ods"),
    Case(17, "old workbook", books.old_workbook, "unreadable", ("ancien format XLS", "format XLSX"), filename="t.xls"),
    Case(17, "locked workbook", lambda: books.old_workbook("EncryptedPackage"), "unreadable", ("mot de passe",),
         filename="t.xlsx"),
    Case(17, "big locked workbook", lambda: books.compound("\x06DataSpaces", "EncryptionInfo", "EncryptedPackage"), "unreadable",
         ("mot de passe",), filename="t.xlsx"),
    Case(17, "big old workbook that claims to be new", lambda: books.compound("Workbook", "\x05SummaryInformation"), "unreadable",
         ("ancien format XLS",), filename="t.xlsx"),
    Case(17, "big document", lambda: books.compound("WordDocument", "1Table"), "unreadable", ("pas un tableur",), filename="t.xls"),
    Case(17, "workbook with macros", books.with_macros, "valid", filename="t.xlsm"),
    Case(17, "workbook cut short", lambda: books.workbook("")[:400], "unreadable", ("abîmé",), filename="t.xlsx"),
    Case(18, "formula without its result",
         lambda: books.workbook(f'<row r="1">{books.text_cell("A1", "nom")}{books.text_cell("B1", "montant")}</row><row r="2">'
                                f'{books.text_cell("A2", "x")}<c r="B2"><f>1+1</f></c></row>'),
         "valid", ("formule",), filename="t.xlsx"),
    Case(18, "error of the spreadsheet",
         lambda: books.workbook(f'<row r="1">{books.text_cell("A1", "nom")}</row><row r="2">'
                                '<c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'),
         "invalid", ("erreur du tableur",), ((2, "nom", "type-error"),), filename="t.xlsx"),
    Case(19, "formula as text", rows('"=HYPERLINK(""http://x"")";;;-3;;'), "valid"),
    Case(20, "script in a cell", rows("<script>alert(1)</script>;x;;;;"), "invalid", (), ((2, "siret", "constraint-error"),)),
    Case(21, "address that a browser runs", rows("a;;;;;javascript:alert(1)"), "invalid", ("https://",),
         ((2, "page", "type-error"),)),
    Case(23, "file name that climbs", rows("a;;;;;"), "valid", filename="../../" + "x" * 300 + "\u202e.csv"),
]
