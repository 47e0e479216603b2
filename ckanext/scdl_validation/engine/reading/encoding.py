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


CP1252 = "scdl-cp1252"
#: bytes looked at before a text is presumed UTF-8, which the reading then proves or denies
PROBE = 2 << 20


def decide(source: Source) -> tuple[str, str | None]:
    """Python's name of the encoding, and a notice when it is not the one to use.

    A big file is presumed UTF-8 on its beginning; its reader must go back to
    :data:`CP1252` if a byte further on proves it is not.
    """
    found = marked(source.head())
    if found and found != "utf-8-sig":
        return found, UTF16_NOTICE
    if source.size > 2 * PROBE:
        right = _starts_as_utf8(source.head(PROBE))
    else:
        right = is_utf8(source.stream)
    return (found or "utf-8", None) if right else (CP1252, CP1252_NOTICE)


def _starts_as_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


_TABLE = "".join(
    bytes([code]).decode("cp1252", "replace") if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(code)
    for code in range(256))
_ENCODE = codecs.charmap_build(_TABLE)


def _codec(name: str) -> codecs.CodecInfo | None:
    """Windows-1252 as the web reads it: its five holes are the control characters of the same number."""
    if name not in ("scdl_cp1252", "scdl-cp1252"):
        return None

    class Decoder(codecs.IncrementalDecoder):
        def decode(self, data: bytes, final: bool = False) -> str:  # type: ignore[override]
            return codecs.charmap_decode(data, self.errors, _TABLE)[0]

    class Encoder(codecs.IncrementalEncoder):
        def encode(self, text: str, final: bool = False) -> bytes:
            return codecs.charmap_encode(text, self.errors, _ENCODE)[0]

    return codecs.CodecInfo(
        encode=lambda text, errors="strict": codecs.charmap_encode(text, errors, _ENCODE),
        decode=lambda data, errors="strict": codecs.charmap_decode(data, errors, _TABLE),
        incrementaldecoder=Decoder, incrementalencoder=Encoder, name="scdl-cp1252")


codecs.register(_codec)

#: name of the handler of errors of UTF-16: half a character becomes one that no text may hold, so that its cell is refused
LOST = "scdl-lost"
codecs.register_error(LOST, lambda error: ("\uffff", error.end))  # type: ignore[attr-defined]


def shown(encoding: str) -> str:
    """Name of the encoding for people and programs."""
    return {"scdl-cp1252": "cp1252", "utf-8-sig": "utf-8"}.get(encoding, encoding)
