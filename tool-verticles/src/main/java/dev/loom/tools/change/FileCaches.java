package dev.loom.tools.change;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// Holds the file caches of workspaces in use and of recently used ones, in LRU order.
final class FileCaches {
  private static final int WORKSPACES_MAX = 256;
  private static final int FILES_MAX = 200_000;

  private final ContentStore contents;
  private final StoredContentLimits limits;
  private final Map<Path, FileCache> byRoot = new LinkedHashMap<>(16, 0.75f, true);

  FileCaches(ContentStore contents, StoredContentLimits limits) {
    this.contents = contents;
    this.limits = limits;
  }

  /// Returns the cache of a workspace. The caller releases it.
  synchronized FileCache acquire(Path root) {
    var cache = byRoot.get(root);
    if (cache == null) {
      evict();
      cache = new FileCache(contents, limits);
      byRoot.put(root, cache);
    }
    cache.users().incrementAndGet();
    return cache;
  }

  static void release(FileCache cache) {
    cache.users().decrementAndGet();
  }

  private void evict() {
    var files = byRoot.values().stream().mapToInt(FileCache::size).sum();
    var leastRecent = byRoot.values().iterator();
    while (leastRecent.hasNext() && (files > FILES_MAX || byRoot.size() >= WORKSPACES_MAX)) {
      var cache = leastRecent.next();
      if (cache.users().get() == 0) {
        files -= cache.size();
        leastRecent.remove();
      }
    }
  }
}
