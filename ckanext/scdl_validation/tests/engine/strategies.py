"""Schemas and files of all types, with everything that goes wrong in them."""

from __future__ import annotations

import csv
import io
from typing import Any

from hypothesis import strategies as st

from ckanext.scdl_validation.engine.cells import csv_writer

VALUES: dict[str, list[str]] = {
    "integer": ["1", "+1", "007", "1_000", " 12 ", "\u00a012", "12\n", "١٢", "1.0", "1e3", "12,5", "9" * 23, "²", "-5", "501",
                "-0", "0", "n° 5", "5 km", "999999999999999", "1000000000000000"],
    "number": ["1.5", ".5", "5.", "NaN", "Infinity", "-inf", "1_0.5", " 1.5 ", "٣.١", "x", "1,5", "12 €", "1e3", "1 234,5",
               "0.1", "-0.0", "123456789.123456", "0.09999999999999999999", "1e400", "1.50"],
    "date": ["2024-01-31", "2024-1-5", "2024-01- 5", "2024-02-30", "24-01-31", "2024-01-31 ", " 2024-01-31", "20240131",
             "0000-01-01", "0001-01-01", "２０２４-01-01", "9999-12-31", "31/01/2024", "2020-01-01", "2024"],
    "year": ["2024", "24", "+202", "1_24", " 202", "-999", "２０２４", "0000", "9999"],
    "boolean": ["true", "TRUE", "1", "oui", "t", " true", "0", "non", "False"],
    "string": ["a", "", "NA", "n/a", "été", "e\u0301te", "a\nb", 'x"y', "a;b", "a,b", "👍🏽", "b\n", "axyz", "12345678901234",
               "12345678901234\n", "  ", "-", "null", "K", "\u212a", "a\x1cb", "a\u2028b", "œ²", "12", "1２", "None", "aaa"],
    "uri": ["https://a.fr/x", "www.x.fr", "http://é.fr/", "mailto:a@b", "http://a b", "ftp://x/y?z=1#k", "http://[::1]/",
            "http:", "://x", "https://a.fr/%zz", "https://a.fr/ x", "https://a..fr", "http://-a.fr/"],
    "email": ["a@b.fr", "a@b", "é@b.fr", "a.b+c@d.org", "a@b..fr", "a-b@c-d.com", "1@2.fr", "a@b.c.net"],
    "uuid": ["3f2504e0-4f89-41d3-9a0c-0305e82c3301", "3f2504e0-4f89-61d3-9a0c-0305e82c3301", "x",
             "3F2504E0-4F89-41D3-9A0C-0305E82C3301"],
    "geopoint": ["1,2", "200,1", "48.8,2.3", "1;2", " 1 , 2 ", "1.5, 90", "99,89.9", "[1,2]", "[1.5,2.5]", "[01,2]",
                 '{"lon":1,"lat":2}', "1,95"],
    "list": ["a,b", "", ",", "1,2", "a;b"],
    "object": ["{}", '{"a":1}', "[]", "x"],
    "array": ["[]", '["a"]', '["a","z"]', "[1]", "x", '{"a":1}', '["a", null]'],
    "geojson": ['{"type":"Point","coordinates":[1,2]}', "{}", "x", '{"type":"Point"}'],
    "any": ["x", "1", "", "été"],
    "yearmonth": ["2024-01", "2024-13", "24-1", "2024-1", "2024-12", "x"],
    "datetime": ["2024-01-31T10:00:00Z", "2024-01-31", "2024-01-31T10:00", "2024-01-31T24:00:00", "2024-01-31T10:00:00",
                 "2024-02-30T10:00:00", "2024-01-31 10:00:00", "2024-01-31T10:00:00+02:00", "2024-01-31T10:00:60"],
    "time": ["10:00:00", "10h00", "25:00:00", "10:00", "10:00:00Z", "24:00:00"],
    "duration": ["P1D", "PT1H", "x", "P1Y2M", "1 jour"],
}
PATTERNS = [
    r"\d{14}", "a|b", r"\w+", r"(?!00)\d{2}", r"[a-z]+", r"\S+", r".{1,5}", r"[^a-c]*", r"[[a]", r"^x?$|^y",
    r"\d{1,4}(?:\.\d+)?", r"[\w.-]+@[\w.-]+", r"[0-9A-Z&&[^B]]+", r"[^\d]+", r"(a|b)*", r"é.*", r"^\d{14}$", r"(.)\1+",
]
_BOUNDS = ("minimum", "maximum")


@st.composite
def fields(draw: st.DrawFn, number: int) -> tuple[dict[str, Any], str]:
    """A field, and the kind of values that suit it."""
    kind = draw(st.sampled_from(sorted(VALUES)))
    field: dict[str, Any] = {"name": f"f{number}", "type": kind}
    constraints: dict[str, Any] = {}
    if kind in ("uri", "email", "uuid"):
        field.update(type="string", format=kind)
    if draw(st.integers(0, 3)) == 0:
        constraints["required"] = True
    _shape(draw, kind, field, constraints)
    if draw(st.integers(0, 9)) == 0 and kind not in ("array", "object", "geojson", "list", "duration"):
        constraints["unique"] = True
    if draw(st.integers(0, 14)) == 0:
        field["missingValues"] = draw(st.sampled_from([["", "NA"], ["-"], []]))
    if constraints:
        field["constraints"] = constraints
    return field, kind


