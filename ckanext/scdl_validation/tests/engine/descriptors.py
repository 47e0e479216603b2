"""Small schemas for the tests."""

from __future__ import annotations

from typing import Any


def schema(*fields: dict[str, Any] | str, **more: Any) -> dict[str, Any]:
    """A Table Schema; a field given by its name is a free text."""
    return {"name": "essai", "fields": [{"name": f, "type": "string"} if isinstance(f, str) else f for f in fields], **more}


def field(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    """A field; what is not a property of fields goes to its constraints."""
    properties = {"format", "missingValues", "trueValues", "falseValues", "decimalChar", "groupChar", "arrayItem", "title",
                  "example", "customCheck", "bareNumber"}
    found: dict[str, Any] = {"name": name, "type": kind}
    constraints = {}
    for key, value in more.items():
        (found if key in properties else constraints)[key] = value
    if constraints:
        found["constraints"] = constraints
    return found
