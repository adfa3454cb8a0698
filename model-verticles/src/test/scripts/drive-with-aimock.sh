#!/bin/sh
# Runs Loom through a complete task with aimock, an independent mock model server, over each protocol that it
# supports: a rate limit, a plan, tool calls of which one is truncated, a response, a verdict. Needs node >= 20.15
# and npm, so it is not part of ./mvnw verify. aimock is installed into a temporary folder.
# usage: model-verticles/src/test/scripts/drive-with-aimock.sh [chat|responses|anthropic|ollama]...
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cp "$here/drive-with-aimock.mjs" "$work"
echo '{"private": true, "type": "module"}' >"$work/package.json"
(cd "$work" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error @copilotkit/aimock@1.43.0)
"$root/loom" --version >/dev/null
cd "$work"
node drive-with-aimock.mjs "$root/loom" "$work" "$@"
