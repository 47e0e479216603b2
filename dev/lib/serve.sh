# The portal's own processes: the web server, the workers and the clock.

# Not --preload: worker processes would share their parent's database connection.
start_web() {
  start_daemon "$NAME.web" env CKAN_INI="$INI" "$VENV/bin/gunicorn" --workers "$WORKERS" --bind "$HOST:$PORT" --timeout 180 \
    --graceful-timeout 5 --pythonpath "$ROOT/dev" --worker-tmp-dir "$([ -d /dev/shm ] && echo /dev/shm || echo /tmp)" wsgi:application
}

wait_for_web() { wait_for 300 "The portal at $HOST:$PORT" http_ok "http://127.0.0.1:$PORT/api/3/action/status_show" 60; }

start_workers() {
  local ckan=("$VENV/bin/ckan" -c "$INI")
  start_daemon "$NAME.jobs" "${ckan[@]}" jobs worker default scdl
  start_daemon "$NAME.clock" bash "$ROOT/dev/lib/clock" "${ckan[@]}"
  if [ "${SCDL_HARVEST:-yes}" = yes ]; then
    start_daemon "$NAME.gather" bash "$ROOT/dev/lib/keep" "${ckan[@]}" harvester gather-consumer
    start_daemon "$NAME.fetch" bash "$ROOT/dev/lib/keep" "${ckan[@]}" harvester fetch-consumer
  fi
}

stop_portal() {
  local part
  for part in clock jobs gather fetch web; do stop_daemon "$NAME.$part"; done
}
