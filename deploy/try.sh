#!/usr/bin/env bash
# Runs what the files in this folder describe, on this computer alone: Caddy with its Caddyfile, two servers, PostgreSQL,
# a Dask scheduler with two workers, and one folder of runs, all of them in a temporary folder and on the loopback. A
# browser goes through it; then everything is stopped. Needs Caddy, PostgreSQL, Chromium, requirements-dev.txt, and seven
# free ports.
#
#   deploy/try.sh [FIRST_PORT]
set -euo pipefail
cd "$(dirname "$0")/.."
project="$PWD"
port="${1:-8640}"
work="$(mktemp -d)"
started=()

stop() {
  result=$?
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  if [ "$result" -ne 0 ]; then
    echo "Failed. The ends of the logs:"
    tail -n 15 "$work"/*.log
  fi
  rm -rf "$work"
  exit "$result"
}
trap stop EXIT
trap 'exit 130' INT TERM

start() {
  name="$1"
  shift
  "$@" >"$work/$name.log" 2>&1 </dev/null &
  started+=($!)
  echo "$!" >"$work/$name.pid"
}

export PYTHONPATH="$project" TF_CPP_MIN_LOG_LEVEL=2 DASK_TEMPORARY_DIRECTORY="$work"
export EXPLAINER_RUNS="$work/runs" EXPLAINER_LOG="$work/inside-a-cnn.log"
scheduler="tcp://127.0.0.1:$((port + 4))"

start database python -m tests.postgres
until EXPLAINER_DATABASE="$(grep -m1 ^postgresql "$work/database.log")"; do
  kill -0 "$(cat "$work/database.pid")"
  sleep 0.2
done
export EXPLAINER_DATABASE
start scheduler python -m dask scheduler --host 127.0.0.1 --port "$((port + 4))" --no-dashboard
for number in 1 2; do
  # Priority as in compose.yaml; each has a folder of its own, as it has there.
  mkdir "$work/worker-$number"
  EXPLAINER_WORKER_PRIORITY=normal start "worker-$number" python -m dask worker "$scheduler" --host 127.0.0.1 \
    --nthreads 1 --memory-limit 0 --no-dashboard --local-directory "$work/worker-$number"
  EXPLAINER_SCHEDULER="$scheduler" start "dashboard-$number" python -m streamlit run app.py \
    --server.address=127.0.0.1 --server.port="$((port + number))" --server.headless=true
done

# Only what a loopback needs comes on top: no port 80, no change of the system's certificates.
printf '{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n}\nimport %s\n' \
  "$project/deploy/Caddyfile" >"$work/Caddyfile"
SITE="https://localhost:$port, http://127.0.0.1:$((port + 3))" \
  SERVERS="127.0.0.1:$((port + 1)) 127.0.0.1:$((port + 2))" XDG_DATA_HOME="$work" XDG_CONFIG_HOME="$work" \
  start caddy caddy run --adapter caddyfile --config "$work/Caddyfile"

python deploy/try_pages.py "$port" "$work"
