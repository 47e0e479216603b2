"""Who may add, change and retire standards: sysadmins, who need no permission from here."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ckan.plugins.toolkit as tk

AuthResult = dict[str, Any]


def _operator_only() -> AuthResult:
    return {"success": False, "msg": tk._("Only the operator of the portal adds and changes standards.")}


def scdl_standard_add(context: Any, data_dict: Any) -> AuthResult:
    """Sysadmins only."""
    return _operator_only()


def scdl_standard_show(context: Any, data_dict: Any) -> AuthResult:
    """Sysadmins only: the public reads ``scdl_schema_show``."""
    return _operator_only()


def scdl_standard_update(context: Any, data_dict: Any) -> AuthResult:
    """Sysadmins only."""
    return _operator_only()


def scdl_standard_retire(context: Any, data_dict: Any) -> AuthResult:
    """Sysadmins only."""
    return _operator_only()


def scdl_standard_bring_back(context: Any, data_dict: Any) -> AuthResult:
    """Sysadmins only."""
    return _operator_only()


def scdl_standard_catalogue(context: Any, data_dict: Any) -> AuthResult:
    """Sysadmins only: the portal fetches an address."""
    return _operator_only()


def get_auth_functions() -> dict[str, Callable[..., AuthResult]]:
    """Authorisation functions on added standards by name."""
    functions = (
        scdl_standard_add, scdl_standard_show, scdl_standard_update, scdl_standard_retire, scdl_standard_bring_back,
        scdl_standard_catalogue,
    )
    return {function.__name__: function for function in functions}
