package dev.loom.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The log of `powercut.c`, in order. An incomplete last record is ignored: the kill interrupted
/// it.
///
/// @param operations by number, counted from 0
record WriteLog(List<Operation> operations) {
  private static final int HEAD_BYTES = 4 * Long.BYTES;

  /// One file operation.
  sealed interface Operation {
    record Create(long inode, Path path) implements Operation {}

    record Write(long inode, int offset, byte[] data) implements Operation {}

    record Truncate(long inode, int size) implements Operation {}

    /// Makes the operations on the file before a number durable.
    record Sync(long inode, int before) implements Operation {}

    record Unlink(Path path) implements Operation {}

    record Rename(Path from, Path to) implements Operation {}

    /// Makes the name changes in the directory before a number durable.
    record SyncDirectory(Path directory, int before) implements Operation {}
  }

  static WriteLog read(Path file) throws IOException {
    var operations = new ArrayList<Operation>();
    if (Files.exists(file)) {
      var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.remaining() >= HEAD_BYTES) {
        long kind = bytes.getLong();
        long inode = bytes.getLong();
        int offset = Math.toIntExact(bytes.getLong());
        int length = Math.toIntExact(bytes.getLong());
        if (bytes.remaining() < length) {
          break;
        }
        var payload = new byte[length];
        bytes.get(payload);
        operations.add(operation(kind, inode, offset, payload));
      }
    }
    return new WriteLog(operations);
  }

  private static Operation operation(long kind, long inode, int offset, byte[] payload) {
    return switch ((int) kind) {
      case 1 -> new Operation.Write(inode, offset, payload);
      case 2 -> new Operation.Truncate(inode, offset);
      case 3 -> new Operation.Sync(inode, offset);
      case 4 -> new Operation.Create(inode, path(payload));
      case 5 -> new Operation.Unlink(path(payload));
      case 6 -> {
        var both = new String(payload, StandardCharsets.UTF_8).split("\0");
        yield new Operation.Rename(Path.of(both[0]), Path.of(both[1]));
      }
      case 7 -> new Operation.SyncDirectory(path(payload), offset);
      default -> throw new IllegalStateException("unknown record kind " + kind);
    };
  }

  private static Path path(byte[] payload) {
    return Path.of(new String(payload, StandardCharsets.UTF_8));
  }

  /// Counts the operations of a kind.
  long count(Class<? extends Operation> kind) {
    return operations.stream().filter(kind::isInstance).count();
  }
}
