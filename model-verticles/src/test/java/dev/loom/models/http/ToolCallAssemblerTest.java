package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolCallAssemblerTest {
  private final ToolCallAssembler calls = new ToolCallAssembler();

  private static ToolCall call(String id, int a) {
    return new ToolCall(id, "x", Map.of("a", a));
  }

  @Test
  void interleavedFragmentsBelongToTheCallAtTheirIndex() {
    calls.add(1, "b", "x", "{\"a\"");
    calls.add(0, "a", "x", "{\"a\"");
    calls.add(1, "", "", ":2}");
    calls.add(0, "", "", ":1}");
    assertEquals(List.of(call("b", 2), call("a", 1)), calls.build(false));
  }

  @Test
  void aNewIdAtTheSameIndexStartsANewCall() {
    calls.add(0, "a", "x", "{\"a\":1}");
    calls.add(0, "b", "x", "{\"a\":2}");
    assertEquals(List.of(call("a", 1), call("b", 2)), calls.build(false));
  }

  @Test
  void missingAndDuplicateIdsAreReplaced() {
    calls.add(0, "", "x", "{\"a\":1}");
    calls.add(0, "", "x", "{\"a\":2}");
    calls.add(1, "call_1", "x", "{\"a\":3}");
    assertEquals(
        List.of(call("call_1", 1), call("call_2", 2), call("call_1_3", 3)), calls.build(false));
  }

  @Test
  void argumentsWithoutAnEndAreMalformedIfTheResponseWasTruncated() {
    calls.add(0, "a", "x", "{\"a\":1");
    assertEquals(List.of(call("a", 1)), calls.build(false));
    assertEquals("{\"a\":1", calls.build(true).getFirst().malformed());
  }
}
