# A PostgreSQL cluster of our own under the state folder, on the loopback address only.
PGDATA_DIR=$STATE/postgres

_pg_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1; }

# PostgreSQL refuses to run as root. Then it runs as the user of its Debian package; where the checkout lies in a folder
# that this user may not enter (a root home), it alone is given the right to pass.
_as_postgres() {
  if [ "$(id -u)" != 0 ]; then "$@"
  elif runuser -u postgres -- test -x "$PGDATA_DIR" && runuser -u postgres -- test -r "$PGDATA_DIR"; then runuser -u postgres -- "$@"
  else setpriv --reuid=postgres --regid=postgres --init-groups --inh-caps=+dac_override --ambient-caps=+dac_override "$@"
  fi
}

_pg_up() { "$(_pg_bin)/pg_isready" -q -h 127.0.0.1 -p "$PG_PORT" && [ -f "$PGDATA_DIR/postmaster.pid" ]; }

sql() { # DATABASE, then psql's own arguments; as the owner of the cluster
  local database=$1; shift
  PGPASSWORD=scdl PGOPTIONS='-c client_min_messages=warning' "$(_pg_bin)/psql" -qXAt -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U scdl -d "$database" "$@"
}

ensure_postgres() {
  [ "$OWN_DATABASE" = yes ] || return 0
  local bin; bin=$(_pg_bin)
  [ -n "$bin" ] || fail "No PostgreSQL server on this machine." "On Debian: apt install postgresql"
  if [ ! -s "$PGDATA_DIR/PG_VERSION" ]; then
    step "Making a database cluster of our own"
    rm -rf "$PGDATA_DIR" && mkdir -p "$PGDATA_DIR" && chmod 700 "$PGDATA_DIR"
    if [ "$(id -u)" = 0 ]; then chown postgres: "$PGDATA_DIR"; fi
    local password; password=$(mktemp) && echo scdl >"$password" && chmod 644 "$password"
    # The password keeps other accounts of the machine's other programs out by accident, not an attacker: development only.
    (cd / && _as_postgres "$bin/initdb" -D "$PGDATA_DIR" -U scdl --pwfile="$password" --auth=scram-sha-256 -E UTF8 --locale=C.UTF-8) >"$STATE/initdb.log" 2>&1 \
      || fail "The database cluster could not be made." "The log: $STATE/initdb.log"
    rm -f "$password"
  fi
  if ! _pg_up; then
    if port_open "$PG_PORT"; then fail "Port $PG_PORT is taken by another program." "Choose another one for PostgreSQL: SCDL_PG_PORT=15433 $0"; fi
    step "Starting PostgreSQL on port $PG_PORT"
    mkdir -p "$LOGS"; touch "$LOGS/postgres.log"
    if [ "$(id -u)" = 0 ]; then chown postgres: "$LOGS/postgres.log"; fi
    # Development data: a lost machine may lose the last second, and everything is three times quicker.
    (cd / && _as_postgres "$bin/pg_ctl" -s -w -t 300 -D "$PGDATA_DIR" -l "$LOGS/postgres.log" \
      -o "-p $PG_PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=256MB -c jit=off" start 9>&-) \
      || fail "PostgreSQL did not start." "Its log: $LOGS/postgres.log"
  fi
  sql postgres -c "DO \$\$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'scdl_read') THEN CREATE ROLE scdl_read LOGIN PASSWORD 'scdl'; END IF; END \$\$"
}

stop_postgres() {
  if [ -s "$PGDATA_DIR/postmaster.pid" ]; then (cd / && _as_postgres "$(_pg_bin)/pg_ctl" -s -w -m fast -D "$PGDATA_DIR" stop) || true; fi
}

database_exists() { [ "$(sql postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'")" = 1 ]; }

drop_databases() { # both of the current kind
  sql postgres -c "DROP DATABASE IF EXISTS $NAME WITH (FORCE)" -c "DROP DATABASE IF EXISTS ${NAME}_datastore WITH (FORCE)"
}
