package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.ToolCall;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class FileTextTest {
  private static FileText read(Function<ToolCall, String> outputs) throws Exception {
    return new AnsweredCalls(outputs, "read_file").run(tools -> FileText.read(tools, "a.txt"));
  }

  @Test
  void aShortFileIsReadInOneCall() throws Exception {
    assertEquals(new FileText("text", 0), read(call -> "text"));
    assertEquals(new FileText("", 0), read(call -> "(empty file)"));
  }

  @Test
  void aTruncatedFileIsReadPageByPage() throws Exception {
    var first = "l1\nl2\n... [4 characters left out] ...\nl4\nl5\n";
    assertEquals(
        new FileText("l1\nl2\nl3\nl4\nl5\n", 0),
        read(
            call -> {
              if (!call.arguments().containsKey("line_start")) {
                return first;
              }
              if (!call.arguments().containsKey("line_end")) {
                return "!a.txt has 5 lines; there is no line 2147483647";
              }
              var lines = new StringBuilder();
              var end = ((Number) call.arguments().get("line_end")).intValue();
              for (var at = ((Number) call.arguments().get("line_start")).intValue();
                  at <= end;
                  at++) {
                lines.append(lines.isEmpty() ? "" : "\n").append("l").append(at);
              }
              return lines.toString();
            }));
  }

  @Test
  void theShownPartIsKeptIfThePagesCannotBeRead() throws Exception {
    var shown = "l1\nl2\n... [4 characters left out] ...\nl4\nl5\n";
    var text = read(call -> call.arguments().containsKey("line_start") ? "!no" : shown);
    assertEquals(new FileText(shown, 4), text);
    assertEquals(" in what could be read of it, without 4 characters in its middle", text.note());
  }

  @Test
  void anUnreadableFileBlocks() {
    var blocked = assertThrows(BlockedException.class, () -> read(call -> "!File not found"));
    assertEquals("a.txt could not be read: File not found", blocked.getMessage());
  }
}
