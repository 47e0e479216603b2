"""What other plugins may add to the checking of files."""
from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from ckan.plugins.interfaces import Interface


class IScdlValidation(Interface):
    """Give the bytes of resources that are neither uploads nor links to elsewhere."""

    def resource_bytes(self, resource: dict[str, Any]) -> AbstractContextManager[Path] | None:
        """A context manager that gives the path of the resource's bytes, or None to leave it to others.

        A plugin whose resources are served by the portal itself implements it, so that the portal does not
        have to read its own pages over the network.

        Args:
            resource: as ``resource_show`` gives it.
        """
        return None
