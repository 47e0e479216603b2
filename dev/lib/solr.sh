# A real Solr 9 from Maven's packages, one core for each kind, slot and CKAN.
SOLR_STATE=$STATE/solr
SOLR_ADMIN=http://127.0.0.1:$SOLR_PORT/solr/admin

# fetch_solr: the program itself; can run beside other preparations.
fetch_solr() {
  [ "$OWN_SOLR" = yes ] || return 0
  local wanted; wanted=$(digest "$ROOT/dev/solr/pom.xml")
  if stamped "$SOLR_STATE/.jars" "$wanted"; then return; fi
  have mvn || fail "No Maven on this machine: it fetches Solr." "On Debian: apt install maven default-jdk-headless" "Or name a Solr that runs already: SOLR_URL=http://…/solr/core $0"
  step "Fetching Solr 9 (70 MB, half a minute)"
  mkdir -p "$SOLR_STATE" && rm -rf "$SOLR_STATE/lib"
  mvn -q -B -f "$ROOT/dev/solr/pom.xml" dependency:copy-dependencies -DoutputDirectory="$SOLR_STATE/lib" >"$STATE/maven.log" 2>&1 \
    || { tail -5 "$STATE/maven.log" >&2; fail "Solr could not be fetched." "The whole log: $STATE/maven.log"; }
  printf '%s' "$wanted" >"$SOLR_STATE/.jars"
}

ensure_solr() {
  [ "$OWN_SOLR" = yes ] || { http_ok "$SOLR/admin/ping" 10 || fail "The Solr at $SOLR does not answer." "SOLR_URL must name a core that holds CKAN's schema."; return 0; }
  fetch_solr
  if ! running solr; then
    if port_open "$SOLR_PORT"; then fail "Port $SOLR_PORT is taken by another program." "Choose another one for Solr: SCDL_SOLR_PORT=18984 $0"; fi
    have java || fail "No Java on this machine: Solr needs it." "On Debian: apt install default-jdk-headless" "Or name a Solr that runs already: SOLR_URL=http://…/solr/core $0"
    step "Starting Solr on port $SOLR_PORT"
    mkdir -p "$SOLR_STATE/home/logs"
    [ -f "$SOLR_STATE/home/solr.xml" ] || echo '<solr/>' >"$SOLR_STATE/home/solr.xml"
    start_daemon solr java -Xmx"${SCDL_SOLR_MEMORY:-512m}" -cp "$SOLR_STATE/lib/*" "$ROOT/dev/solr/SolrNode.java" "$SOLR_PORT" "$SOLR_STATE/home"
    wait_for 300 Solr http_ok "$SOLR_ADMIN/cores?action=STATUS"
  fi
}

# ensure_core: the core of the current kind, with the schema that this CKAN brings.
ensure_core() {
  [ "$OWN_SOLR" = yes ] || return 0
  local core=$SOLR_STATE/home/$NAME schema
  schema=$("$PY" -c 'import importlib.util as u; print(u.find_spec("ckan").submodule_search_locations[0])')/config/solr/schema.xml
  if ! stamped "$core/.schema" "$(digest "$schema" "$ROOT/dev/solr/conf/solrconfig.xml" | cut -c1-16)"; then
    curl -sS --noproxy '*' -o /dev/null "$SOLR_ADMIN/cores?action=UNLOAD&deleteIndex=true&core=$NAME" || true
    rm -rf "$core" && mkdir -p "$core/conf"
    cp "$schema" "$ROOT/dev/solr/conf/solrconfig.xml" "$core/conf/"
    touch "$core/conf/synonyms.txt" "$core/conf/stopwords.txt" "$core/conf/protwords.txt"
    http_ok "$SOLR_ADMIN/cores?action=CREATE&name=$NAME&instanceDir=$NAME" 60 || fail "Solr refused the core $NAME." "Its log: $LOGS/solr.log"
    digest "$schema" "$ROOT/dev/solr/conf/solrconfig.xml" | cut -c1-16 | tr -d '\n' >"$core/.schema"
    CORE_IS_NEW=yes
  fi
  wait_for 120 "The core $NAME" http_ok "$SOLR/admin/ping"
}

# forget_index: what a former database of this name left in the core; other sites of the core keep theirs.
forget_index() {
  curl -sS --noproxy '*' --max-time 60 -o /dev/null -H 'Content-Type: text/xml' \
    --data-binary "<delete><query>site_id:\"$NAME\"</query></delete>" "$SOLR/update?commit=true" \
    || fail "The index of a former database could not be emptied." "Does Solr answer at $SOLR?"
}
