package dev.loom.contracts.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.tool.FileChange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkspaceChangesTest {
  private static FileChange change(FileChange.Kind kind) {
    return new FileChange("a", kind);
  }

  @ParameterizedTest
  @CsvSource({
    "CREATED, MODIFIED, CREATED",
    "MODIFIED, MODIFIED, MODIFIED",
    "MODIFIED, DELETED, DELETED",
    "DELETED, CREATED, MODIFIED"
  })
  void consecutiveChangesOfAFileAreCombined(
      FileChange.Kind first, FileChange.Kind second, FileChange.Kind combined) {
    var changes = WorkspaceChanges.NONE.plus(List.of(change(first))).plus(List.of(change(second)));
    assertEquals(List.of(change(combined)), changes.files());
  }

  @Test
  void fileCreatedAndDeletedAgainIsNoChange() {
    assertEquals(
        WorkspaceChanges.NONE,
        WorkspaceChanges.NONE.plus(
            List.of(change(FileChange.Kind.CREATED), change(FileChange.Kind.DELETED))));
  }

  @Test
  void changesAreCountedAndSortedByPath() {
    var changes =
        WorkspaceChanges.NONE.plus(
            List.of(
                new FileChange("z", FileChange.Kind.CREATED),
                new FileChange("b", FileChange.Kind.DELETED),
                new FileChange("a", FileChange.Kind.CREATED)));
    assertEquals(List.of("a", "b", "z"), changes.files().stream().map(FileChange::path).toList());
    assertEquals(2, changes.filesCreated());
    assertEquals(0, changes.filesModified());
    assertEquals(1, changes.filesDeleted());
  }

  @Test
  void thatOtherFilesMayHaveChangedIsNotForgotten() {
    var unknown = WorkspaceChanges.NONE.withUnknown(true);
    assertEquals(Boolean.TRUE, WorkspaceChanges.NONE.plus(unknown).filesChangedUnknown());
    assertEquals(
        Boolean.TRUE,
        unknown
            .plus(List.of(change(FileChange.Kind.CREATED)))
            .withUnknown(false)
            .filesChangedUnknown());
  }
}
