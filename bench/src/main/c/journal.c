/* Writes the journal's table without Loom: same schema, pragmas and row sizes.
 *
 * usage: journal FILE ROWS_PER_COMMIT DATA_BYTES WARMUP_MILLIS MEASURED_MILLIS
 * prints: durable rows per second, and SQLite's version
 *
 * Each commit holds one row of each of ROWS_PER_COMMIT tasks, like a group commit of that many callers.
 * There are no concurrent callers, so the result is an upper bound for SQLite on this disk. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static sqlite3 *db;

static void check(int code, int wanted) {
  if (code != wanted) {
    fprintf(stderr, "journal: %s\n", sqlite3_errmsg(db));
    exit(1);
  }
}

static void run(const char *sql) { check(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK); }

static long long micros(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: journal FILE ROWS_PER_COMMIT DATA_BYTES WARMUP_MILLIS MEASURED_MILLIS\n");
    return 2;
  }
  int tasks = atoi(argv[2]), bytes = atoi(argv[3]);
  long long warmup = atoll(argv[4]) * 1000, measured = atoll(argv[5]) * 1000;
  check(sqlite3_open(argv[1], &db), SQLITE_OK);
  run("PRAGMA journal_mode=WAL");
  run("PRAGMA synchronous=FULL");
  run("PRAGMA busy_timeout=5000");
  run("PRAGMA foreign_keys=true");
  run("PRAGMA wal_autocheckpoint=8000");
  run("PRAGMA journal_size_limit=67108864");
  run("CREATE TABLE event (task_id TEXT NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL,"
      " version INTEGER NOT NULL, at INTEGER NOT NULL, data TEXT NOT NULL, blobs TEXT NOT NULL,"
      " PRIMARY KEY (task_id, seq))");
  sqlite3_stmt *insert, *begin, *commit;
  check(sqlite3_prepare_v2(db,
                           "INSERT INTO event (task_id, seq, type, version, at, data, blobs)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?)",
                           -1, &insert, NULL),
        SQLITE_OK);
  check(sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", -1, &begin, NULL), SQLITE_OK);
  check(sqlite3_prepare_v2(db, "COMMIT", -1, &commit, NULL), SQLITE_OK);

  char *ids = malloc((size_t)tasks * 17), *data = malloc((size_t)bytes);
  if (ids == NULL || data == NULL) return 1;
  srand((unsigned)micros(CLOCK_REALTIME)); /* random IDs, as in Loom */
  for (int i = 0; i < tasks; i++)
    snprintf(ids + i * 17, 17, "%08x%08x", (unsigned)rand() * 2654435761u, (unsigned)i);
  memset(data, 'x', (size_t)bytes);

  long long started = micros(CLOCK_MONOTONIC), counted_from = 0, rows = 0, now = started;
  for (long long seq = 1; now < started + warmup + measured; seq++) {
    check(sqlite3_step(begin), SQLITE_DONE);
    sqlite3_reset(begin);
    for (int i = 0; i < tasks; i++) {
      sqlite3_bind_text(insert, 1, ids + i * 17, 16, SQLITE_STATIC);
      sqlite3_bind_int64(insert, 2, seq);
      sqlite3_bind_text(insert, 3, "tool_call_completed", -1, SQLITE_STATIC);
      sqlite3_bind_int(insert, 4, 1);
      sqlite3_bind_int64(insert, 5, micros(CLOCK_REALTIME));
      sqlite3_bind_text(insert, 6, data, bytes, SQLITE_STATIC);
      sqlite3_bind_text(insert, 7, "{}", 2, SQLITE_STATIC);
      check(sqlite3_step(insert), SQLITE_DONE);
      sqlite3_reset(insert);
    }
    check(sqlite3_step(commit), SQLITE_DONE);
    sqlite3_reset(commit);
    now = micros(CLOCK_MONOTONIC);
    if (counted_from == 0) {
      if (now >= started + warmup) counted_from = now;
    } else {
      rows += tasks;
    }
  }
  printf("%.1f %s\n", rows * 1e6 / (double)(now - counted_from), sqlite3_libversion());
  return 0;
}
