"""What a field's type knows: reading a value, screening in bulk, and saying what is expected.

One subclass per Table Schema type. The reading is frictionless' own
(:meth:`Field.create_cell_reader`), so that its answer is the reference's; the
subclasses add what the reference lacks: a sound test for whole columns,
readings that a town hall means, and French sentences.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..errors import DescriptorError
from ..patterns import Pattern, compile_pattern

#: constraint -> how frictionless understands it
CONSTRAINTS = {
    "required", "unique", "pattern", "enum", "minLength", "maxLength",
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
}
TYPE_RULE = "type"


@dataclass(frozen=True)
class Outcome:
    """What the reading of one text gives.

    Args:
        value: parsed value, None when missing or unreadable.
        rules: names of the rules broken (``type``, ``required``, ``pattern`` …).
    """

    value: Any
    rules: tuple[str, ...] = ()

    @property
    def type_error(self) -> bool:
        return TYPE_RULE in self.rules


class FieldType:
    """A field of a schema.

    Args:
        field: frictionless' field, without its ``pattern`` (judged by :class:`Pattern`).
        meaning: properties that decide whether a value is right.
        raw: the whole item of the descriptor.
        position: index in the schema, from 0.
        missing_values: texts that stand for an empty cell.
    """

    name_of_type: ClassVar[str] = "any"
    #: how the person would name a value of this type
    noun: ClassVar[str] = "une valeur"

    def __init__(self, field: Any, meaning: Mapping[str, Any], raw: Mapping[str, Any], position: int,
                 missing_values: list[str]) -> None:
        self.field = field
        self.raw = raw
        self.position = position
        self.name: str = meaning["name"]
        self.type: str = meaning["type"]
        self.format: str = meaning.get("format") or "default"
        self.meaning = meaning
        self.constraints: dict[str, Any] = dict(meaning.get("constraints") or {})
        self.missing_values = missing_values
        self.missing = frozenset(missing_values)
        self.required: bool = bool(self.constraints.get("required"))
        self.unique: bool = bool(self.constraints.get("unique"))
        self.pattern: Pattern | None = None
        source = self.constraints.get("pattern")
        if source is not None:
            try:
                self.pattern = compile_pattern(source)
            except DescriptorError as error:
                raise DescriptorError(f"Champ « {self.name} » : {error.message}") from None
        self._reader: Callable[[Any], tuple[Any, dict[str, str] | None]] | None = None

    # -- exact reading

    @property
    def reader(self) -> Callable[[Any], tuple[Any, dict[str, str] | None]]:
        if self._reader is None:
            self._reader = self.field.create_cell_reader()
        return self._reader

    def read(self, cell: Any) -> Outcome:
        """What frictionless 5.21 answers for ``cell`` (text, native value, or None for a missing one)."""
        value, notes = self.reader(cell)
        rules: tuple[str, ...] = tuple(notes) if notes else ()
        if TYPE_RULE in rules:
            return Outcome(None if value is None else value, rules)
        if self.pattern is not None and isinstance(value, str) and not self.pattern.matches(value):
            rules += ("pattern",)
        return Outcome(value, rules)

    def is_missing(self, text: str) -> bool:
        return text in self.missing

    # -- default mode

    def meaningless(self, text: str, value: Any) -> bool:
        """Whether ``value`` passes Table Schema yet no town hall means it (NaN, infinity …)."""
        return False

    # -- screening

    def screen(self, column: Any) -> Any | None:
        """Polars expression, true only where the cell, not missing, is surely right; None: no such test."""
        return None

    # -- words

    def expected(self) -> str:
        """What is expected, as the end of « On attend … »."""
        return self.noun

    def example(self) -> str:
        """A right value, from the schema or of our own; empty when none is known."""
        for key in ("example", "examples", "exemple"):
            value = self.raw.get(key)
            if isinstance(value, list):
                value = value[0] if value else None
            if isinstance(value, (str, int, float)) and not isinstance(value, bool):
                text = str(value)
                if text and len(text) <= 100 and not self.read(text).rules:
                    return text
        enum = self.enum
        return enum[0] if enum else self.default_example()

    def default_example(self) -> str:
        return ""

    @property
    def enum(self) -> list[str]:
        """Allowed values as they are written in a cell."""
        values = self.constraints.get("enum")
        if not isinstance(values, list):
            return []
        return [self.write(value) for value in values]

    def write(self, value: Any) -> str:
        """Lexical form of a value of the schema (an item of ``enum``, a bound)."""
        return value if isinstance(value, str) else str(value)

    def type_message(self, text: str) -> tuple[str, str | None]:
        """Sentence and suggestion for a text that is not of the type."""
        example = self.example()
        end = f" Exemple : {example}." if example else ""
        return f"On attend {self.expected()}.{end}", None

    @property
    def title(self) -> str:
        value = self.raw.get("title")
        return value if isinstance(value, str) and value.strip() else self.name
