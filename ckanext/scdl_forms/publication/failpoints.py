"""Named places where a test may kill the process, to see that nothing is left half done."""
from __future__ import annotations

import os
import signal

from ckanext.scdl_forms import config

#: In the order in which a publication passes them.
FAILPOINTS = (
    "start", "files", "package", "datastore_staged", "before_swap", "after_swap", "datastore_committed", "dataset",
)


def reach(name: str) -> None:
    """Kill this very process, as an operating system would, when a test has asked for this place."""
    if config.failpoint() == name:
        os.kill(os.getpid(), signal.SIGKILL)
