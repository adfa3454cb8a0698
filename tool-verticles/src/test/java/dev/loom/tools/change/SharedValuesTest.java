package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedValuesTest {
  private final AtomicInteger created = new AtomicInteger();

  private StringBuilder create(String key) {
    created.incrementAndGet();
    return new StringBuilder(key);
  }

  @Test
  void aKeyHasOneValueWhileItIsInUseHoweverManyOthersAreUsed() {
    var values = new SharedValues<>(this::create, 2);
    var used = values.get("used");
    for (var i = 0; i < 10; i++) {
      values.get("other" + i);
    }
    System.gc();
    assertSame(used, values.get("used"));
    assertEquals(11, created.get());
    Reference.reachabilityFence(used);
  }

  @Test
  void onlyTheValuesUsedLastAreKept() {
    var values = new SharedValues<>(this::create, 3);
    var first = new WeakReference<>(values.get("a"));
    var second = new WeakReference<>(values.get("b"));
    values.get("c");
    values.get("a");
    values.get("d");
    awaitCollected(second);
    assertFalse(first.refersTo(null));
    values.get("e");
    values.get("f");
    awaitCollected(first);
    values.get("e");
    assertEquals(6, created.get());
  }

  private static void awaitCollected(WeakReference<?> reference) {
    for (var end = System.nanoTime() + 20_000_000_000L; !reference.refersTo(null); ) {
      assertTrue(System.nanoTime() < end, "the value is still kept");
      System.gc();
    }
  }
}
