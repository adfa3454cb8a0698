package dev.loom.api.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
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

  @Test
  void aResultIsBounded() {
    var result = ToolResult.ok("");
    var manyValues =
        Map.<String, Object>of("n", Collections.nCopies(ToolResult.DATA_VALUES_MAX, 1));
    var longText = Map.<String, Object>of("t", "x".repeat(ToolResult.DATA_CHARS_MAX));
    var blocks =
        Collections.<ContentBlock>nCopies(
            ToolResult.CONTENT_BLOCKS_MAX + 1, new ContentBlock.Text("x"));
    assertThrows(IllegalArgumentException.class, () -> result.withData(manyValues));
    assertThrows(IllegalArgumentException.class, () -> result.withData(longText));
    assertThrows(IllegalArgumentException.class, () -> result.withContent(blocks));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ContentBlock.Image("x".repeat(ContentBlock.IMAGE_CHARS_MAX + 1), "image/png"));
  }
}
