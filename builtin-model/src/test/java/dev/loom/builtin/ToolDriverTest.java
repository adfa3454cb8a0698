package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.Message;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolDriverTest {
  private static final List<ToolDescription> TOOLS =
      List.of(new ToolDescription("read_file", "Reads.", Map.of()));
  private static final Map<String, Object> ARGUMENTS = Map.of("path", "a");

  @Test
  void aCallWithoutAResultEndsTheTurn() {
    var tools = new ToolDriver(List.of(), TOOLS);
    var needed =
        assertThrows(
            ToolDriver.NeedsToolsException.class, () -> tools.call("read_file", ARGUMENTS));
    assertEquals(List.of(new ToolCall("call_1", "read_file", ARGUMENTS)), needed.calls());
  }

  @Test
  void aCallWithAResultReturnsIt() throws Exception {
    List<Message> conversation =
        List.of(
            new Message.Assistant("", List.of(new ToolCall("x", "read_file", ARGUMENTS))),
            new Message.ToolOutput("x", "read_file", "text", false));
    assertEquals(
        new ToolDriver.Result("text", Map.of(), false),
        new ToolDriver(conversation, TOOLS).call("read_file", ARGUMENTS));
  }

  @Test
  void aMissingToolBlocks() {
    var tools = new ToolDriver(List.of(), TOOLS);
    assertThrows(BlockedException.class, () -> tools.call("other", Map.of()));
  }

  @Test
  void manyCallsAreSpreadOverTurns() {
    var tools = new ToolDriver(List.of(), TOOLS);
    var needed =
        assertThrows(
            ToolDriver.NeedsToolsException.class,
            () -> tools.callAll("read_file", Collections.nCopies(51, ARGUMENTS)));
    assertEquals(50, needed.calls().size());
  }

  @Test
  void notesBelowTheResultsAreNotResults() {
    var result = new ToolDriver.Result("a\nb\n... (7 more)", Map.of("shown", 2), false);
    assertEquals(List.of("a", "b"), result.lines());
    assertEquals(List.of("a"), new ToolDriver.Result("a", Map.of(), false).lines());
  }

  @Test
  void aFailureIsReportedInOneLine() {
    var failed = new ToolDriver.Result("disk\n full", Map.of(), true);
    var blocked = assertThrows(BlockedException.class, () -> failed.orFail("It failed"));
    assertEquals("It failed: disk full", blocked.getMessage());
  }

  /// Advice to a model does not concern the user who rejected the call.
  @Test
  void aRejectionIsReportedWithoutAdviceToAModel() {
    var text = "The call was not run: it was rejected. Reason: not now. Use another way.";
    var rejected = new ToolDriver.Result(text, Map.of(), true);
    var blocked = assertThrows(BlockedException.class, () -> rejected.orFail("It failed"));
    assertEquals("It failed: it was rejected. Reason: not now.", blocked.getMessage());
  }
}
