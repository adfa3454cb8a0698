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

  synchronized Backup of(Path root) {
    var found = byRoot.get(root);
    if (found != null) {
      return found;
    }
    makeRoom();
    var fresh = new Backup(images, limits);
    byRoot.put(root, fresh);
    return fresh;
  }

  private void makeRoom() {
    var files = byRoot.values().stream().mapToInt(Backup::size).sum();
    var eldest = byRoot.values().iterator();
    while (eldest.hasNext() && (files > FILES_MAX || byRoot.size() >= WORKSPACES_MAX)) {
      var backup = eldest.next();
      if (!backup.isUsed()) {
        files -= backup.size();
        eldest.remove();
      }
    }
  }
}
