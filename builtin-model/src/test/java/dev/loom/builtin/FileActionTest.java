package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.ToolResult;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileActionTest {
  private interface Command {
    String run(FileAction action) throws ToolDriver.NeedsToolsException, BlockedException;
  }

  private static String run(ToolResult output, String tool, Command action)
      throws BlockedException {
    return new AnsweredCalls(call -> output, tool).run(tools -> action.run(new FileAction(tools)));
  }

  private static ToolResult text(String text) {
    return ToolResult.ok(text).withData(Map.of("lines", 2, "chars", text.length()));
  }

  private static ToolResult listing(String text, int files, int directories, int omitted) {
    return ToolResult.ok(text)
        .withData(Map.of("files", files, "directories", directories, "omitted", omitted));
  }

  @Test
  void aListingCountsFilesAndFolders() throws Exception {
    var text =
        run(
            listing("a.txt\nsrc/\n  b.txt", 2, 1, 0),
            "list_directory",
            action -> action.list(Intent.of(Action.LIST_FOLDER, ".", "")));
    assertTrue(
        text.startsWith("The workspace contains 2 files and 1 folder in this listing."), text);
  }

  @Test
  void anIncompleteListingSaysWhatIsMissing() throws Exception {
    var text =
        run(
            listing("a.txt\n... (7 more entries)", 1, 0, 7),
            "list_directory",
            action -> action.list(Intent.of(Action.LIST_FOLDER, "src", "")));
    assertTrue(
        text.startsWith(
            "src contains more than this listing shows: 1 file and 0 folders, without 7 entries at"
                + " its end."),
        text);
  }

  @Test
  void aTruncatedListingSaysSo() throws Exception {
    var text =
        run(
            listing("a.txt\n...\nb.txt", 600, 2, 0).plusData(ToolResult.OMITTED_CHARS, 9),
            "list_directory",
            action -> action.list(Intent.of(Action.LIST_FOLDER, "src", "")));
    assertTrue(
        text.startsWith(
            "src contains 600 files and 2 folders, without 9 characters in its middle."),
        text);
  }

  private static ToolResult truncated(String text) {
    return ToolResult.ok(text)
        .withData(Map.of("lines", 20_001, "chars", 360_018, ToolResult.OMITTED_CHARS, 4));
  }

  @Test
  void aTruncatedFileIsReadInPartAndSaysSo() throws Exception {
    var text =
        run(
            truncated("l1\n...\nl5\n"),
            "read_file",
            action -> action.read(Intent.of(Action.READ_FILE, "a.txt", "")));
    assertTrue(
        text.startsWith("a.txt has 20,001 lines, shown without 4 characters in its middle."), text);
  }

  @Test
  void aTruncatedFileIsMeasuredWithoutItsWords() throws Exception {
    assertEquals(
        "a.txt has 20,001 lines and 360,018 characters. It is too long for its words to be"
            + " counted.",
        run(
            truncated("l1\n...\nno end"),
            "read_file",
            action -> action.measure(Intent.of(Action.MEASURE, "a.txt", ""))));
  }

  @Test
  void anEmptyFileHasNothing() throws Exception {
    assertEquals(
        "a.txt has 0 lines, 0 words and 0 characters.",
        run(
            ToolResult.ok("(empty file)").withData(Map.of("lines", 0, "chars", 0)),
            "read_file",
            action -> action.measure(Intent.of(Action.MEASURE, "a.txt", ""))));
  }

  @Test
  void anUnreadableFileBlocks() {
    var blocked =
        assertThrows(
            BlockedException.class,
            () ->
                run(
                    ToolResult.fail("File not found"),
                    "read_file",
                    action -> action.read(Intent.of(Action.READ_FILE, "a.txt", ""))));
    assertEquals("a.txt could not be read: File not found", blocked.getMessage());
  }

  @Test
  void aFileIsMeasuredByReadingItWithALastLineThatDoesNotEnd() throws Exception {
    for (var end : List.of("\n", "!")) {
      assertEquals(
          "a.txt has 2 lines, 3 words and 11 characters.",
          run(
              text("one two\ngü" + end),
              "read_file",
              action -> action.measure(Intent.of(Action.MEASURE, "a.txt", ""))));
    }
  }

  @Test
  void aFailedCommandBlocksWithItsReason() {
    var blocked =
        assertThrows(
            BlockedException.class,
            () ->
                run(
                    ToolResult.fail("Exit code: 3"),
                    "shell_execute",
                    action -> action.run(Intent.of(Action.RUN_COMMAND, ".", "x"))));
    assertEquals("The command 'x' failed: Exit code: 3", blocked.getMessage());
  }

  @Test
  void aCommandThatPrintsNothingShowsNoEmptyBlock() throws Exception {
    assertEquals(
        "Ran `sleep 1`. It printed nothing.",
        run(
            ToolResult.ok("\n"),
            "shell_execute",
            action -> action.run(Intent.of(Action.RUN_COMMAND, "", "sleep 1"))));
  }
}
