"""Bring the databases of one settings file to the newest state, in one process, since each `ckan` start takes seconds.

``prepare_database.py INI [core]`` runs CKAN's migrations and those of each enabled plugin, then prints the SQL that
gives the DataStore's reader its rights. With ``core``, only CKAN's own migrations are run and nothing is printed.
Where ``SCDL_ADMIN_PASSWORD`` is set, a system administrator called `admin` is made unless there is one.
"""

from __future__ import annotations

import contextlib
import os
import sys

from ckan.cli.cli import ckan


def run(ini: str, *arguments: str) -> None:
    ckan.main(args=["-c", ini, *arguments], prog_name="ckan", standalone_mode=False)


def ensure_admin(password: str) -> None:
    from ckan import model
    from ckan.plugins import toolkit

    if model.User.get("admin") is None:
        site = toolkit.get_action("get_site_user")({"ignore_auth": True}, {})
        toolkit.get_action("user_create")(
            {"user": site["name"], "ignore_auth": True},
            {
                "name": "admin",
                "email": "admin@example.org",
                "fullname": "Administration du portail",
                "password": password,
            },
        )
        user = model.User.get("admin")
        user.sysadmin = True
        model.Session.commit()


def main(ini: str, what: str = "all") -> None:
    with contextlib.redirect_stdout(sys.stderr):
        if what == "core":
            run(ini, "db", "upgrade", "--skip-plugins")
            return
        run(ini, "db", "upgrade")
        if password := os.environ.get("SCDL_ADMIN_PASSWORD"):
            ensure_admin(password)
    run(ini, "datastore", "set-permissions")


if __name__ == "__main__":
    main(*sys.argv[1:])
