# Debian packages. Nothing is asked of apt when all of it is there already.

_missing() { # PACKAGE…: those that dpkg does not hold installed
  local p
  for p in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || printf '%s ' "$p"
  done
}

# find_python: a Python that both CKANs accept (3.10 to 3.12). Sets PYTHON, empty when there is none.
find_python() {
  local candidate
  PYTHON=
  for candidate in ${SCDL_PYTHON:-} python3.11 python3.12 python3.10 /usr/bin/python3 python3; do
    if have "$candidate" && "$candidate" -c 'import sys; raise SystemExit(not (3, 10) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then
      PYTHON=$(command -v "$candidate"); return
    fi
  done
}

install_packages() { # what the caller wants beside the base: "browser"
  have dpkg-query || { _check_by_hand; return; }
  local wanted=(curl ca-certificates libmagic1) missing
  if [ "$OWN_DATABASE" = yes ]; then wanted+=(postgresql); fi
  if [ "$OWN_REDIS" = yes ]; then wanted+=(redis-server); fi
  if [ "$OWN_SOLR" = yes ]; then
    have javac || wanted+=(default-jdk-headless)
    have mvn || wanted+=(maven)
  fi
  if [ "${1:-}" = browser ] && [ -z "${SCDL_CHROMIUM:-}" ]; then wanted+=(chromium); fi
  if [ ! -x "$PY" ]; then # one of CKAN's libraries (psycopg2) is compiled when it is installed
    find_python
    wanted+=(gcc libc6-dev libpq-dev)
    if [ -z "$PYTHON" ] || [ "$PYTHON" = /usr/bin/python3 ] || [ "$PYTHON" = /usr/bin/python3.11 ]; then wanted+=(python3 python3-venv python3-dev); fi
  fi
  missing=$(_missing "${wanted[@]}")
  if [ -n "$missing" ]; then
    step "Installing Debian packages (one to three minutes): $missing"
    # PostgreSQL's own default cluster is of no use here, and its service must not be started.
    if [ ! -e /etc/postgresql-common/createcluster.conf ]; then
      as_root mkdir -p /etc/postgresql-common
      echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
    fi
    { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends $missing; } \
      >"$STATE/apt.log" 2>&1 || { tail -5 "$STATE/apt.log" >&2; fail "The Debian packages could not be installed." "The whole log: $STATE/apt.log"; }
  fi
  if [ "${1:-}" = browser ]; then _install_libreoffice; fi
  find_python
  [ -x "$PY" ] || [ -n "$PYTHON" ] || fail "No Python 3.10, 3.11 or 3.12 on this machine." "Install one, or name it: SCDL_PYTHON=/path/to/python3.12 $0"
}

# It opens every Excel template in a test. Without it that test is skipped and says so: nothing else needs it.
_install_libreoffice() {
  have soffice && return
  step "Installing LibreOffice Calc without its windows, for the test of the Excel templates (90 MB, one to two minutes)"
  ( as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends libreoffice-calc-nogui \
      || { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends libreoffice-calc-nogui; }
  ) >"$STATE/apt-libreoffice.log" 2>&1 || step "LibreOffice could not be installed: its test is skipped. Why: $STATE/apt-libreoffice.log"
}

# Not a Debian: nothing can be installed, but what is missing can be named.
_check_by_hand() {
  local need=() absent=() tool
  if [ "$OWN_DATABASE" = yes ]; then need+=(initdb); PATH=$PATH:$(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | tail -1); fi
  if [ "$OWN_REDIS" = yes ]; then need+=(redis-server); fi
  if [ "$OWN_SOLR" = yes ]; then need+=(java mvn); fi
  for tool in curl "${need[@]}"; do have "$tool" || absent+=("$tool"); done
  [ ${#absent[@]} = 0 ] || fail "This is not a Debian, and these programs are missing: ${absent[*]}" "Install them and start again."
  find_python
}
