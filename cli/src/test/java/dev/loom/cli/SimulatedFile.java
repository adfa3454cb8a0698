package dev.loom.cli;

import dev.loom.cli.WriteLog.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// One file on a simulated disk: its durable content and the operations since the last sync.
final class SimulatedFile {
  private static final int SECTOR_BYTES = 512;
  private static final int PAGE_BYTES = 4_096;

  private record Pending(int number, Operation operation) {}

  private final List<Pending> pending = new ArrayList<>();
  private byte[] persisted;
  private int size;

  /// @param content durable content
  SimulatedFile(byte[] content) {
    this.persisted = content;
    this.size = content.length;
  }

  void addPending(int number, Operation operation) {
    pending.add(new Pending(number, operation));
  }

  /// Returns whether there are unsynced operations.
  boolean isUnsynced() {
    return !pending.isEmpty();
  }

  void sync(int before) {
    pending.removeIf(
        each -> {
          boolean covered = each.number() < before;
          if (covered) {
            apply(each.operation(), Integer.MAX_VALUE);
          }
          return covered;
        });
  }

  private void apply(Operation operation, int bytesMax) {
    switch (operation) {
      case Operation.Write write -> {
        int length = Math.min(bytesMax, write.data().length);
        grow(write.offset() + length);
        System.arraycopy(write.data(), 0, persisted, write.offset(), length);
      }
      case Operation.Truncate truncate -> {
        if (truncate.size() < size) {
          Arrays.fill(persisted, truncate.size(), size, (byte) 0);
          size = truncate.size();
        } else {
          grow(truncate.size());
        }
      }
      case Operation.Create create -> throw notContent(create);
      case Operation.Sync sync -> throw notContent(sync);
      case Operation.Unlink unlink -> throw notContent(unlink);
      case Operation.Rename rename -> throw notContent(rename);
      case Operation.SyncDirectory directory -> throw notContent(directory);
    }
  }

  private static IllegalArgumentException notContent(Operation operation) {
    return new IllegalArgumentException("does not change a file's content: " + operation);
  }

  private void grow(int minLength) {
    if (minLength > persisted.length) {
      persisted = Arrays.copyOf(persisted, Math.max(minLength, 2 * persisted.length));
    }
    size = Math.max(size, minLength);
  }

  /// Persists a random part of the unsynced operations. The last persisted write may be torn, as on
  /// a disk that loses power in the middle of a page.
  void persistSome(Random random) {
    var chosen = pending.stream().filter(each -> random.nextBoolean()).toList();
    for (var each : chosen) {
      boolean torn = each == chosen.getLast() && each.operation() instanceof Operation.Write;
      apply(
          each.operation(),
          torn ? tornLength((Operation.Write) each.operation(), random) : Integer.MAX_VALUE);
    }
  }

  /// Returns a length at which the last page of the write ends at a random sector.
  private static int tornLength(Operation.Write write, Random random) {
    int length = write.data().length;
    int wholePages = Math.max(0, length - 1) / PAGE_BYTES * PAGE_BYTES;
    int rest = length - wholePages;
    return wholePages
        + Math.min(rest, random.nextInt(PAGE_BYTES / SECTOR_BYTES + 1) * SECTOR_BYTES);
  }

  byte[] content() {
    return Arrays.copyOf(persisted, size);
  }
}
