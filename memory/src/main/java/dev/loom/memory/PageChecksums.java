package dev.loom.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/// Keeps the CRC-32C of every page of a database in a file beside it, because SQLite does not
/// notice most damage. Only a checkpoint changes pages, so only a checkpoint changes this file,
/// before it empties the write-ahead log: the pages that a crash leaves without a checksum are in
/// the log, which has its own.
final class PageChecksums {
  /// Page size of every database of Loom, the default of SQLite.
  static final int PAGE_BYTES = 4_096;

  private static final int PAGES_PER_READ = 256;

  /// Denotes a page that was never written.
  private static final int UNKNOWN = 0;

  private final Path database;
  private final Path file;

  PageChecksums(Path database) {
    this.database = database;
    this.file = database.resolveSibling(database.getFileName() + "-sums");
  }

  boolean exists() {
    return Files.exists(file);
  }

  void delete() throws IOException {
    Files.deleteIfExists(file);
  }

  /// Records all pages as they are now.
  ///
  /// @param open the database, see [Database#mainFile]
  void create(FileChannel open) throws IOException {
    var sums = new TreeMap<Integer, Integer>();
    forEachPage(open, (number, sum) -> sums.put(number, sum));
    write(sums);
  }

  /// Records the pages of a log that has just been written to the database.
  void update(WriteAheadLog log) throws IOException {
    var sums = new TreeMap<Integer, Integer>();
    log.forEachPage(Integer.MAX_VALUE, (number, page) -> sums.put(number, checksum(page)));
    write(sums);
  }

  private void write(TreeMap<Integer, Integer> sums) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    var options = Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try (var channel = FileChannel.open(file, options, ownerOnly)) {
      for (var sum : sums.entrySet()) {
        var bytes = ByteBuffer.allocate(Integer.BYTES).putInt(sum.getValue()).flip();
        channel.write(bytes, (sum.getKey() - 1L) * Integer.BYTES);
      }
      channel.force(false);
    }
  }

  /// Returns the numbers of the pages that are not as recorded, except those that a log replaces.
  /// The database must not be open.
  BitSet findDamage(WriteAheadLog log) throws IOException {
    var recorded = ByteBuffer.wrap(Files.readAllBytes(file)).asIntBuffer();
    var damaged = new BitSet();
    damaged.set(1, recorded.limit() + 1);
    try (var closed = FileChannel.open(database)) {
      forEachPage(
          closed,
          (number, sum) ->
              damaged.set(
                  number, number > recorded.limit() || isOther(recorded.get(number - 1), sum)));
    }
    for (var number = 1; number <= recorded.limit(); number++) {
      if (recorded.get(number - 1) == UNKNOWN) {
        damaged.clear(number);
      }
    }
    log.forEachPage(Integer.MAX_VALUE, (number, page) -> damaged.clear(number));
    return damaged;
  }

  private static boolean isOther(int recorded, int sum) {
    return recorded != UNKNOWN && recorded != sum;
  }

  @FunctionalInterface
  private interface SumReceiver {
    void accept(int number, int sum);
  }

  /// Reads the complete pages; an incomplete page at the end counts as missing.
  private static void forEachPage(FileChannel channel, SumReceiver receiver) throws IOException {
    var pages = ByteBuffer.allocate(PAGES_PER_READ * PAGE_BYTES);
    var position = 0L;
    var number = 1;
    while (true) {
      var bytes = channel.read(pages, position);
      if (bytes < 0) {
        return;
      }
      position += bytes;
      pages.flip();
      for (; pages.remaining() >= PAGE_BYTES; number++) {
        receiver.accept(number, checksum(pages.slice(pages.position(), PAGE_BYTES)));
        pages.position(pages.position() + PAGE_BYTES);
      }
      pages.compact();
    }
  }

  static int checksum(ByteBuffer page) {
    var sum = new CRC32C();
    sum.update(page);
    return (int) sum.getValue();
  }
}
