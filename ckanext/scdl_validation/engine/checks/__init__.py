"""Validata's custom checks, under their old and new names."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import DescriptorError
from .base import CellCheck, Check, RowCheck
from .columns import CohesiveColumns, CompareColumns, OneOfRequired, SumColumns
from .contact import OpeningHours, PhoneNumber
from .formats import FRFORMAT
from .geography import PLACES
from .identifiers import Siren, Siret
from .location import FrenchGps
from .nomenclature import NomenclatureActes
from .period import YearInterval

if TYPE_CHECKING:
    from ..descriptor import TableSchema

_ALL: tuple[type[Check], ...] = (
    Siret, Siren, YearInterval, NomenclatureActes, CohesiveColumns, CompareColumns, SumColumns,
    OneOfRequired, PhoneNumber, OpeningHours, FrenchGps, *PLACES, *FRFORMAT,
)
CHECKS: dict[str, type[Check]] = {name: cls for cls in _ALL for name in cls.names}

__all__ = ["CHECKS", "CellCheck", "Check", "RowCheck", "build_checks"]


def build_checks(schema: TableSchema) -> tuple[list[Check], list[str]]:
    """The checks that ``schema`` declares, and sentences about those that are not applied.

    Raises:
        DescriptorError: the name of a check is unknown, or it lacks a column.
    """
    checks: list[Check] = []
    notices: list[str] = []
    for name, params in _declared(schema.raw):
        cls = CHECKS.get(name)
        if cls is None:
            raise DescriptorError(f"Le contrôle « {name} » n'existe pas. Contrôles connus : {', '.join(sorted(CHECKS))}.")
        check = cls(name, params)
        if not check.columns:
            raise DescriptorError(f"Le contrôle « {name} » ne dit pas sur quelle colonne il porte.")
        if isinstance(check, RowCheck) and len(check.columns) < 2:
            raise DescriptorError(f"Le contrôle « {name} » compare des colonnes : il lui en faut deux au moins.")
        unknown = [column for column in check.columns if column not in schema.by_name]
        if unknown:
            notices.append(
                f"Le contrôle « {name} » porte sur « {unknown[0]} », que le schéma ne décrit pas : il n'est pas appliqué.")
            continue
        if isinstance(check, OpeningHours) and not check.available:
            notices.append(f"Le contrôle « {name} » demande le module opening-hours-py, absent de cette installation : "
                           "il n'est pas appliqué.")
            continue
        if isinstance(check, RowCheck):
            check.prepare(schema)
        checks += [check, *check.companions()]
    return checks, notices


def _declared(raw: Any) -> list[tuple[str, dict[str, Any]]]:
    """Name and parameters of each declaration, of the table and of the fields."""
    found: list[tuple[str, dict[str, Any]]] = []
    table = raw.get("custom_checks", raw.get("customChecks")) or []
    if not isinstance(table, list):
        raise DescriptorError("« custom_checks » doit être une liste.")
    for item in table:
        if not isinstance(item, dict) or not isinstance(item.get("name"), str):
            raise DescriptorError("Chaque contrôle a un nom (« name ») et des paramètres (« params »).")
        params = item.get("params", {key: value for key, value in item.items() if key != "name"})
        if not isinstance(params, dict):
            raise DescriptorError(f"Les paramètres du contrôle « {item['name']} » doivent être un objet.")
        found.append((item["name"], params))
    for item in raw["fields"]:
        own = item.get("customCheck") or item.get("frFormat")
        for single in own if isinstance(own, list) else [own] if own else []:
            if isinstance(single, str):
                found.append((single, {"column": item["name"]}))
            elif isinstance(single, dict) and isinstance(single.get("name"), str):
                given = single.get("params")
                params = given if isinstance(given, dict) else {}
                found.append((single["name"], {**params, "column": item["name"]}))
            else:
                raise DescriptorError(f"Le contrôle du champ « {item['name']} » n'a pas de nom.")
    return found
