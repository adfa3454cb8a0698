#!/bin/sh
# Measures the cost of the engine per subtask, with a model without latency and 1, 8, 16 and 64 concurrent tasks.
# usage: bench/tasks.sh MODEL_SCRIPT DRIVER_SCRIPT
#
# Both are Node.js scripts:
#   MODEL_SCRIPT PORT SUBTASKS         serves an OpenAI-compatible endpoint on 127.0.0.1 that plans SUBTASKS subtasks
#   DRIVER_SCRIPT URL TASKS AT_A_TIME WORKSPACE SUBTASKS
#                                      submits tasks over REST, waits for them, and prints one line of JSON with
#                                      subtasks_per_s, p50_ms, p99_ms (of tasks) and status {completed: n, ...}
set -eu
if [ $# -ne 2 ]; then
  sed -n 's/^# \{0,1\}//; 2,9p' "$0" >&2
  exit 2
fi
model_script=$1
driver_script=$2
subtasks=5
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
work=$(mktemp -d)
engine=
model=
cleanup() {
  for own in $engine $model; do kill "$own" 2>/dev/null || true; done
  wait
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM
mkdir "$work/workspace" "$work/here"

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
  console.log(s.address().port); s.close(); })')
node "$model_script" "$port" "$subtasks" >"$work/model.log" 2>&1 &
model=$!
tries=0
until curl -fs "http://127.0.0.1:$port/v1/models" >/dev/null; do
  tries=$((tries + 1))
  if [ "$tries" -gt 100 ]; then
    echo "bench/tasks.sh: the model endpoint did not start:" >&2
    cat "$work/model.log" >&2
    exit 1
  fi
  sleep 0.1
done

"$root/loom" --version >/dev/null # builds if necessary
mkfifo "$work/out"
(cd "$work/here" && LOOM_HOME="$work/home" exec "$root/loom" serve --port 0 \
  --set models.bench.provider=openai_compatible --set "models.bench.base_url=http://127.0.0.1:$port/v1" \
  --set models.bench.model=fake --set models.bench.roles=planner,executor,verifier,extractor) \
  >"$work/out" 2>"$work/engine.log" &
engine=$!
exec 3<"$work/out"
read -r line <&3 || {
  echo "bench/tasks.sh: the engine did not start:" >&2
  cat "$work/engine.log" >&2
  exit 1
}
address=${line##* }

cpu_millis() { # user and system time of the engine; the name before the last ) may contain spaces
  sed 's/.*) //' "/proc/$engine/stat" | awk -v hz="$(getconf CLK_TCK)" '{ printf "%d", ($12 + $13) * 1000 / hz }'
}
drive() { node "$driver_script" "$address" "$1" "$2" "$work/workspace" "$subtasks"; }
field() { node -p 'const r = JSON.parse(process.argv[1]); '"$2" "$1"; }

drive 600 32 >/dev/null # warm-up for the JIT compiler
printf '%8s %8s %12s %8s %8s %14s %8s\n' "at once" tasks subtasks/s "p50 ms" "p99 ms" "CPU ms/subtask" errors
for together in 1 8 16 64; do
  tasks=$((together * 5 + 40))
  before=$(cpu_millis)
  result=$(drive "$tasks" "$together")
  after=$(cpu_millis)
  printf '%8d %8d %12s %8s %8s %14s %8s\n' "$together" "$tasks" "$(field "$result" r.subtasks_per_s)" \
    "$(field "$result" r.p50_ms)" "$(field "$result" r.p99_ms)" \
    "$(awk "BEGIN { printf \"%.2f\", ($after - $before) / $tasks / $subtasks }")" \
    "$(field "$result" "$tasks - (r.status.completed ?? 0)")"
done
