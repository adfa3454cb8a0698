package dev.loom.gateway.stream;

import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;

/// The feeds of the tasks that are watched now, and of no other. Belongs to one event loop.
final class Feeds {
  private final Bus bus;
  private final Map<TaskId, TaskFeed> feeds = new HashMap<>();

  Feeds(Bus bus) {
    this.bus = bus;
  }

  /// Lets a watcher hear what is told about a task.
  ///
  /// @return once it hears everything
  Future<Void> join(TaskId task, Watcher watcher) {
    var feed = feeds.computeIfAbsent(task, id -> new TaskFeed(bus, id));
    feed.add(watcher);
    return feed.ready();
  }

  /// Takes a watcher away, and with the last one the feed.
  void leave(TaskId task, Watcher watcher) {
    var feed = feeds.get(task);
    if (feed == null) {
      return;
    }
    feed.remove(watcher);
    if (feed.isUnwatched()) {
      feeds.remove(task);
      feed.close();
    }
  }

  int count() {
    return feeds.size();
  }
}
