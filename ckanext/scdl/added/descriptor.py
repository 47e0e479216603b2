"""Read a descriptor that came from outside, and say in French why it cannot be served."""
from __future__ import annotations

import json
import re
from typing import Any

from ckanext.scdl import judges
from ckanext.scdl.added.patterns import is_catastrophic
from ckanext.scdl.catalogue.checking import check_descriptor
from ckanext.scdl.catalogue.loading import storable
from ckanext.scdl.errors import StandardError

#: Bytes of a descriptor; the largest official one has about 200,000.
MAX_BYTES = 2_000_000
#: Objects within objects; official ones have 6.
MAX_DEPTH = 12

_OWNER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,59}")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,29}")


class DescriptorRefused(StandardError):
    """A descriptor cannot be served.

    :ivar reasons: one French sentence each
    """

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("descriptor-refused", " ".join(reasons))
        self.reasons = reasons


def read_descriptor(content: bytes) -> dict[str, Any]:
    """The descriptor, once everything that could be wrong with it has been looked at.

    :raises DescriptorRefused: with all the reasons that could be found
    """
    if len(content) > MAX_BYTES:
        raise DescriptorRefused([f"Ce schéma dépasse {MAX_BYTES // 1_000_000} Mo : ce n'est pas un Table Schema."])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DescriptorRefused(["Ce fichier n'est pas du texte UTF-8 : un Table Schema est un fichier JSON en UTF-8."]) from None
    try:
        data = json.loads(text)
    except RecursionError:
        raise DescriptorRefused(["Ce schéma est imbriqué sur trop de niveaux."]) from None
    except ValueError as error:
        where = f" (ligne {error.lineno}, caractère {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise DescriptorRefused([f"Ce fichier n'est pas du JSON lisible{where}."]) from None
    if not storable(data):
        raise DescriptorRefused(["Ce fichier contient des caractères qui n'en sont pas (nuls, ou moitiés de caractères)."])
    reasons = _kind_problems(data) or descriptor_problems(data)
    if reasons:
        raise DescriptorRefused(reasons)
    return data


def descriptor_problems(descriptor: dict[str, Any]) -> list[str]:
    """Why a descriptor cannot be served, one French sentence each; empty when it can."""
    reference = _reference_problem(descriptor, 0)
    if reference:
        return [reference]
    return check_descriptor(descriptor) or _pattern_problems(descriptor) or judges.descriptor_problems(descriptor)


def _pattern_problems(descriptor: dict[str, Any]) -> list[str]:
    return [
        f"Colonne {field['name']} : le motif « {pattern[:80]} » peut bloquer une vérification pendant des heures. Il répète "
        "un groupe qui se répète déjà, comme (a+)+."
        for field in descriptor["fields"]
        if is_catastrophic(pattern := str((field.get("constraints") or {}).get("pattern") or ""))
    ]


def _kind_problems(data: Any) -> list[str]:
    """What else than a Table Schema this is."""
    if not isinstance(data, dict):
        return ["Un Table Schema est un objet JSON qui décrit des colonnes (« fields »)."]
    if "fields" in data:
        return []
    if isinstance(data.get("schemas"), list):
        return ["Ce fichier est un catalogue de schémas, pas un schéma : ajoutez-le comme catalogue."]
    if "resources" in data:
        return ["Ce fichier est un Data Package : ajoutez les Table Schemas de ses ressources un par un."]
    if {"$schema", "properties", "definitions", "$defs"} & set(data):
        return ["Ce fichier est un JSON Schema, pas un Table Schema : il ne décrit pas les colonnes d'un tableau."]
    return ["Ce fichier n'est pas un Table Schema : « fields », la liste des colonnes, manque."]


def _reference_problem(node: Any, depth: int) -> str:
    if depth > MAX_DEPTH:
        return "Ce schéma est imbriqué sur trop de niveaux."
    if isinstance(node, dict):
        if "$ref" in node:
            return "Ce schéma renvoie à un autre, ou à lui-même (« $ref ») : les renvois ne sont pas suivis."
        children: Any = node.values()
    elif isinstance(node, list):
        children = node
    else:
        return ""
    return next((problem for problem in (_reference_problem(child, depth + 1) for child in children) if problem), "")


def name_problems(name: str, slug: str, version: str) -> list[str]:
    """What is wrong with the names by which a standard will be known."""
    owner, _, short = name.partition("/")
    problems = []
    if not (_OWNER.fullmatch(owner) and _OWNER.fullmatch(short)):
        problems.append(f"« {name} » : le nom national s'écrit propriétaire/nom, sans espace ni accent (etalab/schema-irve).")
    if not _SLUG.fullmatch(slug):
        problems.append(f"« {slug} » : le nom court s'écrit en minuscules, chiffres et tirets, sans accent.")
    if not _VERSION.fullmatch(version):
        problems.append(f"« {version} » : une version s'écrit comme 1.0.0.")
    return problems
