package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.tools.change.ChangeHistory.LoggedChange;
import dev.loom.tools.change.UndoOperation.FileUndo;
import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoConflictsTest {
  @TempDir private Path temp;
  private Path root;
  private ContentStore contents;
  private ConfinedWorkspace workspace;

  @BeforeEach
  void open() throws IOException {
    root = Files.createDirectory(temp.toRealPath().resolve("ws"));
    contents = new ContentStore(temp.resolve("images"), Long.MAX_VALUE / 2);
    workspace = ConfinedWorkspace.open(root);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  private FileVersion stored(String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return FileVersion.file(contents.store(bytes, false), bytes.length, "");
  }

  private static LoggedChange change(long id, String path, FileVersion from, FileVersion to) {
    var transition =
        new FileTransition(
            new SubtaskId("s"), new StepId("s.1"), "tool", path, from, to, 0, Instant.EPOCH);
    return new LoggedChange(id, transition, false);
  }

  private List<String> conflicts(FileUndo... steps) throws IOException {
    return checks().find(List.of(steps));
  }

  private UndoConflicts checks() {
    var currentFiles =
        new CurrentFiles(workspace, contents, new StoredContentLimits(1_000, 10_000));
    return new UndoConflicts(workspace, currentFiles, contents);
  }

  private static FileUndo undo(String path, LoggedChange... changes) {
    return new FileUndo(path, List.of(changes), List.of());
  }

  @Test
  void anUnchangedFileHasNoConflict() throws Exception {
    Files.writeString(root.resolve("f"), "new");
    assertEquals(List.of(), conflicts(undo("f", change(1, "f", stored("old"), stored("new")))));
  }

  @Test
  void aFileEditedSinceIsAConflict() throws Exception {
    Files.writeString(root.resolve("f"), "mine");
    var found = conflicts(undo("f", change(1, "f", stored("old"), stored("new"))));
    assertTrue(found.getFirst().startsWith("f was edited since"), found.toString());
  }

  @Test
  void aFileAlreadyRestoredHasNoConflict() throws Exception {
    Files.writeString(root.resolve("f"), "old");
    assertEquals(List.of(), conflicts(undo("f", change(1, "f", stored("old"), stored("new")))));
  }

  @Test
  void aMissingContentIsFound() throws Exception {
    Files.writeString(root.resolve("f"), "new");
    var lost = FileVersion.file("0".repeat(64), 3, "");
    var found = checks().findMissingContent(undo("f", change(1, "f", lost, stored("new"))));
    assertTrue(found.orElseThrow().startsWith("f: change 1 cannot be undone"), found.toString());
  }

  @Test
  void aGapBetweenTwoChangesIsAConflict() throws Exception {
    Files.writeString(root.resolve("f"), "3");
    var found =
        conflicts(
            undo(
                "f",
                change(1, "f", stored("0"), stored("1")),
                change(2, "f", stored("2"), stored("3"))));
    assertTrue(found.getFirst().contains("between change 1 and change 2"), found.toString());
  }

  @Test
  void aLaterChangeOutsideTheSelectionIsAConflict() throws Exception {
    Files.writeString(root.resolve("f"), "2");
    var first = change(1, "f", stored("0"), stored("1"));
    var later = change(2, "f", stored("1"), stored("2"));
    var found = conflicts(new FileUndo("f", List.of(first), List.of(later)));
    assertTrue(found.getFirst().contains("change 2 of subtask s"), found.toString());
  }

  @Test
  void aFileThatBlocksARestoredPathIsAConflictUnlessItIsRemovedToo() throws Exception {
    Files.writeString(root.resolve("d"), "new");
    var restored = undo("d/f", change(1, "d/f", stored("old"), FileVersion.NOTHING));
    var removed = undo("d", change(2, "d", FileVersion.NOTHING, stored("new")));
    assertTrue(conflicts(restored).getFirst().contains("d is no longer a directory"));
    assertEquals(List.of(), conflicts(restored, removed));
  }
}
