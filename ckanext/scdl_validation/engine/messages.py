"""French sentences: what is expected, and how to put it right."""
from __future__ import annotations

from typing import Any

from .suggestions import nearest
from .types import FieldType

#: code -> short title of the group, for reports
CODE_TITLES = {
    "type-error": "Valeur qui n'a pas la forme attendue",
    "constraint-error": "Valeur qui ne respecte pas une règle du schéma",
    "row-constraint": "Colonnes qui ne s'accordent pas",
    "missing-label": "Colonne obligatoire absente",
    "extra-label": "Colonne inconnue",
    "duplicate-label": "Nom de colonne en double",
    "blank-label": "Colonne sans nom",
    "incorrect-label": "Nom de colonne inattendu",
    "unmatched-header": "Aucune colonne reconnue",
    "blank-row": "Ligne vide",
    "missing-cell": "Cellule manquante",
    "extra-cell": "Cellule en trop",
    "unique-error": "Valeur en double",
    "primary-key": "Clé absente ou en double",
    "foreign-key": "Référence introuvable",
    "source-error": "Fichier mal formé",
    "row-count": "Aucune donnée",
}
#: rule -> short title, for reports
RULE_TITLES = {
    "type": "forme de la valeur", "required": "valeur obligatoire", "pattern": "motif imposé", "enum": "liste de valeurs",
    "minLength": "longueur minimale", "maxLength": "longueur maximale", "minimum": "valeur minimale",
    "maximum": "valeur maximale", "exclusiveMinimum": "valeur minimale", "exclusiveMaximum": "valeur maximale",
    "control": "caractère invisible", "meaning": "valeur sans signification", "unique": "valeur unique",
    "spreadsheet": "erreur du tableur", "quote": "guillemet resté ouvert",
}


def shorten(text: str, length: int = 80) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def cell_message(field: FieldType, rule: str, text: str) -> tuple[str, str | None]:
    """Sentence and suggestion for ``text``, which breaks ``rule`` of ``field``."""
    if rule == "type":
        return field.type_message(text)
    if rule == "required":
        example = field.example()
        return "Cette case est obligatoire : elle ne peut pas rester vide." + (
            f" Exemple : {example}." if example else ""), None
    if rule == "control":
        return ("Cette case contient un caractère invisible qu'aucun logiciel ne sait afficher : effacez la case, "
                "puis saisissez-la à nouveau."), None
    if rule == "spreadsheet":
        return (f"Cette case porte une erreur du tableur ({text}) : corrigez sa formule, ou saisissez la valeur."), None
    if rule == "meaning":
        if field.type == "date":
            return field.type_message(text)
        if field.type == "string":
            return "Cette adresse n'est pas une page web : on attend une adresse qui commence par https://.", None
        return f"« {shorten(text)} » n'est pas une quantité : on attend {field.expected()}.", None
    if rule == "enum":
        return _enum(field, text)
    if rule == "pattern":
        return _pattern(field, text)
    bound = field.constraints.get(rule)
    if rule == "minLength":
        return f"Ce texte est trop court : {len(text)} caractères, il en faut au moins {bound}.", None
    if rule == "maxLength":
        return f"Ce texte est trop long : {len(text)} caractères, {bound} au plus.", None
    words = {"minimum": "doit être supérieure ou égale à", "maximum": "doit être inférieure ou égale à",
             "exclusiveMinimum": "doit être supérieure à", "exclusiveMaximum": "doit être inférieure à"}
    if rule in words:
        return f"La valeur {words[rule]} {field.write(bound)}.", None
    return f"Cette valeur ne respecte pas la règle « {rule} ».", None


def _enum(field: FieldType, text: str) -> tuple[str, str | None]:
    allowed = field.enum
    if not allowed:
        return "Cette valeur n'est pas dans la liste.", None
    near = nearest(text, allowed)
    if len(allowed) == 1:
        return f"La seule valeur autorisée est « {allowed[0]} ».", allowed[0]
    shown = ", ".join(f"« {shorten(value, 60)} »" for value in allowed[:12])
    more = f" et {len(allowed) - 12} autres" if len(allowed) > 12 else ""
    return f"« {shorten(text)} » n'est pas dans la liste. Valeurs autorisées : {shown}{more}.", near


