package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoveFileToolTest {
  private final MoveFileTool moveFile = new MoveFileTool();
  @TempDir private Path temp;
  private Path root;
  private ToolHarness harness;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(temp.resolve("w"));
    harness = new ToolHarness(root);
    Files.createDirectories(root.resolve("d/e"));
    Files.writeString(root.resolve("d/f"), "1");
    Files.writeString(root.resolve("d/e/g"), "2");
    Files.writeString(temp.resolve("outside"), "3");
  }

  @AfterEach
  void close() throws IOException {
    harness.close();
  }

  private ToolResult move(String source, String destination) throws Exception {
    return harness.run(moveFile, Map.of("source", source, "destination", destination));
  }

  @Test
  void aFileIsMovedAndItsNewDirectoriesCreated() throws Exception {
    assertEquals(
        ToolResult.ok("Moved d/f to new/deep/f")
            .withFilesChanged(
                List.of(
                    new FileChange("d/f", FileChange.Kind.DELETED),
                    new FileChange("new/deep/f", FileChange.Kind.CREATED))),
        move("d/f", "new/deep/f"));
    assertEquals("1", Files.readString(root.resolve("new/deep/f")));
    assertFalse(Files.exists(root.resolve("d/f")));
  }

  @Test
  void aDirectoryIsMovedWithItsContentAndLinks() throws Exception {
    Files.createSymbolicLink(root.resolve("d/out"), temp.resolve("outside"));
    Files.createDirectory(root.resolve("d/empty"));
    assertTrue(move("d", "x/y").success());
    assertFalse(Files.exists(root.resolve("d")));
    assertEquals("2", Files.readString(root.resolve("x/y/e/g")));
    assertTrue(Files.isSymbolicLink(root.resolve("x/y/out")));
    assertTrue(Files.isDirectory(root.resolve("x/y/empty")));
  }

  @Test
  void aLinkIsMovedAndItsTargetStays() throws Exception {
    Files.createSymbolicLink(root.resolve("to-d"), Path.of("d"));
    move("to-d", "renamed");
    assertTrue(Files.isSymbolicLink(root.resolve("renamed")));
    assertFalse(Files.exists(root.resolve("to-d"), LinkOption.NOFOLLOW_LINKS));
    assertTrue(Files.exists(root.resolve("d/e/g")));
  }

  @ParameterizedTest
  @CsvSource({
    "d/f,d/e/g",
    "d,d/e/h",
    "d,d",
    "d/f,d/f",
    "d,x/../d/z",
    "none,x",
    ".,x",
    "d/f,../x",
    "../outside,x",
    "/etc/hostname,x",
    "d/f,/tmp/loom-moved",
    "d/f,d/f/x"
  })
  void whatWouldReplaceOrLeaveIsRefusedAndNothingMoves(String source, String destination)
      throws Exception {
    try {
      assertFalse(move(source, destination).success());
    } catch (IOException refused) {
      assertFalse(refused.getMessage().isEmpty());
    }
    assertEquals("1", Files.readString(root.resolve("d/f")));
    assertEquals("2", Files.readString(root.resolve("d/e/g")));
    assertEquals("3", Files.readString(temp.resolve("outside")));
  }

  @Test
  void bothPathsAreDeclared() {
    assertEquals(
        List.of(new ToolEffect.DeletesPath("a"), new ToolEffect.WritesPath("b")),
        moveFile.effects(new Arguments(Map.of("source", "a", "destination", "b"))));
  }
}
