package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileLocksTest {
  private final FileLocks locks = new FileLocks();
  @TempDir private Path root;
  private ToolHarness context;

  @BeforeEach
  void open() throws IOException {
    context = new ToolHarness(root);
  }

  @AfterEach
  void close() throws IOException {
    context.close();
  }

  @Test
  void actionsOnOneFileNeverOverlap() throws Exception {
    var active = new AtomicInteger();
    var overlaps = new AtomicInteger();
    try (var calls = Executors.newFixedThreadPool(4)) {
      for (var i = 0; i < 200; i++) {
        calls.submit(
            () ->
                locks.withLock(
                    context,
                    "f",
                    () -> {
                      overlaps.addAndGet(active.getAndIncrement());
                      Thread.yield();
                      return active.decrementAndGet();
                    }));
      }
    }
    assertEquals(0, overlaps.get());
  }

  @Test
  void aFailedActionReleasesTheLock() throws Exception {
    assertThrows(
        IOException.class,
        () ->
            locks.withLock(
                context,
                "f",
                () -> {
                  throw new IOException("failed");
                }));
    try (var other = Executors.newSingleThreadExecutor()) {
      assertEquals("ran", other.submit(() -> locks.withLock(context, "f", () -> "ran")).get());
    }
  }
}
