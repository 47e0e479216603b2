"""What the engine raises. Every message is French and says what to do."""
from __future__ import annotations


class EngineError(Exception):
    """Base of every refusal of the engine.

    Args:
        message: French sentence for the person who gave the file or schema.
        code: stable identifier, in English, for programs.
    """

    code = "engine-error"

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code:
            self.code = code


class DescriptorError(EngineError):
    """The schema itself cannot be used; the message says why."""

    code = "schema-error"


class UnreadableError(EngineError):
    """The source holds no table that can be read within the limits."""

    code = "source-error"


class LimitError(UnreadableError):
    """A bound of :class:`~.limits.Limits` was passed."""

    code = "limit-error"
