package dev.loom.tools.change;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// What is known of the workspaces that were used last.
final class Backups {
  private static final int WORKSPACES_MAX = 256;
  private static final int FILES_MAX = 200_000;

  private final ImageStore images;
  private final Limits limits;
  private final Map<Path, Backup> byRoot = new LinkedHashMap<>(16, 0.75f, true);

  Backups(ImageStore images, Limits limits) {
    this.images = images;
    this.limits = limits;
  }

  /// What is known of a workspace; the caller releases it.
  synchronized Backup use(Path root) {
    var backup = byRoot.get(root);
    if (backup == null) {
      makeRoom();
      backup = new Backup(images, limits);
      byRoot.put(root, backup);
    }
    backup.users().incrementAndGet();
    return backup;
  }

  static void release(Backup backup) {
    backup.users().decrementAndGet();
  }

  private void makeRoom() {
    var files = byRoot.values().stream().mapToInt(Backup::size).sum();
    var eldest = byRoot.values().iterator();
    while (eldest.hasNext() && (files > FILES_MAX || byRoot.size() >= WORKSPACES_MAX)) {
      var backup = eldest.next();
      if (backup.users().get() == 0) {
        files -= backup.size();
        eldest.remove();
      }
    }
  }
}
