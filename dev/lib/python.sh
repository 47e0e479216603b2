# The Python environment of one CKAN: made once, and completed when its list of requirements changes.
REQUIREMENTS=$ROOT/dev/requirements

_project_digest() { printf '%s %s' "$(cat "$ROOT/pyproject.toml" "$ROOT/setup.py" | sha256sum | cut -c1-16)" "$ROOT"; }

python_ready() {
  stamped "$VENV/.scdl-run" "$(digest "$REQUIREMENTS/common.txt" "$REQUIREMENTS/ckan-$SERIES.txt")" \
    && stamped "$VENV/.scdl-project" "$(_project_digest)"
}

_pip() { # NAME OF THE LOG, pip's arguments; not compiled beforehand: most of it is never imported
  local log=$VENV/$1.log; shift
  "$PY" -m pip install -q --disable-pip-version-check --no-compile "$@" >"$log" 2>&1 \
    || { tail -5 "$log" >&2; fail "The Python libraries could not be installed." "The whole log: $log"; }
}

_lists() { # STAMP WORDS FILE…
  local stamp=$VENV/.scdl-$1 words=$2 wanted file arguments=(); shift 2
  wanted=$(digest "$@")
  if stamped "$stamp" "$wanted"; then return; fi
  step "$words"
  if [ ! -x "$PY" ]; then
    "$PYTHON" -m venv "$VENV" || fail "No virtual environment could be made with $PYTHON." "On Debian: apt install python3-venv"
    _pip setuptools 'setuptools>=69,<81' wheel
  fi
  for file in "$@"; do arguments+=(-r "$file"); done
  _pip "$(basename "$stamp" | tr -d .)" "${arguments[@]}"
  printf '%s' "$wanted" >"$stamp"
}

ensure_python() { # "tests" as argument when pytest and the rest are wanted too
  local common=$REQUIREMENTS/common.txt
  _lists run "Installing CKAN $CKAN_VERSION and its libraries (one to four minutes the first time)" "$common" "$REQUIREMENTS/ckan-$SERIES.txt"
  if [ "${1:-}" = tests ]; then
    _lists tests "Installing what the tests need (one to two minutes the first time)" "$common" "$REQUIREMENTS/tests.txt" "$REQUIREMENTS/ckan-$SERIES-tests.txt"
  fi
  if ! stamped "$VENV/.scdl-project" "$(_project_digest)"; then
    _pip project --no-deps --no-build-isolation --editable "$ROOT"
    _project_digest >"$VENV/.scdl-project"
  fi
}
