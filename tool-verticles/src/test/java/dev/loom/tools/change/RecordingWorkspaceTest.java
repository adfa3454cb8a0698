package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import dev.loom.tools.ChangeLogHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests deleting and moving through a tool call, with diff and undo.
@Timeout(60)
class RecordingWorkspaceTest {
  @TempDir private Path temp;
  private ChangeLogHarness harness;
  private volatile WorkspaceAction action;

  @FunctionalInterface
  private interface WorkspaceAction {
    void run(Workspace workspace) throws Exception;
  }

  private final class ActionTool implements Tool {
    @Override
    public ToolDescriptor descriptor() {
      return ToolDescriptor.of("act", "Changes files.", Map.of("type", "object"));
    }

    @Override
    public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
      action.run(context.workspace());
      return ToolResult.ok("done");
    }
  }

  @BeforeEach
  void open() throws IOException {
    harness = new ChangeLogHarness(temp, new ActionTool());
  }

  @AfterEach
  void close() {
    harness.close();
  }

  private ToolResult act(WorkspaceAction next) throws InterruptedException {
    action = next;
    return harness.run("s", "act", Map.of());
  }

  @Test
  void whatUndoCannotBringBackIsNotDeletedWithoutAnApproval() throws Exception {
    Files.write(harness.root.resolve("big"), new byte[9 << 20]);
    assertRefused(
        "big was not deleted, because undo could not bring it back: the file is larger than"
            + " tools.undo_file_bytes_max. It needs the user's approval (recursive).",
        workspace -> workspace.delete("big"));
    assertTrue(Files.exists(harness.root.resolve("big")));
  }

  private void assertRefused(String message, WorkspaceAction next) throws Exception {
    var before = harness.tree();
    assertEquals(message, act(next).error());
    assertEquals(before, harness.tree());
    assertEquals(List.of(), harness.kinds());
  }

  private Path file(String path, String content) throws IOException {
    var file = harness.root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  @Test
  void aDeletedFileAndItsDirectoryComeBackWithUndo() throws Exception {
    file("d/f", "text");
    var before = harness.tree();
    var result =
        act(
            workspace -> {
              workspace.delete("d/f");
              workspace.delete("d");
            });
    assertTrue(result.success(), result.error());
    assertFalse(Files.exists(harness.root.resolve("d")));
    assertEquals(List.of("DELETED d/f"), harness.kinds());
    harness.restart();
    harness.undoAll();
    assertEquals(before, harness.tree());
  }

  @Test
  void aMovedFileIsADeletedAndACreatedOneAndMovesBackWithUndo() throws Exception {
    file("a", "text");
    var before = harness.tree();
    assertTrue(act(workspace -> workspace.move("a", "x/y/b")).success());
    assertEquals("text", Files.readString(harness.root.resolve("x/y/b")));
    assertFalse(Files.exists(harness.root.resolve("a")));
    assertEquals(List.of("DELETED a", "CREATED x/y/b"), harness.kinds());
    harness.restart();
    harness.undoAll();
    assertEquals(before, harness.tree());
  }

  @Test
  void aLinkIsDeletedAndMovedItselfAndNotItsTarget() throws Exception {
    file("target", "text");
    Files.createSymbolicLink(harness.root.resolve("one"), Path.of("target"));
    Files.createSymbolicLink(harness.root.resolve("two"), Path.of("/etc/passwd"));
    var before = harness.tree();
    act(
        workspace -> {
          workspace.delete("one");
          workspace.move("two", "three");
        });
    assertEquals("text", Files.readString(harness.root.resolve("target")));
    assertEquals(Path.of("/etc/passwd"), Files.readSymbolicLink(harness.root.resolve("three")));
    assertEquals(List.of("DELETED one", "DELETED two", "CREATED three"), harness.kinds());
    harness.undoAll();
    assertEquals(before, harness.tree());
  }

  @Test
  void directoriesAreMadeWithTheirParentsAndMayExist() throws Exception {
    assertTrue(
        act(workspace -> {
              workspace.makeDirectory("a/b/c");
              workspace.makeDirectory("a/b");
            })
            .success());
    assertTrue(Files.isDirectory(harness.root.resolve("a/b/c")));
  }

  @Test
  void impossibleChangesAreRefusedAndRecordNothing() throws Exception {
    file("f", "text");
    file("g", "text");
    file("d/h", "text");
    Files.createSymbolicLink(harness.root.resolve("out"), temp);
    assertRefused("File not found: no", workspace -> workspace.delete("no"));
    assertRefused("Directory is not empty: d", workspace -> workspace.delete("d"));
    assertRefused("The workspace itself cannot be changed: .", w -> w.delete("."));
    assertRefused("File exists already: g", workspace -> workspace.move("f", "g"));
    assertRefused("File exists already: f", workspace -> workspace.move("f", "f"));
    assertRefused("Not a file: d", workspace -> workspace.move("d", "e"));
    assertRefused("File not found: no", workspace -> workspace.move("no", "e"));
    assertRefused("Not a directory: f", workspace -> workspace.makeDirectory("f"));
    for (var path : List.of("../x", "out/x")) {
      assertEscapes(workspace -> workspace.move("f", path));
      assertEscapes(workspace -> workspace.delete(path));
      assertEscapes(workspace -> workspace.makeDirectory(path));
    }
    assertFalse(Files.exists(temp.resolve("x")));
  }

  private void assertEscapes(WorkspaceAction next) throws Exception {
    var error = act(next).error();
    assertTrue(error.startsWith("Safety violation: Path '"), error);
    assertEquals(List.of(), harness.kinds());
  }
}
