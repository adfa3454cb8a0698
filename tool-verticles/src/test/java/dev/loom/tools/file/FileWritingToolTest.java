package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileWritingToolTest {
  private static final Map<String, Object> ARGUMENTS = Map.of("path", "f");

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
  void changesOfOneFileNeverOverlap() throws Exception {
    var active = new AtomicInteger();
    var overlaps = new AtomicInteger();
    var tool =
        tool(
            () -> {
              overlaps.addAndGet(active.getAndIncrement());
              Thread.yield();
              active.decrementAndGet();
            });
    try (var calls = Executors.newFixedThreadPool(4)) {
      for (var i = 0; i < 200; i++) {
        calls.submit(() -> context.run(tool, ARGUMENTS));
      }
    }
    assertEquals(0, overlaps.get());
  }

  @Test
  void aFailedChangeReleasesTheLock() throws Exception {
    var failing =
        tool(
            () -> {
              throw new IllegalStateException("failed");
            });
    assertThrows(IllegalStateException.class, () -> context.run(failing, ARGUMENTS));
    try (var other = Executors.newSingleThreadExecutor()) {
      var result = other.submit(() -> context.run(tool(() -> {}), ARGUMENTS)).get();
      assertEquals("ran", result.output());
    }
  }

  private static FileWritingTool tool(Runnable action) {
    return new FileWritingTool(
        "change", "Changes.", Map.of(), (call, path) -> Optional.empty(), new SeenFiles()) {
      @Override
      ToolResult change(Arguments arguments, ToolContext toolContext, Path file) {
        action.run();
        return ToolResult.ok("ran");
      }
    };
  }
}
