package dev.loom.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Runs a C program that writes the same rows without any concurrency: the upper bound for SQLite
/// on this disk.
final class SqliteCJournal implements MeasuredJournal {
  private final Path program;
  private final Path directory;
  private String sqliteVersion = "";

  SqliteCJournal(Path program, Path directory) {
    this.program = program;
    this.directory = directory;
  }

  @Override
  public double eventsPerSecond(int callers, MeasurementWindow window)
      throws IOException, InterruptedException {
    var file = Files.createTempDirectory(directory, "c").resolve("journal.db");
    var process =
        new ProcessBuilder(
                program.toString(),
                file.toString(),
                Integer.toString(callers),
                Integer.toString(DATA_BYTES),
                Long.toString(window.warmup().toMillis()),
                Long.toString(window.measured().toMillis()))
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes()).strip();
    if (process.waitFor() != 0) {
      throw new IOException(program + " failed: " + output);
    }
    var fields = output.split(" ");
    sqliteVersion = fields[1];
    return Double.parseDouble(fields[0]);
  }

  /// Returns the SQLite version of the last run.
  String sqliteVersion() {
    return sqliteVersion;
  }
}
