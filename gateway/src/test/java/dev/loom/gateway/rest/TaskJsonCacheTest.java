package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.loom.bus.json.Json;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.gateway.FakeTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TaskJsonCacheTest {
  private final TaskJsonCache cache = new TaskJsonCache();

  private static FakeTask task(String id) {
    return new FakeTask(new TaskId(id), TaskSpec.create("Do it", "/w"));
  }

  @Test
  void anUnchangedSnapshotIsSerializedOnce() {
    var task = task("t1");
    assertSame(cache.toJson(task.snapshot()), cache.toJson(task.snapshot()));
  }

  @Test
  void aChangedSnapshotIsSerializedAgain() {
    var task = task("t1");
    var before = cache.toJson(task.snapshot());
    task.plan();
    var after = cache.toJson(task.snapshot());
    assertNotSame(before, after);
    assertEquals(1, Json.parse(after.toString()).path("plan").path("version").asInt());
  }

  @Test
  void theLeastRecentlyUsedTaskIsEvicted() {
    var first = task("t0").snapshot();
    var json = cache.toJson(first);
    for (var i = 1; i <= 500; i++) {
      cache.toJson(task("t" + i).snapshot());
    }
    assertNotSame(json, cache.toJson(first));
  }
}
