"""Fill in dev/ckan.ini.in: ``write_ini.py TEMPLATE TARGET key=value…``. The secrets of a former file are kept."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path
from string import Template

KEPT = {"secret": "SECRET_KEY", "csrf_secret": "WTF_CSRF_SECRET_KEY", "token_secret": "api_token.jwt.encode.secret"}


def former_secrets(target: Path) -> dict[str, str]:
    """Read the secrets of a file written before, so that sessions and tokens outlive a second `dev/up`."""
    if not target.exists():
        return {}
    lines = dict(line.split(" = ", 1) for line in target.read_text().splitlines() if " = " in line)
    return {name: lines[key].removeprefix("string:") for name, key in KEPT.items() if key in lines}


def main(template: str, target: str, *pairs: str) -> None:
    """Write the settings file, readable by its owner only."""
    path = Path(target)
    values = dict(pair.split("=", 1) for pair in pairs)
    kept = former_secrets(path)
    values |= {name: kept.get(name) or secrets.token_urlsafe(32) for name in KEPT}
    # A dollar sign of the template's own would be doubled; ini interpolation wants % doubled in values.
    text = Template(Path(template).read_text()).substitute({k: v.replace("%", "%%") for k, v in values.items()})
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    main(*sys.argv[1:])
