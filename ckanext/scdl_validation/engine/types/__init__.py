"""One small class per Table Schema type, found by the name of the type."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import DescriptorError
from .base import CONSTRAINTS, TYPE_RULE, FieldType, Outcome
from .logical import AnyType, BooleanType
from .number import IntegerType, NumberType
from .structured import ArrayType, GeojsonType, GeopointType, ListType, ObjectType
from .temporal import DateTimeType, DateType, DurationType, TimeType, YearMonthType, YearType
from .text import StringType

TYPES: dict[str, type[FieldType]] = {
    cls.name_of_type: cls
    for cls in (
        AnyType, ArrayType, BooleanType, DateType, DateTimeType, DurationType, GeojsonType, GeopointType,
        IntegerType, ListType, NumberType, ObjectType, StringType, TimeType, YearType, YearMonthType,
    )
}

__all__ = ["CONSTRAINTS", "TYPES", "TYPE_RULE", "FieldType", "Outcome", "build_field"]


def build_field(meaning: dict[str, Any], raw: Mapping[str, Any], position: int,
                missing: list[str] | None) -> FieldType:
    """The field described by ``meaning``.

    Args:
        meaning: properties that decide (see :func:`..descriptor.meaning`).
        raw: the whole item of the descriptor.
        position: index in the schema.
        missing: ``missingValues`` of the schema, None when it declares none.

    Raises:
        DescriptorError: unknown type, constraint that the type does not know, bound that cannot be read.
    """
    name, kind = meaning["name"], meaning["type"]
    if not isinstance(kind, str) or kind not in TYPES:
        raise DescriptorError(
            f"Champ « {name} » : le type « {kind} » n'existe pas. Types possibles : {', '.join(sorted(TYPES))}.")
    constraints = meaning.get("constraints") or {}
    if not isinstance(constraints, dict):
        raise DescriptorError(f"Champ « {name} » : « constraints » doit être un objet.")
    constraints = {key: value for key, value in constraints.items() if value is not None}
    _check_shapes(name, constraints)
    field = _frictionless_field(
        name, {**meaning, "constraints": {k: v for k, v in constraints.items() if k != "pattern"}}, missing)
    for key in constraints:
        if key not in [*field.supported_constraints, "unique"]:
            raise DescriptorError(
                f"Champ « {name} » : la contrainte « {key} » n'a pas de sens pour le type « {kind} ».")
    own = meaning.get("missingValues")
    values = own if own is not None else missing if missing is not None else [""]
    built = TYPES[kind](field, {**meaning, "constraints": constraints}, raw, position, values)
    _check_bounds(built)
    return built


def _check_shapes(name: str, constraints: dict[str, Any]) -> None:
    for key in ("required", "unique"):
        if not isinstance(constraints.get(key, False), bool):
            raise DescriptorError(f"Champ « {name} » : « {key} » vaut true ou false.")
    for key in ("minLength", "maxLength"):
        value = constraints.get(key, 0)
        if not isinstance(value, int) or isinstance(value, bool):
            raise DescriptorError(f"Champ « {name} » : « {key} » est un nombre entier.")
    if not isinstance(constraints.get("enum", []), list):
        raise DescriptorError(f"Champ « {name} » : « enum » est une liste de valeurs.")
    if not isinstance(constraints.get("pattern", ""), str):
        raise DescriptorError(f"Champ « {name} » : « pattern » est un texte.")


def _frictionless_field(name: str, descriptor: dict[str, Any], missing: list[str] | None) -> Any:
    from frictionless import FrictionlessException, Schema

    whole: dict[str, Any] = {"fields": [descriptor]}
    if missing is not None:
        whole["missingValues"] = missing
    # the bounds that Data Package v2 added are accepted whatever version is declared
    whole["$schema"] = "https://datapackage.org/profiles/2.0/tableschema.json"
    try:
        return Schema.from_descriptor(whole).fields[0]
    except FrictionlessException as error:
        reasons = "; ".join(reason.note for reason in error.reasons or [error.error])
        raise DescriptorError(f"Champ « {name} » : description refusée ({reasons[:300]}).") from None


def _check_bounds(built: FieldType) -> None:
    read = built.field.create_value_reader()
    for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"):
        if key in built.constraints and read(built.constraints[key]) is None:
            raise DescriptorError(
                f"Champ « {built.name} » : la borne {key} « {built.constraints[key]} » n'est pas {built.noun}.")
    try:
        built.reader  # noqa: B018 - compiles what is left to compile
    except Exception as error:  # noqa: BLE001 - whatever frictionless meets in a descriptor, the schema is refused
        raise DescriptorError(f"Champ « {built.name} » : {error}") from None
