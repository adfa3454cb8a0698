#!/usr/bin/env bash
set -euo pipefail

LOOM_URL="${LOOM_URL:-http://localhost:9000}"
GOAL="$1"
WORKSPACE="${2:-$(pwd)}"

# Submit
TASK_ID=$(curl -s -X POST "$LOOM_URL/tasks" \
  -H "Content-Type: application/json" \
  -d "{\"goal\": \"$GOAL\", \"workspace\": \"$WORKSPACE\"}" \
  | jq -r '.task_id')

echo "Task $TASK_ID submitted"

# Poll
while true; do
  STATUS=$(curl -s "$LOOM_URL/tasks/$TASK_ID" | jq -r '.status')
  case "$STATUS" in
    completed) echo "Done!"; exit 0 ;;
    failed)    echo "Failed"; exit 1 ;;
    cancelled) echo "Cancelled"; exit 2 ;;
    *) echo "Status: $STATUS"; sleep 5 ;;
  esac
done
