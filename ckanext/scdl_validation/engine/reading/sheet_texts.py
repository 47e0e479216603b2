"""XML of a workbook cut in bulk: pieces, lines of fields, and the table of shared strings.

Used by :mod:`.sheet_xml` in a process of its own. The shape that every known program writes is cut by a few replacements and a
parser of delimited text; whatever has another shape raises :class:`Unfamiliar`.
"""
from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO

import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#: bytes of XML cut at a time
CHUNK = 12 << 20
#: stand for the line feed and the end of a field while the text is cut; XML has neither
_FEED, _END = "\x1e", "\x1f"
_NEVER = (_FEED.encode(), _END.encode())
_ROOT = re.compile(rb'^(?:\xef\xbb\xbf)?\s*(?:<\?xml version="1\.0"(?: encoding="(?:utf|UTF)-8")?(?: standalone="(?:yes|no)")?\s?\?>)?'
                   rb'\s*<(?:worksheet|sst)(?: [^<>]*)? xmlns="' + re.escape(MAIN) + rb'"')
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9A-Fa-f]{1,6}));|&")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_RUN = re.compile(r"<r>(?:<rPr>.*?</rPr>|<rPr/>)?<t(?: xml:space=\"preserve\")?>([^<]*)</t></r>")
_PLAIN = re.compile(r"<t(?: xml:space=\"preserve\")?>([^<]*)</t>")
_PHONETIC = re.compile(r"<rPh [^<>]*><t(?: xml:space=\"preserve\")?>[^<]*</t></rPh>|<phoneticPr [^<>]*/>")
_ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"


class Unfamiliar(Exception):
    """Something that this module does not read: a library must."""


@dataclass
class Part:
    """What precedes and follows the rows of a sheet, once it was read through."""

    before: bytes = b""
    after: bytes = b""


def unescape(texts: pl.Series, feeds: bool = True) -> pl.Series:
    """Texts of XML as they read: line feeds put back, entities replaced.

    Raises:
        Unfamiliar: a tag, an unknown entity or a character that XML does not have.
    """
    if texts.str.contains_any(["<", "]]>"]).any():
        raise Unfamiliar("tag in a text")
    if feeds:
        texts = texts.str.replace_all(_FEED, "\n", literal=True)
    if texts.str.contains(_ILLEGAL).any():
        raise Unfamiliar("control character")
    places = texts.str.contains("&", literal=True).arg_true()
    if len(places):
        texts = texts.scatter(places, [_ENTITY.sub(_character, text) for text in texts.gather(places).to_list()])
    return texts


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    if found[2] or found[3]:
        code = int(found[2]) if found[2] else int(found[3], 16)
        if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
            return chr(code)
    raise Unfamiliar("entity")


def cut(data: bytes, names: list[str]) -> pl.DataFrame:
    """Lines of fields as columns of texts."""
    try:
        table = pc.read_csv(
            pa.BufferReader(data),
            read_options=pc.ReadOptions(column_names=names, block_size=len(data) + 1, use_threads=False),
            parse_options=pc.ParseOptions(delimiter=_END, quote_char=False, double_quote=False, escape_char=False,
                                          newlines_in_values=False, ignore_empty_lines=False),
            convert_options=pc.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False))
    except pa.ArrowInvalid as error:
        raise Unfamiliar(str(error)) from None
    return pl.from_arrow(table)


def prepared(data: bytes) -> bytes:
    """XML whose line ends are one character that no text holds."""
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if any(mark in data for mark in _NEVER):
        raise Unfamiliar("control character")
    return data.replace(b"\n", _FEED.encode()) if b"\n" in data else data


def pieces(source: IO[bytes], first: bytes, last: bytes, end: bytes, part: Part) -> Iterator[bytes]:
    """XML between the tags ``first`` and ``last``, cut after tags ``end``; the rest goes to ``part``."""
    data = b""
    while first not in data:
        more = source.read(CHUNK)
        if not more or len(data) > 4 * CHUNK:
            raise Unfamiliar("no " + first.decode())
        data += more
    part.before, data = data[:data.index(first)], data[data.index(first):]
    start = data.index(b">") + 1
    part.before += data[:start]
    if part.before.endswith(b"/>") or not _ROOT.match(part.before) or b"<!" in part.before:
        raise Unfamiliar("root")
    data = data[start:]
    while True:
        place = data.rfind(last)
        if place >= 0:
            part.after = data[place:] + source.read()
            if place:
                yield data[:place]
            return
        place = data.rfind(end) + len(end)
        if place >= len(end):
            yield data[:place]
            data = data[place:]
        elif len(data) > 8 * CHUNK:
            raise Unfamiliar("row too long")
        more = source.read(CHUNK)
        if not more:
            raise Unfamiliar("no " + last.decode())
        data += more


def shared_strings(source: IO[bytes], mend: Callable[[str], str] | None = None) -> pl.Series:
    """Texts of the table of strings, in order.

    Args:
        source: the part, opened.
        mend: what the library does to each text, if anything.
    """
    part = Part()
    found: list[pl.Series] = []
    for piece in pieces(source, b"<sst", b"</sst>", b"</si>", part):
        piece = prepared(piece)
        lines = cut(piece.replace(b"<si/>", b"<si></si>").replace(b"</si>", b"\n"), ["s"])["s"]
        texts = lines.str.strip_prefix("<si>")
        texts = texts.str.strip_prefix("<t>").str.strip_prefix('<t xml:space="preserve">').str.strip_suffix("</t>")
        places = texts.str.contains("<", literal=True).arg_true()
        if len(places):
            texts = texts.scatter(places, [_formatted(line) for line in lines.gather(places).to_list()])
        if (~lines.str.starts_with("<si>")).any():
            raise Unfamiliar("string")
        texts = unescape(texts)
        if mend is not None:
            odd = texts.str.contains("x005F_", literal=True).arg_true()
            if len(odd):
                texts = texts.scatter(odd, [mend(text) for text in texts.gather(odd).to_list()])
        found.append(texts)
    if part.after.strip() != b"</sst>":
        raise Unfamiliar("end of strings")
    return pl.concat(found) if found else pl.Series("s", [], dtype=pl.String)


def _formatted(line: str) -> str:
    """Text of a string in several runs; readings for the pronunciation are left out."""
    body = _PHONETIC.sub("", line.removeprefix("<si>"))
    if body == "<t/>" or not body:
        return ""
    plain = _PLAIN.fullmatch(body)
    if plain:
        return plain[1]
    runs = _RUN.findall(body)
    if runs and not _RUN.sub("", body):
        return "".join(runs)
    raise Unfamiliar("string")
