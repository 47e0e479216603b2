# A Redis of our own: queues and sessions, kept in memory only.

ensure_redis() {
  [ "$OWN_REDIS" = yes ] || return 0
  if running redis; then return; fi
  if port_open "$REDIS_PORT"; then fail "Port $REDIS_PORT is taken by another program." "Choose another one for Redis: SCDL_REDIS_PORT=16380 $0"; fi
  have redis-server || fail "No Redis server on this machine." "On Debian: apt install redis-server"
  step "Starting Redis on port $REDIS_PORT"
  mkdir -p "$STATE/redis"
  start_daemon redis redis-server --bind 127.0.0.1 --port "$REDIS_PORT" --databases 64 --save '' --appendonly no --dir "$STATE/redis"
  wait_for 60 Redis port_open "$REDIS_PORT"
}
