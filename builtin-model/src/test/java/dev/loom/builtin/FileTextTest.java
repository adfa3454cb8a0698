package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolResult;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FileTextTest {
  private static final ToolResult SHOWN =
      ToolResult.ok("l1\nl2\n... [4 characters left out] ...\nl4\nl5\n")
          .withData(Map.of("lines", 5, "chars", 15, ToolResult.OMITTED_CHARS, 4));

  private static FileText read(Function<ToolCall, ToolResult> outputs) throws Exception {
    return new AnsweredCalls(outputs, "read_file").run(tools -> FileText.read(tools, "a.txt"));
  }

  private static ToolResult whole(String text, int chars) {
    return ToolResult.ok(text).withData(Map.of("lines", 1, "chars", chars));
  }

  @Test
  void aShortFileIsReadInOneCall() throws Exception {
    assertEquals(new FileText("text", 0), read(call -> whole("text", 4)));
    assertEquals(new FileText("", 0), read(call -> whole("(empty file)", 0)));
    assertEquals(new FileText("(empty file)", 0), read(call -> whole("(empty file)", 12)));
  }

  @Test
  void aTruncatedFileIsReadPageByPage() throws Exception {
    assertEquals(
        new FileText("l1\nl2\nl3\nl4\nl5\n", 0),
        read(
            call -> {
              if (!call.arguments().containsKey("line_start")) {
                return SHOWN;
              }
              var from = ((Number) call.arguments().get("line_start")).intValue();
              var to = ((Number) call.arguments().get("line_end")).intValue();
              return ToolResult.ok(
                  IntStream.rangeClosed(from, to)
                      .mapToObj(line -> "l" + line)
                      .collect(Collectors.joining("\n")));
            }));
  }

  @Test
  void theShownPartIsKeptIfALineIsTooLongToBeRead() throws Exception {
    var text = read(call -> SHOWN);
    assertEquals(new FileText(SHOWN.output(), 4), text);
    assertEquals(" in what could be read of it, without 4 characters in its middle", text.note());
  }

  @Test
  void anUnreadableFileBlocks() {
    var blocked =
        assertThrows(BlockedException.class, () -> read(call -> ToolResult.fail("File not found")));
    assertEquals("a.txt could not be read: File not found", blocked.getMessage());
  }
}
