package dev.loom.cli;

import dev.loom.cli.WriteLog.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// One file on a disk whose power may be cut: what is certain to be kept, and what it was told
/// since.
final class CutFile {
  private static final int SECTOR_BYTES = 512;
  private static final int PAGE_BYTES = 4_096;

  private record Pending(int number, Operation told) {}

  private final List<Pending> pending = new ArrayList<>();
  private byte[] kept;
  private int size;

  /// @param content what is kept already
  CutFile(byte[] content) {
    this.kept = content;
    this.size = content.length;
  }

  void tell(int number, Operation told) {
    pending.add(new Pending(number, told));
  }

  /// Whether it was told something that is not certain to be kept.
  boolean isUnsynced() {
    return !pending.isEmpty();
  }

  void sync(int before) {
    pending.removeIf(
        each -> {
          boolean covered = each.number() < before;
          if (covered) {
            apply(each.told(), Integer.MAX_VALUE);
          }
          return covered;
        });
  }

  private void apply(Operation told, int bytesMax) {
    switch (told) {
      case Operation.Write write -> {
        int length = Math.min(bytesMax, write.data().length);
        grow(write.offset() + length);
        System.arraycopy(write.data(), 0, kept, write.offset(), length);
      }
      case Operation.Truncate truncate -> {
        if (truncate.size() < size) {
          Arrays.fill(kept, truncate.size(), size, (byte) 0);
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

  private static IllegalArgumentException notContent(Operation told) {
    return new IllegalArgumentException("does not change a file's content: " + told);
  }

  private void grow(int wanted) {
    if (wanted > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(wanted, 2 * kept.length));
    }
    size = Math.max(size, wanted);
  }

  /// Keeps some of what it was told since the last sync, and of the last write that is kept only a
  /// part, as a disk may that loses its power in the middle of a page.
  void keepSome(Random random) {
    var chosen = pending.stream().filter(each -> random.nextBoolean()).toList();
    for (var each : chosen) {
      boolean torn = each == chosen.getLast() && each.told() instanceof Operation.Write;
      apply(
          each.told(),
          torn ? tornLength((Operation.Write) each.told(), random) : Integer.MAX_VALUE);
    }
  }

  /// The write's last page ends at some sector.
  private static int tornLength(Operation.Write write, Random random) {
    int length = write.data().length;
    int wholePages = Math.max(0, length - 1) / PAGE_BYTES * PAGE_BYTES;
    int rest = length - wholePages;
    return wholePages
        + Math.min(rest, random.nextInt(PAGE_BYTES / SECTOR_BYTES + 1) * SECTOR_BYTES);
  }

  byte[] content() {
    return Arrays.copyOf(kept, size);
  }
}
