package dev.loom.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;

/// Reads SQLite's write-ahead log and finds damage in it, which SQLite does not report: it drops
/// everything from the first wrong frame on. The format is that of `sqlite.org/walformat.html`.
///
/// Each frame holds a page and the checksum of everything up to it. A wrong frame before the last
/// transaction of the same log is damage; one in it may be so, too. A wrong one behind it is the
/// rest of an interrupted or rolled back one, or of an earlier log.
final class WriteAheadLog implements AutoCloseable {
  private static final int HEADER_BYTES = 32;
  private static final int FRAME_HEADER_BYTES = 24;

  /// Without its last bit, which says that the checksums are of big-endian words.
  private static final int MAGIC = 0x377f0682;

  private final FileChannel channel;
  private final long size;
  private final int pageSize;
  private final ByteBuffer header;
  private final ByteBuffer frame;

  /// Frames whose checksum follows from the one before.
  private final BitSet intact = new BitSet();

  private long salt;
  private int committedCount;

  /// First frame of the last transaction.
  private int lastTransaction;

  private boolean hasTornTransaction;
  private int damagedFrames;

  private WriteAheadLog(FileChannel channel, int pageSize) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    this.pageSize = pageSize;
    this.header = ByteBuffer.allocate(HEADER_BYTES);
    this.frame = ByteBuffer.allocate(FRAME_HEADER_BYTES + pageSize);
    if (size > HEADER_BYTES) {
      read(header, 0);
      examine();
    }
  }

  /// Opens the log of a database; one that does not exist is empty.
  static WriteAheadLog open(Path log, int pageSize) throws IOException {
    return new WriteAheadLog(
        Files.exists(log)
            ? FileChannel.open(log, StandardOpenOption.READ)
            : FileChannel.open(Path.of("/dev/null"), StandardOpenOption.READ),
        pageSize);
  }

  private void read(ByteBuffer target, long position) throws IOException {
    target.clear();
    while (target.hasRemaining() && channel.read(target, position + target.position()) > 0) {
      // Reads on.
    }
    target.flip();
  }

  private void examine() throws IOException {
    var order = (header.getInt(0) & 1) == 1 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    var ofHeader = checksum(header.slice(0, 24).order(order), 0);
    var isHeaderIntact =
        (header.getInt(0) & ~1) == MAGIC
            && header.getInt(8) == pageSize
            && ofHeader == header.getLong(24);
    var frameCount = (int) ((size - HEADER_BYTES) / frame.capacity());
    var previous = header.getLong(24);
    if (frameCount > 0) {
      read(frame, position(0));
      salt = isHeaderIntact ? header.getLong(16) : frame.getLong(8);
    }
    for (var i = 0; i < frameCount; i++) {
      read(frame, position(i));
      var computed =
          checksum(
              frame.slice(FRAME_HEADER_BYTES, pageSize).order(order),
              checksum(frame.slice(0, 8).order(order), previous));
      var stored = frame.getLong(16);
      var sameLog = frame.getLong(8) == salt;
      if (sameLog && computed == stored) {
        intact.set(i);
      }
      if (frame.getInt(4) != 0 && (sameLog || isHalfTheSame())) {
        lastTransaction = committedCount;
        committedCount = i + 1;
      }
      // A frame with a wrong page does not make those after it wrong.
      previous = stored;
    }
    var isTorn = isHeaderIntact && intact.nextClearBit(0) >= lastTransaction;
    damagedFrames =
        isTorn || !isHeaderIntact && committedCount == 0
            ? 0
            : committedCount - intact.get(0, committedCount).cardinality();
    hasTornTransaction = isTorn && intact.nextClearBit(0) < committedCount;
  }

  /// Returns whether one half of the salt is that of the log: a damaged frame header.
  private boolean isHalfTheSame() {
    return frame.getInt(8) == (int) (salt >>> 32) || frame.getInt(12) == (int) salt;
  }

  private long position(int index) {
    return HEADER_BYTES + (long) index * frame.capacity();
  }

  /// Continues a checksum, which has two halves of 32 bits.
  private static long checksum(ByteBuffer words, long previous) {
    var first = (int) (previous >>> 32);
    var second = (int) previous;
    while (words.hasRemaining()) {
      first += words.getInt() + second;
      second += words.getInt() + first;
    }
    return (long) first << 32 | second & 0xFFFFFFFFL;
  }

  /// Returns the number of frames up to the last commit that are not as SQLite wrote them.
  int damagedFrames() {
    return damagedFrames;
  }

  /// Returns whether only the last transaction is not as SQLite wrote it. A power failure may have
  /// interrupted it before it was acknowledged, so SQLite rightly drops it.
  boolean hasTornTransaction() {
    return hasTornTransaction;
  }

  /// Receives pages in the order in which they were written.
  @FunctionalInterface
  interface PageReceiver {
    void accept(int number, ByteBuffer page) throws IOException;
  }

  /// Passes on the pages of all committed frames, except those of a torn transaction and those
  /// whose frame header is damaged. A page that is damaged itself is passed on, because most of its
  /// rows are right.
  ///
  /// @param pagesMax greatest plausible page number
  void forEachPage(long pagesMax, PageReceiver receiver) throws IOException {
    var end = hasTornTransaction ? lastTransaction : committedCount;
    for (var i = 0; i < end; i++) {
      read(frame, position(i));
      var number = frame.getInt(0);
      if (number > 0 && number <= pagesMax && frame.getLong(8) == salt) {
        receiver.accept(number, frame.slice(FRAME_HEADER_BYTES, pageSize));
      }
    }
  }

  /// Returns the number of frames up to the last commit.
  int committedFrames() {
    return committedCount;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
