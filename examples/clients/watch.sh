#!/usr/bin/env bash
# Submits a goal and prints its events until it ends.
# usage: watch.sh GOAL [WORKSPACE]      needs curl and jq; LOOM_URL names another engine
set -euo pipefail
url=${LOOM_URL:-http://localhost:9000}
task=$(jq -n --arg goal "$1" --arg workspace "${2:-$PWD}" '{goal: $goal, workspace: $workspace}' |
  curl -sS --fail-with-body "$url/tasks" -H 'Content-Type: application/json' -d @- | jq -er .task_id)
curl -sSN "$url/tasks/$task/stream" | sed -un 's/^data: //p' |
  jq -r --unbuffered 'select(.event_type != "token_streamed") | "\(.timestamp) \(.event_type) \(.data.subtask_id // "")"'
test "$(curl -sS "$url/tasks/$task" | jq -r .status)" = completed