def _shape(draw: st.DrawFn, kind: str, field: dict[str, Any], constraints: dict[str, Any]) -> None:
    pick = draw(st.integers(0, 9))
    if kind == "string" and pick < 4:
        constraints["pattern"] = draw(st.sampled_from(PATTERNS))
    if kind == "string" and pick in (3, 4, 5):
        constraints["enum"] = ["a", "été", "", "K"]
    if kind in ("string", "array", "object", "list") and pick in (6, 7):
        constraints[draw(st.sampled_from(["minLength", "maxLength"]))] = draw(st.integers(0, 3))
    if kind in ("integer", "year") and pick < 5:
        constraints[draw(st.sampled_from([*_BOUNDS, "exclusiveMaximum"]))] = draw(st.sampled_from([0, 1, 500, 2000]))
    if kind == "number" and pick < 4:
        constraints[draw(st.sampled_from(_BOUNDS))] = draw(st.sampled_from([0, 1.5, "0.1", 100]))
    if kind == "number" and pick > 6:
        field.update(draw(st.sampled_from([
            {"decimalChar": ","}, {"groupChar": " "}, {"decimalChar": ",", "groupChar": " "}, {"bareNumber": False},
            {"floatNumber": True}])))
    if kind == "integer" and pick == 9:
        field["bareNumber"] = False
    if kind == "date" and pick < 4:
        constraints[draw(st.sampled_from(_BOUNDS))] = "2020-01-01"
    if kind == "date" and 4 <= pick < 7:
        field["format"] = draw(st.sampled_from(["%d/%m/%Y", "%Y", "%Y-%m-%d", "%Y%m%d"]))
    if kind == "boolean" and pick < 5:
        field.update(trueValues=["oui", "1"], falseValues=["non"])
    if kind == "geopoint" and pick < 5:
        field["format"] = draw(st.sampled_from(["array", "object"]))
    if kind == "array" and pick < 5:
        field["arrayItem"] = draw(st.sampled_from([
            {"type": "string", "constraints": {"enum": ["a", "b"]}}, {"type": "integer"}]))
    if kind == "list" and pick < 4:
        field["itemType"] = "integer"
    if kind in ("integer", "date", "boolean") and pick == 8:
        constraints["enum"] = {"integer": [1, 7, "12"], "date": ["2024-01-31"], "boolean": [True]}[kind]


@st.composite
def tables(draw: st.DrawFn, max_rows: int = 25) -> tuple[dict[str, Any], bytes]:
    """A schema and a CSV that follows it more or less."""
    drawn = [draw(fields(number)) for number in range(draw(st.integers(1, 6)))]
    descriptor: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json", "fields": [field for field, _ in drawn]}
    if draw(st.integers(0, 3)) == 0:
        descriptor["missingValues"] = draw(st.sampled_from([["", "NA"], ["", "n/a", "-"], ["null"]]))
    names = [field["name"] for field, _ in drawn]
    keyed = [f["name"] for f, kind in drawn if kind not in ("array", "object", "geojson", "list", "duration")]
    if keyed and draw(st.integers(0, 4)) == 0:
        descriptor["primaryKey"] = draw(st.lists(st.sampled_from(keyed), min_size=1, max_size=2, unique=True))
    if keyed and draw(st.integers(0, 6)) == 0:
        descriptor["foreignKeys"] = [{
            "fields": [draw(st.sampled_from(keyed))],
            "reference": {"resource": "", "fields": [draw(st.sampled_from(keyed))]}}]
    return descriptor, draw(_texts(drawn, names, max_rows))


@st.composite
def _texts(draw: st.DrawFn, drawn: list[tuple[dict[str, Any], str]], names: list[str], max_rows: int) -> bytes:
    kinds = dict(zip(names, (kind for _, kind in drawn)))
    labels = list(names)
    if draw(st.integers(0, 2)) == 0:
        labels = list(draw(st.permutations(labels)))
    change = draw(st.integers(0, 9))
    if change == 0:
        labels[draw(st.integers(0, len(labels) - 1))] = draw(st.sampled_from(["", "zz", "F0", "f0 "]))
    elif change == 1:
        labels.append(draw(st.sampled_from(["extra", ""])))
    elif change == 2 and len(labels) > 1:
        labels.pop()
    rows = []
    for _ in range(draw(st.integers(0, max_rows))):
        row = [_cell(draw, kinds.get(label.strip(), "string")) for label in labels]
        shape = draw(st.integers(0, 29))
        if shape == 0:
            row = row[:-1]
        elif shape == 1:
            row.append(draw(st.sampled_from(["x", ""])))
        elif shape == 2:
            row = []
        elif shape == 3:
            row = [""] * len(row)
        rows.append(row)
    text = io.StringIO(newline="")
    writer = csv_writer(
        text, delimiter=draw(st.sampled_from([",", ",", ";", "\t", "|"])),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL])))
    writer.writerow(labels)
    writer.writerows(rows)
    written = text.getvalue()
    if draw(st.integers(0, 4)) == 0:
        written = written.rstrip("\r\n")
    return written.encode(draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig"])))


def _cell(draw: st.DrawFn, kind: str) -> str:
    pick = draw(st.integers(0, 19))
    if pick < 3:
        return ""
    if pick == 3:
        return draw(st.sampled_from(VALUES["string"]))
    if pick == 4:
        return draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=6))
    return draw(st.sampled_from(VALUES[kind]))
