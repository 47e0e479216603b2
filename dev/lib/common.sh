# Words, waiting and processes: what every script here needs. Sourced, never run.
set -euo pipefail
# Some machines forbid it; but then each start compiles the whole suite again.
unset PYTHONDONTWRITEBYTECODE

if [ -t 1 ]; then BOLD=$'\e[1m' RED=$'\e[31m' DIM=$'\e[2m' PLAIN=$'\e[0m'; else BOLD='' RED='' DIM='' PLAIN=''; fi

say()  { printf '%s\n' "$*"; }
step() { printf '%s[%3ds]%s %s\n' "$DIM" "$SECONDS" "$PLAIN" "$*"; }
fail() { printf '%s%s%s\n' "$RED$BOLD" "$1" "$PLAIN" >&2; shift; for line in "$@"; do printf '  %s\n' "$line" >&2; done; exit 1; }

have() { command -v "$1" >/dev/null 2>&1; }

# as_root COMMAND…: with sudo where we are not root; fails with a clear message where neither is possible.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif have sudo; then sudo "$@"
  else fail "This step needs root or sudo: $*" "Run it as root once, then start again: what is installed is not installed twice."
  fi
}

# port_open PORT: does something listen there on the loopback address?
port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# wait_for SECONDS WHAT COMMAND…: until the command succeeds.
wait_for() {
  local limit=$1 what=$2 end; shift 2
  end=$((SECONDS + limit))
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what did not answer within $limit s." "Its log is under ${LOGS:-dev/state/log}."
    sleep 0.5
  done
}

http_ok() { curl -fsS --noproxy '*' --max-time "${2:-5}" -o /dev/null "$1" 2>/dev/null; }

# --- processes that outlive the script: a file holds the process id and its start time, so that a
# --- number that the system has since given to another program is never taken for ours.
_started() { awk '{ sub(/^.*\) /, ""); print $20 }' "/proc/$1/stat" 2>/dev/null || true; }

running() { # NAME
  local pid since
  [ -f "$RUN/$1.pid" ] && read -r pid since <"$RUN/$1.pid" && [ -n "$since" ] && [ "$(_started "$pid")" = "$since" ]
}

start_daemon() { # NAME COMMAND…: output goes to its log; the lock of the caller is not inherited
  local name=$1; shift
  mkdir -p "$RUN" "$LOGS"
  setsid nohup "$@" >>"$LOGS/$name.log" 2>&1 9>&- </dev/null &
  local pid=$!
  disown "$pid" 2>/dev/null || true
  printf '%s %s\n' "$pid" "$(_started "$pid")" >"$RUN/$name.pid"
}

stop_daemon() { # NAME [SIGNAL]: the process group that we started, and nothing else
  local name=$1 signal=${2:-TERM} pid since n
  if running "$name"; then
    read -r pid since <"$RUN/$name.pid"
    kill -"$signal" -- "-$pid" 2>/dev/null || kill -"$signal" "$pid" 2>/dev/null || true
    for n in $(seq 100); do running "$name" || break; sleep 0.1; done
    if running "$name"; then kill -KILL -- "-$pid" 2>/dev/null || true; fi
  fi
  rm -f "$RUN/$name.pid"
}

# Only one script at a time prepares the common parts (cluster, index, environments), or those of one FOLDER.
lock() { mkdir -p "${1:-$STATE}"; exec 9>"${1:-$STATE}/lock"; flock 9; }
unlock() { exec 9>&-; }

digest() { sha256sum "$@" | sha256sum | cut -c1-16; }
stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; } # FILE VALUE
