"""Texts: free, e-mail, web address, UUID."""
from __future__ import annotations

import re
from typing import Any

from .base import FieldType

_SCREENS = {
    "uri": r"^https?://[A-Za-z0-9.-]+(?:/[A-Za-z0-9._~/-]*)?$",
    "email": (r"^[a-z0-9]{1,20}(?:[.-][a-z0-9]{1,15}){0,2}"
              r"@(?:[a-z0-9]{1,20}(?:-[a-z0-9]{1,15}){0,2}\.){1,2}(?:fr|org|com|net|eu)$"),
    "uuid": r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
}
_NOUNS = {
    "uri": "une adresse web complète, qui commence par https://",
    "email": "une adresse électronique",
    "uuid": "un identifiant UUID",
    "binary": "un contenu codé en base64",
    "wkt": "une géométrie au format WKT",
}
_EXAMPLES = {"uri": "https://www.exemple.fr/page", "email": "mairie@exemple.fr",
             "uuid": "3f2504e0-4f89-41d3-9a0c-0305e82c3301"}


class StringType(FieldType):
    """A text."""

    name_of_type = "string"
    noun = "un texte"

    def meaningless(self, text: str, value: Any) -> bool:
        # frictionless accepts any scheme, and a browser would run some
        return self.format == "uri" and not re.match(r"(?:https?|ftps?|mailto):", text, re.IGNORECASE)

    def screen(self, column: Any) -> Any | None:
        import polars as pl

        from ..screening import to_rust

        result = pl.lit(True)
        for name, value in self.constraints.items():
            if name == "pattern":
                rust = to_rust(self.pattern)
                if rust is None:
                    return None
                result = result & column.str.contains(rust)
            elif name == "enum":
                result = result & column.is_in([item for item in value if isinstance(item, str)])
            elif name == "minLength":
                result = result & (column.str.len_chars() >= value)
            elif name == "maxLength":
                result = result & (column.str.len_chars() <= value)
        if self.format == "default":
            return result
        if self.format not in _SCREENS:
            return None
        return result & column.str.contains(_SCREENS[self.format])

    def expected(self) -> str:
        return _NOUNS.get(self.format, self.noun)

    def default_example(self) -> str:
        return _EXAMPLES.get(self.format, "")

    def type_message(self, text: str) -> tuple[str, str | None]:
        clean = text.strip()
        if self.format == "uri":
            suggestion = None
            if re.fullmatch(r"(www\.)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+(/\S*)?", clean):
                suggestion = f"https://{clean}"
            if " " in clean:
                return "Une adresse web ne contient pas d'espace : recopiez-la depuis le navigateur.", None
            return (f"On attend {self.expected()}. Exemple : {self.example()}.", suggestion)
        if self.format == "email":
            if "@" not in clean:
                return "Une adresse électronique contient le signe « @ ». Exemple : mairie@exemple.fr.", None
            return "Cette adresse électronique n'est pas complète. Exemple : mairie@exemple.fr.", None
        return super().type_message(text)

