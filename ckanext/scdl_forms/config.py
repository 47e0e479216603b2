"""Typed reading of the configuration; defaults and meanings are in ``config_declaration.yaml``."""
from __future__ import annotations

import ckan.plugins.toolkit as tk


def import_rows() -> int:
    """Rows that one call of ``scdl_records_import`` takes (``scdl.forms.import_rows``)."""
    return int(tk.config.get("scdl.forms.import_rows"))


def kept_publications() -> int:
    """Publications whose files are kept for each register (``scdl.forms.kept_publications``), 1 or more."""
    return max(1, int(tk.config.get("scdl.forms.kept_publications")))


def failpoint() -> str:
    """The step of a publication at which a test kills the worker (``scdl.forms.failpoint``)."""
    return str(tk.config.get("scdl.forms.failpoint") or "")
