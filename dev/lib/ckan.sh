# The settings file and the databases of the current kind.

write_ini() {
  "$PY" "$ROOT/dev/lib/write_ini.py" "$ROOT/dev/ckan.ini.in" "$INI" \
    name="$NAME" site_url="$SITE_URL" site_title="${SCDL_SITE_TITLE:-Données de nos territoires}" storage="$HOME_DIR/storage" \
    db_url="$DB_URL" ds_write_url="$DS_WRITE_URL" ds_read_url="$DS_READ_URL" redis_url="$REDIS" solr_url="$SOLR" \
    plugins="${SCDL_PLUGINS:-$PLUGINS}"
}

_migrations_digest() {
  { echo "$CKAN_VERSION"; cat "$ROOT/dev/requirements/common.txt"; find "$ROOT"/ckanext/*/migration -name '*.py' 2>/dev/null | LC_ALL=C sort | xargs -r sha256sum; } | sha256sum | cut -c1-16
}

# A database with CKAN's own tables, copied for each slot and kind: CKAN's hundred migrations run once.
# Leaves it locked (8), so that it is copied by one at a time.
_ensure_base() {
  local base=scdl_base_${CKAN_VERSION//./}
  BASE=$base
  exec 8>"$STATE/base.lock"; flock 8
  if database_exists "$base"; then return; fi
  sql postgres -c "DROP DATABASE IF EXISTS ${base}_making WITH (FORCE)" -c "CREATE DATABASE ${base}_making"
  CKAN_SQLALCHEMY_URL=postgresql://scdl:scdl@127.0.0.1:$PG_PORT/${base}_making SCDL_ADMIN_PASSWORD='' \
    "$PY" "$ROOT/dev/lib/prepare_database.py" "$1" core >>"$LOGS/databases.log" 2>&1 \
    || { tail -15 "$LOGS/databases.log" >&2; fail "CKAN's tables could not be made." "The whole log: $LOGS/databases.log"; }
  sql postgres -c "ALTER DATABASE ${base}_making RENAME TO $base"
}

# ensure_databases INI [fresh]: with "fresh" (tests), databases of former migrations are thrown away, not upgraded.
ensure_databases() {
  local ini=$1 wanted permissions
  wanted=$(_migrations_digest)
  mkdir -p "$LOGS"
  if [ "$OWN_DATABASE" = yes ]; then
    if database_exists "$NAME" && database_exists "${NAME}_datastore"; then
      if stamped "$HOME_DIR/.database" "$wanted"; then return 0; fi
      if [ "${2:-}" = fresh ]; then drop_databases; fi
    fi
    database_exists "${NAME}_datastore" || sql postgres -c "CREATE DATABASE ${NAME}_datastore"
    if ! database_exists "$NAME"; then
      step "Making the databases (half a minute the first time)"
      _ensure_base "$ini"
      sql postgres -c "CREATE DATABASE $NAME TEMPLATE $BASE"
      exec 8>&-
      rm -f "$HOME_DIR/demo.loaded"
      forget_index
    fi
  elif stamped "$HOME_DIR/.database" "$wanted"; then return 0
  fi
  step "Running migrations"
  permissions=$("$PY" "$ROOT/dev/lib/prepare_database.py" "$ini" 2>>"$LOGS/databases.log") \
    || { tail -15 "$LOGS/databases.log" >&2; fail "The migrations failed." "The whole log: $LOGS/databases.log"; }
  # CKAN writes psql's own \connect; it is not wanted where psql is connected already.
  if [ "$OWN_DATABASE" = yes ]; then printf '%s\n' "$permissions" | grep -v '^\\connect' | sql "${NAME}_datastore" -f - >>"$LOGS/databases.log" 2>&1 \
    || { tail -5 "$LOGS/databases.log" >&2; fail "The DataStore's rights could not be set."; }; fi
  printf '%s' "$wanted" >"$HOME_DIR/.database"
}
