"""The portal's language where no request says one: on the command line and in background jobs."""
from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import click
import flask


@contextlib.contextmanager
def spoken() -> Iterator[None]:
    """Let ``tk._`` find the portal's default language; inside a request, nothing changes."""
    command = click.get_current_context(silent=True)
    application = command.meta.get("flask_app") if command else None
    if application is None or flask.has_request_context():
        yield
        return
    with application.test_request_context():
        yield


def in_the_portal_s_language(function: Callable[..., Any]) -> Callable[..., Any]:
    """A command or a job whose messages are in the portal's language."""

    @functools.wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        with spoken():
            return function(*args, **kwargs)

    return inner
