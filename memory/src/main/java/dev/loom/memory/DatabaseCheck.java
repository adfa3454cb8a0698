package dev.loom.memory;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/// Finds damage in the files of a database before they are opened, and replaces a damaged database
/// by what can be salvaged from it. The damaged files are kept. Blocks.
final class DatabaseCheck {
  private static final Logger LOG = System.getLogger(DatabaseCheck.class.getName());
  private static final Duration TIME_LIMIT = Duration.ofMinutes(10);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.ISO_8859_1);

  /// Bytes of the header behind [#MAGIC] that are the same in every database of Loom: page size,
  /// rollback journal instead of a write-ahead log, and fixed values.
  private static final byte[] HEADER = {0x10, 0, 1, 1, 0, 64, 32, 32};

  private final Path file;
  private final Path log;
  private final PageChecksums sums;
  private final List<String> findings = new ArrayList<>();

  private DatabaseCheck(Path file) {
    this.file = file;
    this.log = sibling("-wal");
    this.sums = new PageChecksums(file);
  }

  /// Checks a database. No program may have it open.
  ///
  /// @return what is damaged or lost, and where the damaged files are
  /// @throws IOException if the files cannot be read, or the damaged ones not be replaced
  static List<String> run(Path file) throws IOException {
    var check = new DatabaseCheck(file);
    check.run();
    check.findings.forEach(finding -> LOG.log(Level.ERROR, finding));
    return List.copyOf(check.findings);
  }

  private Path sibling(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private void run() throws IOException {
    if (!Files.exists(file) || Files.size(file) == 0) {
      if (sums.exists()) {
        findings.add(
            "The database %s is gone: it was deleted or moved. A new one is used; to get the tasks back, stop the engine and restore it from a backup."
                .formatted(file));
        sums.delete();
      }
      return;
    }
    try (var wal = WriteAheadLog.open(log, PageChecksums.PAGE_BYTES)) {
      var damagedPages =
          sums.exists() ? sums.findDamage(wal).cardinality() : isConsistent() ? 0 : 1;
      if (wal.damagedFrames() > 0) {
        findings.add(
            "The write-ahead log of the database was damaged: %s of its %s pages are wrong."
                .formatted(wal.damagedFrames(), wal.committedFrames()));
      }
      if (damagedPages + wal.damagedFrames() > 0) {
        replace(wal, damagedPages);
      }
      if (wal.hasTornTransaction()) {
        findings.add(
            "The last transaction in the write-ahead log of the database is incomplete and was"
                + " dropped: a power failure interrupted it, or the log was damaged.");
      }
    }
  }

  /// Lets SQLite check a database that has no checksums.
  private boolean isConsistent() {
    try (var connection = new ReadOnlyConnection(file, TIME_LIMIT, () -> false)) {
      var isConsistent = new boolean[] {true};
      connection.forEachRow(
          "PRAGMA quick_check(1)", row -> isConsistent[0] &= row.getString(1).equals("ok"));
      return isConsistent[0];
    } catch (SQLException failure) {
      // Opening it will say more.
      return true;
    }
  }

  private void replace(WriteAheadLog wal, int damagedPages) throws IOException {
    var copy = sibling("-salvage");
    var target = sibling("-new");
    try {
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      apply(wal, copy);
      Files.deleteIfExists(target);
      var result = Salvage.run(copy, target);
      if (damagedPages > 0 && (!result.losses().isEmpty() || !findings.isEmpty())) {
        findings.add(
            damagedPages + " pages of the database were damaged or changed by another program.");
      } else if (damagedPages > 0) {
        LOG.log(
            Level.WARNING,
            "{0} pages of the database were changed by something other than Loom; everything that"
                + " Loom stored is intact.",
            damagedPages);
      }
      findings.addAll(result.losses());
      keepDamaged(result.intactTasks());
      Files.move(target, file, StandardCopyOption.ATOMIC_MOVE);
      sums.delete();
    } catch (SQLException failure) {
      findings.add("The damaged database could not be rebuilt: " + failure.getMessage() + ".");
    } finally {
      Files.deleteIfExists(copy);
      Files.deleteIfExists(target);
    }
  }

  /// Writes the pages of the log to a copy of the database, and the fixed values of its header.
  private static void apply(WriteAheadLog wal, Path copy) throws IOException {
    try (var channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
      var pagesMax = channel.size() / PageChecksums.PAGE_BYTES + wal.committedFrames();
      wal.forEachPage(
          pagesMax,
          (number, page) -> channel.write(page, (number - 1L) * PageChecksums.PAGE_BYTES));
      channel.write(ByteBuffer.wrap(MAGIC), 0);
      channel.write(ByteBuffer.wrap(HEADER), MAGIC.length);
    }
  }

  /// Moves the damaged files aside if something is lost; if not, they are of no use.
  private void keepDamaged(long intactTasks) throws IOException {
    if (!findings.isEmpty()) {
      var suffix = ".damaged-" + TIME.format(Instant.now());
      Files.copy(file, sibling(suffix), StandardCopyOption.REPLACE_EXISTING);
      if (Files.exists(log)) {
        Files.copy(log, sibling(suffix + "-wal"), StandardCopyOption.REPLACE_EXISTING);
      }
      findings.add(
          "The database was rebuilt with %s intact tasks; the damaged one is kept as %s."
              .formatted(intactTasks, sibling(suffix)));
    }
    Files.deleteIfExists(log);
    Files.deleteIfExists(sibling("-shm"));
  }
}
