package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseFilesTest {
  private static final Path LOCKS = Path.of("/proc/locks");

  @TempDir private Path directory;

  /// Without its lock another program that closes the database deletes the log of the engine.
  @Test
  void examiningTheOpenDatabaseKeepsTheLocksOfSqlite() throws Exception {
    try (var database = new DatabaseFixture(directory)) {
      assertTrue(isLocked(database.file), "SQLite has locked the open database");
      var files = new DatabaseFiles(database.file, database.database.mainFile(), List.of());
      files.rememberCheckpoint();
      files.findOverwriting();
      database.call(() -> database.database.checkpoint(true));
      new PageChecksums(database.file).create(database.database.mainFile());
      assertTrue(isLocked(database.file), "the lock was released");
    }
  }

  /// With the lock of the home replaced, a second engine could start on it.
  @Test
  void afterTheLockIsReplacedNothingIsRecorded() throws Exception {
    var lock = Files.createFile(directory.resolve("engine.lock"));
    try (var database = new DatabaseFixture(directory)) {
      var files = new DatabaseFiles(database.file, database.database.mainFile(), List.of(lock));
      assertTrue(files.failure().isEmpty());
      Files.move(lock, directory.resolve("old"));
      Files.createFile(lock);
      var failure = files.failure().orElseThrow();
      assertTrue(failure.getMessage().contains(lock + " was deleted, moved or replaced"));
    }
  }

  private static boolean isLocked(Path file) throws IOException {
    var inode = Files.getAttribute(file, "unix:ino");
    return Files.readString(LOCKS)
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .anyMatch(
            fields ->
                fields.length > 5
                    && fields[4].equals(Long.toString(ProcessHandle.current().pid()))
                    && fields[5].endsWith(":" + inode));
  }
}
