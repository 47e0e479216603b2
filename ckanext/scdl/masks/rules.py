"""What a mask may do to a standard, and the standard that results.

A mask only hides what may stay empty, prefills, narrows and rewords. Whatever settings it is given, :func:`apply`
answers a standard that accepts nothing which the official one refuses: what may not be done is left out, so that a mask
written for an older version of a standard never breaks a form. :func:`problems` says the same to the person who sets it.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Optional

from ckanext.scdl.catalogue.loading import build_standard
from ckanext.scdl.catalogue.standard import FieldSpec, Standard
from ckanext.scdl.catalogue.wording import array_values
from ckanext.scdl.masks.settings import Settings, tidy

#: Judges one value of one column: the reason why it is refused, or an empty text.
ValueCheck = Callable[[Standard, str, str], str]


@dataclass(frozen=True)
class Problem:
    """A setting that cannot be accepted. ``field`` is empty when no single field is at fault."""

    field: str
    setting: str
    message: str


def choices(spec: FieldSpec) -> tuple[str, ...]:
    """The official values of a column that a mask may narrow: its enumeration, or that of its items."""
    return spec.enum or array_values(spec)


def suggested(standard: Standard, column: str) -> tuple[str, ...]:
    """The values that the overlay suggests for a column that takes others too."""
    own = (standard.overlay.get("fields") or {}).get(column) or {}
    return tuple(str(item.get("value")) for item in own.get("suggestions") or () if isinstance(item, Mapping))


def why_shown(standard: Standard, spec: FieldSpec) -> str:
    """Why a column cannot be hidden, or an empty text."""
    if spec.required:
        return f"« {spec.label} » est obligatoire dans le standard : il ne peut pas être masqué."
    if spec.name in standard.key:
        return f"« {spec.label} » sert à reconnaître chaque {standard.noun_one} : il ne peut pas être masqué."
    return ""


def tells_apart(standard: Standard, spec: FieldSpec) -> bool:
    """Does a column take a new value each time? Then there is nothing to prefill it with."""
    own = [column for column in standard.key if column not in standard.organisation_fields]
    return spec.constraints.get("unique") is True or own == [spec.name]


def problems(
    standard: Standard, settings: Mapping[str, Any], inherited: Mapping[str, Any], check: Optional[ValueCheck] = None
) -> list[Problem]:
    """Why the settings of one level are refused, one French sentence each; empty when they may be kept.

    :param settings: of the right shape (see :func:`ckanext.scdl.masks.settings.shape_problems`)
    :param inherited: what the levels above say together
    :param check: judges a prefilled value by the official rules
    """
    found: list[Problem] = []
    known = {spec.name: spec for spec in standard.fields}
    for name, own in (settings.get("fields") or {}).items():
        spec = known.get(name)
        if spec is None:
            found.append(Problem("", "", f"Ce standard n'a pas de champ {name}."))
            continue
        above = (inherited.get("fields") or {}).get(name) or {}
        found += _field_problems(standard, spec, own, {**above, **own}, check)
    hidden = {
        name for name, spec in known.items()
        if {**((inherited.get("fields") or {}).get(name) or {}), **((settings.get("fields") or {}).get(name) or {})}
        .get("visibility", spec.visibility) == "hidden" and not why_shown(standard, spec)
    }
    found += [problem for problem in _together(standard, hidden)
              if problem.field in (settings.get("fields") or {})]
    found += _order_problems(standard, settings)
    return found


def _field_problems(
    standard: Standard, spec: FieldSpec, own: Mapping[str, Any], whole: Mapping[str, Any], check: Optional[ValueCheck]
) -> Iterable[Problem]:
    if own.get("visibility") == "hidden":
        reason = why_shown(standard, spec)
        if reason:
            yield Problem(spec.name, "visibility", reason)
    if own.get("values"):
        yield from _list_problems(standard, spec, own["values"])
    default = own.get("default", "")
    if not default:
        narrowed, kept = own.get("values"), whole.get("default")
        if narrowed and kept and choices(spec) and not _allowed(spec, kept, narrowed):
            yield Problem(spec.name, "values", f"« {spec.label} » : la valeur préremplie « {kept} » doit rester dans la liste.")
        return
    if tells_apart(standard, spec):
        yield Problem(spec.name, "default", f"« {spec.label} » ne prend jamais deux fois la même valeur : rien à préremplir.")
    elif choices(spec) and not _allowed(spec, default, choices(spec)):
        yield Problem(spec.name, "default", f"« {spec.label} » : « {default} » n'est pas dans la liste du standard.")
    elif choices(spec) and whole.get("values") and not _allowed(spec, default, whole["values"]):
        yield Problem(spec.name, "default", f"« {spec.label} » : « {default} » n'est pas dans la liste réduite.")
    elif check is not None:
        reason = check(standard, spec.name, default)
        if reason:
            yield Problem(spec.name, "default", f"« {spec.label} » : {reason}")


def _list_problems(standard: Standard, spec: FieldSpec, values: Iterable[str]) -> Iterable[Problem]:
    official = choices(spec) or suggested(standard, spec.name)
    if not official:
        yield Problem(spec.name, "values", f"« {spec.label} » n'a pas de liste de valeurs à réduire.")
        return
    strange = [value for value in values if value not in official]
    if strange:
        yield Problem(spec.name, "values", (
            f"« {spec.label} » : « {strange[0]} » n'est pas dans la liste du standard. Un masque réduit la liste, "
            "il n'y ajoute rien."))


def _allowed(spec: FieldSpec, text: str, values: Iterable[str]) -> bool:
    """Is a lexical value within a list? A cell of several values holds JSON, judged elsewhere item by item."""
    if spec.enum:
        return text in set(values)
    return all(item.strip(' "[]') in set(values) for item in text.split(",") if item.strip(' "[]'))


def _order_problems(standard: Standard, settings: Mapping[str, Any]) -> Iterable[Problem]:
    groups = {group.name: group for group in standard.groups}
    for name in settings.get("groups") or ():
        if name not in groups:
            yield Problem("", "groups", f"Ce standard n'a pas de groupe {name}.")
    for name, columns in (settings.get("order") or {}).items():
        if name not in groups:
            yield Problem("", "order", f"Ce standard n'a pas de groupe {name}.")
            continue
        for column in columns:
            if column not in groups[name].fields:
                yield Problem("", "order", f"Le champ {column} n'est pas dans le groupe « {groups[name].title} ».")


def _together(standard: Standard, hidden: set[str]) -> Iterable[Problem]:
    """Columns that the standard's own checks tie to each other, and that hiding would tear apart."""
    labels = {spec.name: f"« {spec.label} »" for spec in standard.fields}
    for tied, one_is_enough in ties(standard):
        gone = [column for column in tied if column in hidden]
        if one_is_enough and len(gone) == len(tied):
            for column in gone:
                yield Problem(column, "visibility", (
                    f"Le standard veut l'un de ces champs au moins : {', '.join(labels[name] for name in tied)}. "
                    "Laissez-en un visible."))
        elif not one_is_enough and gone and len(gone) < len(tied):
            for column in gone:
                others = ", ".join(labels[name] for name in tied if name != column)
                yield Problem(column, "visibility", (
                    f"{labels[column]} se remplit avec {others} : masquez-les tous, ou aucun."))


