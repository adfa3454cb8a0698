package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PagedReaderTest {
  private static PagedReader reader(ToolDriver tools) {
    return new PagedReader(
        tools,
        "read",
        "It could not be read",
        (first, last) -> Map.of("first", first, "last", last));
  }

  private static Optional<List<String>> read(AnsweredCalls answered, int last) throws Exception {
    return answered
        .run(tools -> reader(tools).read(last, 4))
        .map(pages -> pages.stream().map(ToolDriver.Result::text).toList());
  }

  private static String range(ToolCall call) {
    return call.arguments().get("first") + "-" + call.arguments().get("last");
  }

  private static ToolResult truncated() {
    return ToolResult.ok("a\n...\nb").withData(Map.of(ToolResult.OMITTED_CHARS, 9));
  }

  @Test
  void theLastPageMayBeShorter() throws Exception {
    var answered = new AnsweredCalls(call -> ToolResult.ok(range(call)), "read");
    assertEquals(Optional.of(List.of("1-4", "5-8", "9-9")), read(answered, 9));
  }

  @Test
  void aTruncatedPageIsReadAgainInHalves() throws Exception {
    var answered =
        new AnsweredCalls(
            call -> range(call).equals("1-4") ? truncated() : ToolResult.ok(range(call)), "read");
    assertEquals(Optional.of(List.of("1-2", "3-4")), read(answered, 4));
  }

  @Test
  void aSingleResultThatIsTruncatedMakesAllIncomplete() throws Exception {
    assertEquals(Optional.empty(), read(new AnsweredCalls(call -> truncated(), "read"), 8));
  }

  @Test
  void aFailedPageBlocks() {
    var answered = new AnsweredCalls(call -> ToolResult.fail("gone"), "read");
    var blocked = assertThrows(BlockedException.class, () -> read(answered, 8));
    assertEquals("It could not be read: gone", blocked.getMessage());
  }

  @Test
  void pagesAreReadUntilOneIsNotFull() throws Exception {
    var answered =
        new AnsweredCalls(
            call ->
                (int) call.arguments().get("first") < 13
                    ? AnsweredCalls.lines("a", "b", "c", "d")
                    : AnsweredCalls.lines("e"),
            "read");
    var pages = answered.run(tools -> reader(tools).read(Integer.MAX_VALUE, 4)).orElseThrow();
    assertEquals(14, pages.stream().mapToInt(page -> page.lines().size()).sum());
  }
}
