"""Errors that the suite raises on purpose, each with a code and a sentence for people."""
from __future__ import annotations


class ScdlError(Exception):
    """A refusal that a person can understand.

    :param code: short stable identifier, for programs and tests (``address-refused``)
    :param message: one sentence, in the user's language, saying what is wrong and how to mend it
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class StandardError(ScdlError):
    """A schema or its overlay cannot be served (unreadable, altered, inconsistent)."""


class FetchError(ScdlError):
    """A remote document was refused or could not be read."""
