# All of it, in order. Every script of dev/ starts here.
_here=$(dirname "${BASH_SOURCE[0]}")
for _part in common settings packages python postgres redis solr ckan serve; do . "$_here/$_part.sh"; done

# ensure_stack [tests [browser]]: packages, environment and servers.
ensure_stack() {
  mkdir -p "$STATE"
  lock
  install_packages "${2:-}"
  # Maven and pip wait for the network: side by side.
  local solr_fetch=
  if [ "$OWN_SOLR" = yes ]; then fetch_solr & solr_fetch=$!; fi
  ensure_python "${1:-}"
  ensure_postgres
  ensure_redis
  if [ -n "$solr_fetch" ]; then wait "$solr_fetch" || exit 1; fi
  ensure_solr
  ensure_core
  unlock
}
