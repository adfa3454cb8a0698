package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FileActionTest {
  private interface Action {
    String run(FileAction action) throws NeedsToolsException, BlockedException;
  }

  private static String run(String output, String tool, Action action) throws BlockedException {
    return new AnsweredCalls(call -> output, tool).run(tools -> action.run(new FileAction(tools)));
  }

  @Test
  void aListingCountsFilesAndFolders() throws Exception {
    var text =
        run(
            "a.txt\nsrc/\n  b.txt",
            "list_directory",
            action -> action.list(new Intent.ListFolder(".")));
    assertTrue(
        text.startsWith("The workspace contains 2 files and 1 folder in this listing."), text);
  }

  @Test
  void anIncompleteListingSaysWhatIsMissing() throws Exception {
    var text =
        run(
            "a.txt\n... (7 more entries)",
            "list_directory",
            action -> action.list(new Intent.ListFolder("src")));
    assertTrue(
        text.startsWith(
            "src contains more than this listing shows: 1 file and 0 folders, without 7 entries at"
                + " its end."),
        text);
  }

  @Test
  void withoutAShellAFileIsMeasuredByReadingIt() throws Exception {
    assertEquals(
        "a.txt has 2 lines, 3 words and 11 characters.",
        run("one two\ngü\n", "read_file", action -> action.measure(new Intent.Measure("a.txt"))));
  }

  @Test
  void aSummaryHoldsHeadingsAndFirstSentences() throws Exception {
    var text =
        run(
            "# Title\n\nFirst here. Second.\n\n```\ncode\n```\n",
            "read_file",
            action -> action.summarise(new Intent.Summarise("a.md")));
    assertTrue(text.endsWith("Headings:\n\n- Title\n\nFirst sentences:\n\n- First here."), text);
  }

  @Test
  void aFailedCommandBlocksWithItsReason() {
    var blocked =
        assertThrows(
            BlockedException.class,
            () ->
                run(
                    "!Exit code: 3",
                    "shell_execute",
                    action -> action.run(new Intent.RunCommand("x"))));
    assertEquals("The command 'x' failed: Exit code: 3", blocked.getMessage());
  }
}
