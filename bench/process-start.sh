#!/bin/sh
# Measures how long a process takes to start and to end, bare and in each sandbox of this machine.
# usage: bench/process-start.sh [RUNS, default 40]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
java_home=$("$root/.mvn/find-jdk")
(cd "$root" && ./mvnw -q -B -DskipTests -Dspotless.check.skip=true -pl cli,bench -am package)
exec "$java_home/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED \
  -cp "$here/target/classes:$root/cli/target/loom/*" dev.loom.bench.ProcessStartBenchmark "${1:-40}"