def ties(standard: Standard) -> list[tuple[tuple[str, ...], bool]]:
    """Sets of columns that go together; True when one of them is enough, False when all or none are filled."""
    found = []
    for check in standard.descriptor.get("custom_checks") or ():
        if not isinstance(check, Mapping):
            continue
        params = check.get("params") or {}
        if not isinstance(params, Mapping):
            continue
        name = str(check.get("name") or "").removesuffix("-value")
        first = params.get("column") or params.get("column1")
        if name == "cohesive-columns":
            others = params.get("othercolumns") or ()
            columns = [first, *([others] if isinstance(others, str) else others)]
        elif name == "one-of-required":
            columns = [first, params.get("column2")]
        else:
            continue
        known = tuple(column for column in columns if column in standard.columns)
        if len(known) > 1:
            found.append((known, name == "one-of-required"))
    return found


def applicable(standard: Standard, settings: Mapping[str, Any]) -> Settings:
    """The part of merged settings that the standard allows."""
    kept: dict[str, dict[str, Any]] = {}
    for spec in standard.fields:
        own = dict((settings.get("fields") or {}).get(spec.name) or {})
        if own.get("visibility") == "hidden" and why_shown(standard, spec):
            del own["visibility"]
        if own.get("values"):
            official = choices(spec) or suggested(standard, spec.name)
            wanted = set(own["values"])
            own["values"] = [value for value in official if value in wanted]
        if not own.get("values"):
            own.pop("values", None)
        if own.get("default") and choices(spec):
            if not _allowed(spec, own["default"], own.get("values") or choices(spec)):
                del own["default"]
        if own:
            kept[spec.name] = own
    hidden = {
        spec.name for spec in standard.fields
        if (kept.get(spec.name) or {}).get("visibility", spec.visibility) == "hidden"
    }
    # Showing one again may complete a set that another tie speaks of: until nothing moves.
    while True:
        torn = {problem.field for problem in _together(standard, hidden)}
        if not torn:
            break
        hidden -= torn
        for name in torn:
            kept.setdefault(name, {})["visibility"] = "shown"
    return tidy({"fields": kept, "groups": settings.get("groups"), "order": settings.get("order")})


