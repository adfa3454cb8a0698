package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.junit.jupiter.params.provider.ValueSource;

class DeleteFileToolTest {
  private final DeleteFileTool deleteFile = new DeleteFileTool();
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

  private ToolResult delete(String path) throws Exception {
    return harness.run(deleteFile, Map.of("path", path));
  }

  private ToolResult deleteAll(String path) throws Exception {
    return harness.run(deleteFile, Map.of("path", path, "recursive", true));
  }

  private static FileChange deleted(String path) {
    return new FileChange(path, FileChange.Kind.DELETED);
  }

  @Test
  void aFileAndAnEmptyDirectoryAreDeleted() throws Exception {
    assertEquals(
        ToolResult.ok("Deleted d/e/g").withFilesChanged(List.of(deleted("d/e/g"))),
        delete("./d//e/g"));
    assertEquals(ToolResult.ok("Deleted the empty directory d/e"), delete("d/e"));
    assertFalse(Files.exists(root.resolve("d/e")));
  }

  @Test
  void aDirectoryWithContentIsDeletedOnlyOnRequest() throws Exception {
    var refused = assertThrows(IOException.class, () -> delete("d"));
    assertEquals(
        "Directory is not empty: d; to delete it all, set recursive", refused.getMessage());
    assertTrue(Files.exists(root.resolve("d/e/g")));
    var result = deleteAll("d");
    assertEquals("Deleted d with 2 files", result.output());
    assertEquals(List.of(deleted("d/f"), deleted("d/e/g")), result.filesChanged());
    assertFalse(Files.exists(root.resolve("d")));
  }

  @Test
  void linksAreDeletedAndTheirTargetsStay() throws Exception {
    Files.createSymbolicLink(root.resolve("to-d"), Path.of("d"));
    Files.createSymbolicLink(root.resolve("d/out"), temp.resolve("outside"));
    Files.createSymbolicLink(root.resolve("d/up"), Path.of(".."));
    assertEquals("Deleted to-d", delete("to-d").output());
    Files.createSymbolicLink(root.resolve("to-d"), Path.of("d"));
    deleteAll("to-d");
    assertFalse(Files.exists(root.resolve("to-d"), LinkOption.NOFOLLOW_LINKS));
    assertTrue(Files.exists(root.resolve("d/e/g")));
    deleteAll("d");
    assertTrue(Files.exists(temp.resolve("outside")));
    assertTrue(Files.isDirectory(root));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "/etc/hostname", "none", "d/none", "."})
  void whatIsNotInTheWorkspaceIsRefused(String path) throws Exception {
    try {
      assertFalse(deleteAll(path).success());
    } catch (IOException refused) {
      assertFalse(refused.getMessage().isEmpty());
    }
    assertTrue(Files.exists(temp.resolve("outside")));
    assertTrue(Files.exists(root.resolve("d/e/g")));
  }

  @Test
  void deletingADirectoryNeedsAnApproval() {
    assertEquals(
        List.of(new ToolEffect.DeletesPath("a")),
        deleteFile.effects(new Arguments(Map.of("path", "a"))));
    assertEquals(
        new ToolEffect.NeedsApproval(
            "Deletes a with all that is in it; undo cannot bring back large files"),
        deleteFile.effects(new Arguments(Map.of("path", "a", "recursive", true))).get(1));
  }
}