def _pattern(field: FieldType, text: str) -> tuple[str, str | None]:
    suggestion = None
    stripped = text.strip()
    if stripped != text and field.pattern and field.pattern.matches(stripped):
        suggestion = stripped
    elif field.pattern:
        for other in (text.upper(), text.lower(), text.replace(" ", "")):
            if other != text and not field.read(other).rules:
                suggestion = other
                break
    example = field.example()
    digits = _digit_count(field.pattern.source if field.pattern else "")
    if digits:
        clean = "".join(char for char in text if not char.isspace())
        if clean.isascii() and clean.isdigit() and len(clean) != digits:
            gap = digits - len(clean)
            many = abs(gap)
            problem = f"il en manque {'un' if many == 1 else many}" if gap > 0 else \
                f"il y en a {'un' if many == 1 else many} de trop"
            return f"On attend {digits} chiffres, {problem}.", suggestion
        return f"On attend {digits} chiffres, sans espace ni autre signe." + (
            f" Exemple : {example}." if example else ""), suggestion
    if example:
        return f"« {shorten(text)} » n'a pas la forme attendue. Exemple : {example}.", suggestion
    return (f"« {shorten(text)} » n'a pas la forme attendue ({shorten(field.pattern.source if field.pattern else '', 120)}).",
            suggestion)


def _digit_count(source: str) -> int | None:
    """Number of digits of a pattern that says just that (``^\\d{14}$``)."""
    import re

    found = re.fullmatch(r"\^?\(?(?:\\d|\[0-9\])\{(\d+)\}\)?\$?", source)
    return int(found[1]) if found else None


def row_message(code: str, detail: dict[str, Any]) -> str:
    """Sentence for an error that belongs to a row or to the header."""
    column = detail.get("column", "")
    sentences = {
        "blank-row": "Cette ligne est vide : supprimez-la.",
        "missing-cell": "Cette ligne s'arrête trop tôt : il manque la cellule de cette colonne.",
        "extra-cell": "Cette ligne compte plus de cellules que l'en-tête : vérifiez les séparateurs et les guillemets.",
        "missing-label": f"La colonne obligatoire « {column} » est absente : ajoutez-la.",
        "extra-label": f"La colonne « {column} » n'est pas dans le schéma : retirez-la.",
        "duplicate-label": f"Deux colonnes portent le nom « {column} » : gardez-en une.",
        "blank-label": "Cette colonne n'a pas de nom.",
        "incorrect-label": f"On attendait ici la colonne « {column} ».",
        "unmatched-header": "Aucune colonne n'est reconnue : ce fichier suit-il bien ce schéma ?",
        "source-error": "Un guillemet s'ouvre sur cette ligne et ne se referme jamais : ajoutez celui de la fin, "
                        "ou retirez celui du début.",
        "row-count": "Le fichier n'a que sa ligne d'en-tête : ajoutez au moins une ligne de données.",
    }
    if code == "unique-error":
        return f"Cette valeur doit être unique : elle est déjà à la ligne {detail['first']}."
    if code == "primary-key":
        keys = ", ".join(f"« {name} »" for name in detail["columns"])
        if detail.get("first") is None:
            return f"La clé de la ligne est vide : remplissez {keys}."
        return f"Cette ligne a la même clé ({keys}) que la ligne {detail['first']} : gardez-en une seule."
    if code == "foreign-key":
        keys = ", ".join(f"« {name} »" for name in detail["columns"])
        target = ", ".join(f"« {name} »" for name in detail["target"])
        return f"La valeur de {keys} ne se trouve nulle part dans {target}."
    return sentences.get(code, "Cette ligne n'est pas conforme.")
