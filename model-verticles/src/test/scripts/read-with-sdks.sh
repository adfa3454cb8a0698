#!/bin/sh
# Has the official npm clients of OpenAI, Anthropic and Ollama read the strict servers of the tests,
# and fails when one of them reads anything else than was told.
#
#   model-verticles/src/test/scripts/read-with-sdks.sh
#
# Needs node >= 20 and npm, so it is no part of ./mvnw verify. The clients go into a folder under
# target/; their versions are pinned in package.json beside this file.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../../.." && pwd)
work=$root/model-verticles/target/sdk-readers
java_home=$("$root/.mvn/find-jdk")
mkdir -p "$work"
cp "$here/package.json" "$here/read-with-sdks.mjs" "$work"
(cd "$work" && npm install --ignore-scripts --no-audit --no-fund --loglevel=error)
# The class path comes from Maven, so that nothing of it is named here.
"$root/mvnw" -q -B -ntp -f "$root/pom.xml" -pl model-verticles -am -DskipTests -Dspotless.check.skip=true \
  test-compile org.apache.maven.plugins:maven-surefire-plugin:test -Dtest=ClassPathOfTests \
  -Dsurefire.failIfNoSpecifiedTests=false
