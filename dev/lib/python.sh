# The Python environment of one CKAN: made once, and again only when its list of requirements changes.

_venv_digest() { digest "$ROOT/dev/requirements/common.txt" "$ROOT/dev/requirements/ckan-$SERIES.txt"; }

python_ready() { stamped "$VENV/.scdl-requirements" "$(_venv_digest)" && stamped "$VENV/.scdl-project" "$(_project_digest)"; }

_project_digest() { printf '%s %s' "$(cat "$ROOT/pyproject.toml" "$ROOT/setup.py" | sha256sum | cut -c1-16)" "$ROOT"; }

ensure_python() {
  local pip=("$PY" -m pip install -q --disable-pip-version-check)
  if ! stamped "$VENV/.scdl-requirements" "$(_venv_digest)"; then
    step "Installing CKAN $CKAN_VERSION and its libraries (two to four minutes the first time)"
    [ -x "$PY" ] || "$PYTHON" -m venv "$VENV" || fail "No virtual environment could be made with $PYTHON." "On Debian: apt install python3-venv"
    { "${pip[@]}" 'setuptools>=69,<81' wheel \
        && "${pip[@]}" -r "$ROOT/dev/requirements/common.txt" -r "$ROOT/dev/requirements/ckan-$SERIES.txt"; } >"$VENV/pip.log" 2>&1 \
      || { tail -5 "$VENV/pip.log" >&2; fail "The Python libraries could not be installed." "The whole log: $VENV/pip.log"; }
    _venv_digest >"$VENV/.scdl-requirements"
  fi
  if ! stamped "$VENV/.scdl-project" "$(_project_digest)"; then
    "${pip[@]}" --no-deps --no-build-isolation --editable "$ROOT" >"$VENV/project.log" 2>&1 \
      || { tail -5 "$VENV/project.log" >&2; fail "The suite itself could not be installed." "The whole log: $VENV/project.log"; }
    _project_digest >"$VENV/.scdl-project"
  fi
}
