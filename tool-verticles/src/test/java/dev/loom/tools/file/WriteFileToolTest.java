package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class WriteFileToolTest {
  private final WriteFileTool writeFile =
      new WriteFileTool((context, path) -> Optional.empty(), new SeenFiles());
  @TempDir private Path root;
  private ToolHarness harness;

  @BeforeEach
  void open() throws IOException {
    harness = new ToolHarness(root);
  }

  @AfterEach
  void close() throws IOException {
    harness.close();
  }

  @Test
  void aWriteReportsCreationModificationAndNoChange() throws Exception {
    var arguments = Map.<String, Object>of("path", "./d/../d/f", "content", "grün\n");
    assertEquals(
        ToolResult.ok("Wrote 6 bytes to d/f")
            .withFilesChanged(List.of(new FileChange("d/f", FileChange.Kind.CREATED))),
        harness.run(writeFile, arguments));
    assertEquals("grün\n", Files.readString(root.resolve("d/f")));
    assertEquals(
        ToolResult.ok("d/f already has this content (6 bytes); nothing was written"),
        harness.run(writeFile, arguments));
    assertEquals(
        ToolResult.ok("Wrote 0 bytes to d/f")
            .withFilesChanged(List.of(new FileChange("d/f", FileChange.Kind.MODIFIED))),
        harness.run(writeFile, Map.of("path", "d/f", "content", "")));
  }
}