def apply(standard: Standard, settings: Mapping[str, Any]) -> Standard:
    """The standard as settings (of all levels together) leave it; itself when they change nothing."""
    allowed = applicable(standard, settings)
    if not allowed:
        return standard
    fields = allowed.get("fields") or {}
    overlay = {**standard.overlay, "fields": dict(standard.overlay.get("fields") or {})}
    narrowed: dict[str, list[str]] = {}
    for name, own in fields.items():
        entry = dict(overlay["fields"].get(name) or {})
        spec = standard.field(name)
        if "visibility" in own:
            entry["visibility"] = _visibility(spec, own["visibility"])
        if "default" in own:
            entry["default"] = own["default"]
            if not own["default"]:
                entry.pop("auto", None)
        if own.get("help"):
            entry["help"] = own["help"]
        if own.get("values"):
            if choices(spec):
                narrowed[name] = own["values"]
            else:
                entry["suggestions"] = [
                    item for item in entry.get("suggestions") or () if str(item.get("value")) in set(own["values"])]
        overlay["fields"][name] = entry
    overlay["groups"] = _ordered_groups(standard, allowed)
    return build_standard(
        name=standard.name, version=standard.version, url=standard.url, slug=standard.slug, theme=standard.theme,
        descriptor=_narrowed(standard.descriptor, narrowed), overlay=overlay,
    )


def _visibility(spec: FieldSpec, wanted: str) -> str:
    """A field shown again is where the standard had it, folded perhaps; one that the standard hides is shown."""
    if wanted == "hidden":
        return "hidden"
    return "shown" if spec.visibility == "hidden" else spec.visibility


def _ordered_groups(standard: Standard, settings: Mapping[str, Any]) -> list[dict[str, Any]]:
    by_name = {group.name: group for group in standard.groups}
    order = settings.get("order") or {}
    return [
        {"name": name, "title": by_name[name].title, "optional": by_name[name].optional,
         "fields": _first(order.get(name) or (), by_name[name].fields)}
        for name in _first(settings.get("groups") or (), tuple(by_name))
    ]


def _first(wanted: Iterable[str], every: Iterable[str]) -> list[str]:
    """All of ``every``, those that ``wanted`` names first and in its order."""
    every = list(every)
    return list(dict.fromkeys([*(name for name in wanted if name in every), *every]))


def _narrowed(descriptor: dict[str, Any], narrowed: Mapping[str, list[str]]) -> dict[str, Any]:
    """The descriptor with shorter enumerations, so that forms, imports and templates judge by the shorter list."""
    if not narrowed:
        return descriptor
    fields = []
    for raw in descriptor.get("fields") or ():
        values = narrowed.get(str(raw.get("name")))
        fields.append(_narrowed_field(raw, set(values)) if values else raw)
    return {**descriptor, "fields": fields}


def _narrowed_field(raw: dict[str, Any], values: set[str]) -> dict[str, Any]:
    """``raw`` with the values kept as the descriptor writes them (a number stays a number)."""
    result = dict(raw)
    for holder in ("constraints", "arrayItem"):
        inner = result.get(holder)
        if not isinstance(inner, dict):
            continue
        if holder == "arrayItem":
            constraints = inner.get("constraints")
            if isinstance(constraints, dict) and constraints.get("enum"):
                result[holder] = {**inner, "constraints": _shorter(constraints, values)}
        elif inner.get("enum"):
            result[holder] = _shorter(inner, values)
    return result


def _shorter(constraints: dict[str, Any], values: set[str]) -> dict[str, Any]:
    kept = [value for value in constraints["enum"] if str(value).strip() in values]
    # A list that this mask does not speak of (an array's own enumeration of whole cells) stays as it is.
    return {**constraints, "enum": kept} if kept else constraints
