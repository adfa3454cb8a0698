package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FolderSearchTest {
  private static List<String> paths(AnsweredCalls answered) throws Exception {
    return answered.run(tools -> new FolderSearch(tools, ".", List.of("out.md")).paths());
  }

  private static List<String> matches(AnsweredCalls answered) throws Exception {
    return answered.run(
        tools ->
            new FolderSearch(tools, ".", List.of("out.md"))
                .matches("x").stream().map(match -> match.path() + ":" + match.number()).toList());
  }

  @Test
  void aCompleteListingNeedsOneCall() throws Exception {
    var answered = new AnsweredCalls(call -> AnsweredCalls.lines("b", "out.md", "a"), "glob_find");
    assertEquals(List.of("a", "b"), paths(answered));
    assertEquals(1, answered.calls.size());
    assertEquals(
        Set.of("pattern", "path", "include_ignored"),
        answered.calls.getFirst().arguments().keySet());
  }

  @Test
  void aListingLongerThanAPageIsReadToItsEnd() throws Exception {
    var answered =
        new AnsweredCalls(
            call -> {
              var offset = call.arguments().getOrDefault("offset", 0);
              var count = offset.equals(0) || offset.equals(500) ? 500 : 0;
              return AnsweredCalls.lines(
                  IntStream.range(0, count).mapToObj(i -> offset + "-" + i).toArray(String[]::new));
            },
            "glob_find");
    assertEquals(1_000, paths(answered).size());
  }

  @Test
  void aPartialScanBlocksInsteadOfMissingFiles() {
    var answered =
        new AnsweredCalls(
            call -> AnsweredCalls.lines("a").plusData("complete", false), "glob_find");
    var blocked = assertThrows(BlockedException.class, () -> paths(answered));
    assertTrue(blocked.getMessage().endsWith("Name a smaller folder."), blocked.getMessage());
  }

  @Test
  void aMissingFolderBlocksInsteadOfBeingEmpty() {
    var answered = new AnsweredCalls(call -> ToolResult.fail("Not a directory"), "glob_find");
    var blocked = assertThrows(BlockedException.class, () -> paths(answered));
    assertEquals("The folder . could not be read: Not a directory", blocked.getMessage());
  }

  @Test
  void matchesAreSortedAndNotesAreNone() throws Exception {
    var answered =
        new AnsweredCalls(
            call -> {
              var lines = AnsweredCalls.lines("b:2: x", "out.md:1: x", "a:1: x");
              return lines.withOutput(lines.output() + "\nc:1: a note, not a match");
            },
            "search_files");
    assertEquals(List.of("a:1", "b:2"), matches(answered));
  }

  @Test
  void reportsOfEarlierGoalsAreLeftOut() throws Exception {
    var answered =
        new AnsweredCalls(
            call ->
                call.arguments().get("pattern").equals("x")
                    ? AnsweredCalls.lines("STOCK.md:9: x", "a:1: x", "b.md:1: x")
                    : AnsweredCalls.lines("STOCK.md:5: " + FolderSearch.REPORT_MARK),
            "search_files");
    assertEquals(List.of("a:1", "b.md:1"), matches(answered));
  }

  @Test
  void whatWasNotReadIsNamed() throws Exception {
    var answered =
        new AnsweredCalls(
            call ->
                AnsweredCalls.lines("a")
                    .plusData("skipped", List.of("node_modules"))
                    .plusData("unread", List.of("secret"))
                    .plusData("links", List.of("src/loop"))
                    .plusData("ignored", List.of("1", "2", "3", "4", "5", "6")),
            "glob_find");
    var notes =
        answered.run(
            tools -> {
              var search = new FolderSearch(tools, ".", List.of());
              search.paths();
              return search.skippedNote() + search.exclusionNote();
            });
    assertEquals(
        """


        Not everything could be read: secret could not be read

        Left out: folders named node_modules; 1, 2, 3, 4, 5 and 1 more (by .gitignore); src/loop (links).""",
        notes);
  }

  private static ToolResult large(ToolCall call) {
    return AnsweredCalls.lines("a:1: x").plusData("too_large_count", 1);
  }

  private static ToolResult numbers(ToolCall call) {
    var offset = ((Number) call.arguments().getOrDefault("offset", 0)).intValue();
    var limit = ((Number) call.arguments().getOrDefault("limit", 200)).intValue();
    var lines = IntStream.range(offset, Math.min(700, offset + limit)).mapToObj(i -> i + ":1: x");
    return AnsweredCalls.lines(lines.toArray(String[]::new));
  }

  private static ToolResult truncated() {
    return ToolResult.ok("a\n...\nb").withData(Map.of(ToolResult.OMITTED_CHARS, 9));
  }

  @Test
  void pagesAreReadUntilOneIsNotFull() throws Exception {
    var answered = new AnsweredCalls(FolderSearchTest::numbers, "search_files");
    assertEquals(700, matches(answered).size());
    assertEquals(5, answered.calls.size());
  }

  @Test
  void aTruncatedPageIsReadAgainInHalves() throws Exception {
    var answered =
        new AnsweredCalls(
            call ->
                (int) call.arguments().getOrDefault("limit", 200) > 60
                    ? truncated()
                    : numbers(call),
            "search_files");
    assertEquals(700, matches(answered).size());
  }

  @Test
  void aSingleResultThatIsTruncatedBlocks() {
    var answered = new AnsweredCalls(call -> truncated(), "search_files");
    var blocked = assertThrows(BlockedException.class, () -> matches(answered));
    assertEquals("There are too many results in . to read them all.", blocked.getMessage());
  }

  @Test
  void aFileThatIsTooLargeIsReported() throws Exception {
    var answered = new AnsweredCalls(FolderSearchTest::large, "search_files");
    var note =
        answered.run(
            tools -> {
              var search = new FolderSearch(tools, ".", List.of());
              search.matches("x");
              return search.skippedNote();
            });
    assertEquals(
        "\n\nNot everything could be read: 1 file larger than 5 MiB was not searched", note);
  }
}
