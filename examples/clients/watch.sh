#!/usr/bin/env bash
# Submits a goal and prints its events until it ends.
# usage: watch.sh GOAL [WORKSPACE]      needs curl and jq; LOOM_URL names another engine
set -euo pipefail
if [ $# -lt 1 ]; then
  echo "usage: watch.sh GOAL [WORKSPACE]" >&2
  exit 64
fi
url=${LOOM_URL:-http://localhost:9000}
reply=$(jq -n --arg goal "$1" --arg workspace "${2:-$PWD}" '{goal: $goal, workspace: $workspace}' |
  curl -sS "$url/tasks" -H 'Content-Type: application/json' -d @-)
task=$(jq -r '.task_id // empty' <<<"$reply")
if [ -z "$task" ]; then
  echo "watch.sh: $(jq -r .detail <<<"$reply")" >&2
  exit 1
fi
curl -sSN "$url/tasks/$task/stream" | sed -un 's/^data: //p' |
  jq -r --unbuffered 'select(.event_type != "token_streamed") | "\(.timestamp) \(.event_type) \(.data.subtask_id // "")"'
test "$(curl -sS "$url/tasks/$task" | jq -r .status)" = completed
