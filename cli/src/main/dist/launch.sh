# Starts the JVM. Shared by both launchers: `loom` of a checkout and `bin/loom` of an archive.

# Out of memory, the process ends with exit code 3 instead of going on with some of its threads dead; a supervisor starts
# it again. JVM warnings go to standard error, because standard output may carry a protocol. A cache that does
# not fit is no error: the JVM ignores it and starts more slowly.
jvm_flags="-Xlog:disable -Xlog:all=error:stderr -Xlog:aot*=off:stderr -XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"

# The JVM encodes file names and the arguments of processes as the locale says, and nothing else can set it. Services, cron
# jobs and containers have no locale, or one that is not installed: names beyond ASCII would be lost.
use_utf8() {
  for locale in "${LC_ALL:-}" C.UTF-8 en_US.UTF-8; do
    case $(LC_ALL=$locale locale charmap 2>/dev/null || echo "${locale:-${LC_CTYPE:-${LANG:-}}}") in
      *[Uu][Tt][Ff]-8 | *[Uu][Tt][Ff]8)
        [ -z "$locale" ] || export LC_ALL="$locale"
        return 0
        ;;
    esac
  done
}

# Makes an AOT cache by running one task with the built-in rules: the classes it loads are cached. A run that is recorded has
# client and engine in one process.
train() { # JAVA_HOME LIB CACHE
  home=$(mktemp -d)
  mkdir "$home/work"
  echo "TODO: nothing" >"$home/work/note.txt"
  # shellcheck disable=SC2086
  (cd "$home/work" && LOOM_HOME="$home/home" "$1/bin/java" $jvm_flags -XX:AOTCacheOutput="$3.new" \
    -jar "$2/loom.jar" run "List the files, find every TODO and write what you found to found.md" \
    --set models.builtin.provider=builtin --record "$home/run.jsonl" >/dev/null 2>&1 </dev/null) || true
  rm -rf "$home"
  [ -f "$3.new" ] && mv "$3.new" "$3"
}

# A version is printed by three classes; mapping the cache would take longer than loading them.
uses_cache() { # ARGUMENTS of the command
  [ "${LOOM_AOT:-on}" != off ] && [ "$*" != --version ]
}

# Replaces the shell with the JVM. CACHE may be missing.
launch() { # JAVA_HOME LIB CACHE ARGUMENTS of the command
  java=$1/bin/java lib=$2 cache=$3
  use_utf8
  shift 3
  command=${1:-}
  if uses_cache "$@" && [ -f "$cache" ]; then use=yes; else use=; fi
  if [ -t 1 ] && [ -z "${COLUMNS:-}" ]; then
    COLUMNS=$(stty size 2>/dev/null </dev/tty | cut -d' ' -f2) || COLUMNS=80
    export COLUMNS="${COLUMNS:-80}"
  fi
  # shellcheck disable=SC2086
  set -- ${LOOM_JAVA_OPTIONS:-} -jar "$lib/loom.jar" "$@"
  # A short-lived client is ready sooner with the first compiler alone; an engine that stays needs both.
  [ "$command" = serve ] || set -- -XX:TieredStopAtLevel=1 "$@"
  [ -z "$use" ] || set -- "-XX:AOTCache=$cache" "$@"
  # shellcheck disable=SC2086
  exec "$java" $jvm_flags "$@"
}
