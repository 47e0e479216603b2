"""Which encoding a text is in: mark, then strict UTF-8, then Windows-1252. Never a statistical guess."""
from __future__ import annotations

import codecs
from typing import IO

from .source import Source

CP1252_NOTICE = ("Ce fichier n'est pas en UTF-8 : il a été lu en Windows-1252, l'encodage habituel des tableurs. "
                 "Vérifiez les accents ; le fichier corrigé est en UTF-8.")
UTF16_NOTICE = "Ce fichier est en UTF-16 : il a été lu comme tel ; le fichier corrigé est en UTF-8."


def marked(head: bytes) -> str | None:
    """Encoding that the first bytes declare."""
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = len(head) // 2
    if pairs > 4:
        # a UTF-16 text without its mark: every other byte of Latin letters is null
        if head[1::2].count(0) > pairs * 0.6:
            return "utf-16-le"
        if head[::2].count(0) > pairs * 0.6:
            return "utf-16-be"
    return None


def is_utf8(stream: IO[bytes]) -> bool:
    """Whether the whole stream is strict UTF-8."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := stream.read(1 << 20):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def decide(source: Source) -> tuple[str, str | None]:
    """Python's name of the encoding, and a notice when it is not the one to use."""
    found = marked(source.head())
    if found == "utf-8-sig":
        # a mark in front of bytes that are not UTF-8 was put by mistake
        return ("utf-8-sig", None) if is_utf8(source.stream) else ("scdl-cp1252", CP1252_NOTICE)
    if found:
        return found, UTF16_NOTICE
    if is_utf8(source.stream):
        return "utf-8", None
    return "scdl-cp1252", CP1252_NOTICE


_TABLE = "".join(
    bytes([code]).decode("cp1252", "replace") if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(code)
    for code in range(256))
_ENCODE = codecs.charmap_build(_TABLE)


def _codec(name: str) -> codecs.CodecInfo | None:
    """Windows-1252 as the web reads it: its five holes are the control characters of the same number."""
    if name not in ("scdl_cp1252", "scdl-cp1252"):
        return None

    class Decoder(codecs.IncrementalDecoder):
        def decode(self, data: bytes, final: bool = False) -> str:
            return codecs.charmap_decode(data, self.errors, _TABLE)[0]

    class Encoder(codecs.IncrementalEncoder):
        def encode(self, text: str, final: bool = False) -> bytes:
            return codecs.charmap_encode(text, self.errors, _ENCODE)[0]

    return codecs.CodecInfo(
        encode=lambda text, errors="strict": codecs.charmap_encode(text, errors, _ENCODE),
        decode=lambda data, errors="strict": codecs.charmap_decode(data, errors, _TABLE),
        incrementaldecoder=Decoder, incrementalencoder=Encoder, name="scdl-cp1252")


codecs.register(_codec)


def shown(encoding: str) -> str:
    """Name of the encoding for people and programs."""
    return {"scdl-cp1252": "windows-1252", "utf-8-sig": "utf-8"}.get(encoding, encoding)
