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


def import_bytes() -> int:
    """Largest file of an import (``scdl.forms.import_bytes``)."""
    return int(tk.config.get("scdl.forms.import_bytes"))


def import_seconds() -> int:
    """Longest reading of a file (``scdl.forms.import_seconds``)."""
    return int(tk.config.get("scdl.forms.import_seconds"))


def import_at_once_bytes() -> int:
    """Bytes up to which an import is worked at while one waits (``scdl.forms.import_at_once_bytes``)."""
    return int(tk.config.get("scdl.forms.import_at_once_bytes"))


def import_days() -> int:
    """Days that the file of an import is kept (``scdl.forms.import_days``), 1 or more."""
    return max(1, int(tk.config.get("scdl.forms.import_days")))
