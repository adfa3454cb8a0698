package dev.loom.api.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolResultTest {
  private static final List<FileChange> CHANGES =
      List.of(new FileChange("a.txt", FileChange.Kind.CREATED));

  @Test
  void copiesKeepAllOtherValues() {
    assertEquals(
        new ToolResult(false, "log", "exit code 1", CHANGES, Map.of("exit_code", 1), "", List.of()),
        ToolResult.fail("exit code 1")
            .withOutput("log")
            .withFilesChanged(CHANGES)
            .withData(Map.of("exit_code", 1)));
  }

  @Test
  void successHasNoErrorAndFailureNoOutput() {
    assertEquals(
        new ToolResult(true, "done", "", List.of(), Map.of(), "", List.of()),
        ToolResult.ok("done"));
    assertEquals(
        new ToolResult(false, "", "no", List.of(), Map.of(), "", List.of()), ToolResult.fail("no"));
  }

  @Test
  void collectionsAreCopied() {
    var changes = new ArrayList<>(CHANGES);
    var result = ToolResult.ok("").withFilesChanged(changes);
    changes.clear();
    assertEquals(CHANGES, result.filesChanged());
  }

  @Test
  void dataMustBeJsonShaped() {
    var result = ToolResult.ok("");
    assertThrows(IllegalArgumentException.class, () -> result.withData(Map.of("a", new Object())));
  }
}
