package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextSearcherTest {
  private static final String STOPPED = "\n... (stopped after 200 matches)";

  private static List<String> search(AnsweredCalls answered) throws Exception {
    return answered.run(
        tools ->
            new TextSearcher(tools, ".")
                .matches("x").stream().map(match -> match.path() + ":" + match.number()).toList());
  }

  @Test
  void aCompleteSearchNeedsOneCall() throws Exception {
    var answered = new AnsweredCalls(call -> "b:2: x\na:1: x", "search_files");
    assertEquals(List.of("a:1", "b:2"), search(answered));
  }

  @Test
  void aTruncatedSearchEndsWithReadingTheFilesThatHaveTooManyMatches() throws Exception {
    var answered =
        new AnsweredCalls(TextSearcherTest::output, "search_files", "glob_find", "read_file");
    assertEquals(List.of("a:1", "b:1", "b:3"), search(answered));
  }

  private static String output(ToolCall call) {
    return switch (call.name()) {
      case "glob_find" -> "a\nb";
      case "read_file" -> "x\ny\nx";
      default -> "a".equals(call.arguments().get("path")) ? "a:1: x" : "b:1: x" + STOPPED;
    };
  }

  @Test
  void skippedFilesAreReportedInOneLine() throws Exception {
    var answered =
        new AnsweredCalls(
            call -> "a:1: x\n(1 files larger than 5 MiB were not searched)", "search_files");
    var note =
        answered.run(
            tools -> {
              var searcher = new TextSearcher(tools, ".");
              searcher.matches("x");
              return searcher.skippedNote();
            });
    assertEquals("1 file larger than 5 MiB was not searched", note);
  }
}
