package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PagedReaderTest {
  private static PagedReader.Result read(AnsweredCalls answered, long count) throws Exception {
    return answered.run(
        tools ->
            new PagedReader(
                    tools,
                    (first, last) ->
                        new ToolDriver.Invocation("read", Map.of("first", first, "last", last)))
                .read(count, 4));
  }

  private static String range(ToolCall call) {
    return call.arguments().get("first") + "-" + call.arguments().get("last");
  }

  @Test
  void theLastPageMayBeShorter() throws Exception {
    var answered = new AnsweredCalls(PagedReaderTest::range, "read");
    assertEquals(new PagedReader.Result(List.of("1-4", "5-8", "9-9"), true), read(answered, 9));
  }

  @Test
  void aTruncatedPageIsReadAgainInHalves() throws Exception {
    var answered =
        new AnsweredCalls(
            call ->
                range(call).equals("1-4") ? "a\n... [9 characters left out] ...\nb" : range(call),
            "read");
    assertEquals(new PagedReader.Result(List.of("1-2", "3-4"), true), read(answered, 4));
  }

  @Test
  void aFailedPageMakesTheResultIncomplete() throws Exception {
    var answered =
        new AnsweredCalls(call -> range(call).equals("5-8") ? "!gone" : range(call), "read");
    assertEquals(new PagedReader.Result(List.of("1-4"), false), read(answered, 8));
  }
}
