"""What a file is, by its bytes first and its name second."""
from __future__ import annotations

import io
import re
import struct
import zipfile

from ..errors import UnreadableError
from .source import Source

CSV, XLSX, ODS = "csv", "xlsx", "ods"
_ADVICE = "Enregistrez le tableau au format CSV ou XLSX, puis recommencez."
_MAGIC = (
    (b"%PDF", "un document PDF"), (b"\x89PNG", "une image"), (b"\xff\xd8\xff", "une image"), (b"GIF8", "une image"),
    (b"II*\x00", "une image"), (b"MM\x00*", "une image"), (b"RIFF", "un fichier audio, vidéo ou image"),
    (b"{\\rtf", "un document de traitement de texte"), (b"\x1f\x8b", "une archive compressée"),
    (b"7z\xbc\xaf", "une archive compressée"), (b"Rar!", "une archive compressée"), (b"\x7fELF", "un programme"),
    (b"MZ\x90", "un programme"), (b"SQLite format 3", "une base de données"), (b"BM", None),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def kind_of(source: Source) -> str:
    """``csv``, ``xlsx`` or ``ods``.

    Raises:
        UnreadableError: empty, or not a table; the message says what it looks like.
    """
    if source.size == 0:
        raise UnreadableError("Ce fichier est vide : il ne contient aucun octet.", "empty")
    head = source.head()
    for magic, what in _MAGIC:
        if what and head.startswith(magic):
            raise UnreadableError(f"Ce fichier est {what}, pas un tableau. {_ADVICE}", "not-a-table")
    if head.startswith(_OLE):
        raise UnreadableError(_ole_message(source), "old-workbook")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(source)
    _refuse_markup(head)
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        zeros = head.count(b"\x00")
        if zeros > len(head) * 0.05 and not _looks_utf16(head):
            raise UnreadableError(f"Ce fichier n'est pas un texte : il contient des octets nuls. {_ADVICE}", "not-a-table")
    return CSV


def _looks_utf16(head: bytes) -> bool:
    """Whether one byte of two, and one only, is most often null."""
    pairs = len(head) // 2
    fewer, more = sorted((head[1::2].count(0), head[::2].count(0)))
    return pairs > 4 and more > pairs * 0.6 and fewer < pairs * 0.2


def _refuse_markup(head: bytes) -> None:
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<script")) or (
            text.startswith(b"<") and b"<html" in text):
        raise UnreadableError(f"Ce fichier est une page web, pas un tableau. {_ADVICE}", "not-a-table")
    if text.startswith(b"<svg") or (text.startswith(b"<?xml") and b"<svg" in text):
        raise UnreadableError(f"Ce fichier est une image, pas un tableau. {_ADVICE}", "not-a-table")
    if text.startswith(b"<?xml"):
        raise UnreadableError(f"Ce fichier est un document XML, pas un tableau. {_ADVICE}", "not-a-table")
    if re.match(rb"[{\[]\s*[\"{\[]", text) and b"\n\"" not in text[:1] and text.rstrip()[-1:] in (b"}", b"]", b",", b'"', b":") \
            and (text.startswith((b'{"', b"{\n", b"{\r", b"{ ", b"[{", b"[\n"))):
        raise UnreadableError(f"Ce fichier est au format JSON, pas un tableau. {_ADVICE}", "not-a-table")


def _zip_kind(source: Source) -> str:
    try:
        source.stream.seek(0)
        with zipfile.ZipFile(source.stream) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
                return XLSX
            if "xl/workbook.bin" in names:
                raise UnreadableError(
                    "Ce classeur est au format XLSB. Ouvrez-le dans votre tableur et enregistrez-le au format XLSX.",
                    "old-workbook")
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
                if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return ODS
                if kind.startswith(b"application/vnd.oasis"):
                    raise UnreadableError(f"Ce document n'est pas un tableur. {_ADVICE}", "not-a-table")
            if "word/document.xml" in names or "ppt/presentation.xml" in names:
                raise UnreadableError(f"Ce document n'est pas un tableur. {_ADVICE}", "not-a-table")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise UnreadableError(
            "Ce classeur est abîmé ou n'est arrivé qu'en partie. Ouvrez-le dans votre tableur, enregistrez-le à nouveau, "
            "puis recommencez.", "broken-workbook") from None
    raise UnreadableError("Ce fichier est une archive ZIP : extrayez le tableau qu'elle contient, puis recommencez.",
                          "not-a-table")


def _ole_directory(source: Source) -> bytes:
    """What surely holds the names of the streams of a compound file: its two ends, and where its header says that they are."""
    window = 1 << 16
    head = source.head(window)
    starts = [max(0, source.size - window)]
    if len(head) >= 512:
        shift, directory = struct.unpack_from("<H", head, 30)[0], struct.unpack_from("<I", head, 48)[0]
        starts += [(directory + 1) << shift] if shift in (9, 12) else []
    for start in starts:
        source.stream.seek(start)
        head += source.stream.read(window)
    return head


def _ole_message(source: Source) -> str:
    """An old workbook, or a new one locked by a password: both wear the same clothes."""
    around = _ole_directory(source)
    if "EncryptedPackage".encode("utf-16-le") in around or "EncryptionInfo".encode("utf-16-le") in around:
        return ("Ce classeur est protégé par un mot de passe. Ouvrez-le, retirez le mot de passe, "
                "enregistrez-le, puis recommencez.")
    if "WordDocument".encode("utf-16-le") in around:
        return f"Ce document n'est pas un tableur. {_ADVICE}"
    return ("Ce classeur est à l'ancien format XLS. Ouvrez-le dans votre tableur, choisissez « Enregistrer sous », "
            "format XLSX, puis recommencez.")


def archive_of(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))
