package dev.loom.tools.change;

import dev.loom.tools.workspace.Seen;
import dev.loom.tools.workspace.Survey;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// What is known of the files of one workspace, so that only those are read again that changed.
/// Safe for many threads.
final class Backup {
  /// A file that was written so shortly before it was read can have been written again with the
  /// same time of change.
  private static final Duration CLOCK_TICK = Duration.ofMillis(50);

  /// After this an image is renewed, so that it is not forgotten while it is relied on.
  private static final Duration RENEWAL = Duration.ofHours(12);

  private final ImageStore images;
  private final Limits limits;
  private final Map<String, Known> files = new HashMap<>();
  private final Account account = new Account();
  private volatile int size;

  /// How many calls are using it.
  private final AtomicInteger users = new AtomicInteger();

  Backup(ImageStore images, Limits limits) {
    this.images = images;
    this.limits = limits;
  }

  /// Keeps all files.
  ///
  /// @return their versions by path
  synchronized Map<String, Version> keep(Survey survey, Present present) throws IOException {
    files.keySet().retainAll(survey.files().keySet());
    var versions = new LinkedHashMap<String, Version>();
    var total = 0L;
    for (var entry : survey.files().entrySet()) {
      var seen = entry.getValue();
      var isCounted = seen.type() == Seen.Type.FILE && seen.sizeBytes() <= limits.fileBytesMax();
      if (isCounted && total + seen.sizeBytes() > limits.totalBytesMax()) {
        versions.put(entry.getKey(), Present.unkept(seen, Limits.BEYOND_TOTAL));
        continue;
      }
      total += isCounted ? seen.sizeBytes() : 0;
      versions.put(
          entry.getKey(), version(entry.getKey(), seen, present, Present.Keeping.KEEP_DURABLY));
    }
    return versions;
  }

  /// What a file is, from memory if it has not changed since it was read.
  synchronized Version version(String path, Seen seen, Present present, Present.Keeping keeping)
      throws IOException {
    if (seen.type() != Seen.Type.FILE) {
      return present.of(path, seen, keeping);
    }
    var durable = keeping == Present.Keeping.KEEP_DURABLY;
    var known = files.get(path);
    var now = Instant.now();
    if (known != null && known.isOf(seen) && (known.durable() || !durable)) {
      var fresh = known.renewed().plus(RENEWAL).isAfter(now);
      if (fresh || !known.isFile() || images.renew(known.version().hash(), durable)) {
        files.put(path, fresh ? known : known.renewedAt(now));
        return known.version().withMode(seen.mode());
      }
    }
    var version = present.of(path, seen, keeping);
    files.put(path, new Known(Present.look(seen), version, seen.modified(), now, now, durable));
    size = files.size();
    return version;
  }

  /// Whether a file is known as it is.
  synchronized boolean isUnchanged(String path, Seen seen) {
    var known = files.get(path);
    return known != null && known.isOf(seen);
  }

  /// How many files it knows. Told without waiting for whoever reads files now.
  int size() {
    return size;
  }

  Account account() {
    return account;
  }

  /// Told without waiting, too.
  AtomicInteger users() {
    return users;
  }

  /// A file as it was when it was read.
  private record Known(
      String look,
      Version version,
      FileTime modified,
      Instant read,
      Instant renewed,
      boolean durable) {
    boolean isOf(Seen seen) {
      return look.equals(Present.look(seen))
          && modified.toInstant().plus(CLOCK_TICK).isBefore(read);
    }

    boolean isFile() {
      return version.kind() == Version.Kind.FILE;
    }

    Known renewedAt(Instant now) {
      return new Known(look, version, modified, read, now, durable);
    }
  }
}
