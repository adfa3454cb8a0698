package dev.loom.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShutdownTest {
  private final List<String> closed = new ArrayList<>();

  @Test
  void aFailingStepDoesNotKeepTheOthersFromRunning() {
    var shutdown = new Shutdown();
    shutdown.add("The first failed", () -> closed.add("first"));
    shutdown.add(
        "The second failed",
        () -> {
          throw new IllegalStateException("on purpose");
        });
    shutdown.add("The third failed", () -> closed.add("third"));

    shutdown.close();

    assertEquals(List.of("third", "first"), closed);
  }

  @Test
  void everyStepRunsOnce() {
    var shutdown = new Shutdown();
    shutdown.add("The step failed", () -> closed.add("step"));

    shutdown.close();
    shutdown.close();

    assertEquals(List.of("step"), closed);
  }
}
