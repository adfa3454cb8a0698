package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.model.ToolCall;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /// LM Studio gives every fragment a new id; mlx-openai-server repeats the name as well.
  @ParameterizedTest
  @ValueSource(strings = {"", "x"})
  void fragmentsWithIdsOfTheirOwnAreOneCall(String laterName) {
    calls.add(0, "a", "x", "{\"");
    calls.add(0, "b", laterName, "a\"");
    calls.add(0, "c", laterName, ":1}");
    assertEquals(List.of(call("a", 1)), calls.build(false));
  }

  @Test
  void completeCallsWithOneIndexAndOneIdAreSeveral() {
    calls.add(0, "call_0", "x", "{\"a\":1}");
    calls.add(0, "call_0", "x", "{\"a\":2}");
    assertEquals(List.of(call("call_0", 1), call("call_0_2", 2)), calls.build(false));
  }

  @Test
  void fragmentsWithoutAnIndexBelongToTheNewestCall() {
    calls.add(0, "a", "x", "");
    calls.add(-1, "", "", "{\"a\":1}");
    calls.add(1, "b", "x", "{\"a\"");
    calls.add(-1, "", "", ":2}");
    assertEquals(List.of(call("a", 1), call("b", 2)), calls.build(false));
  }

  @Test
  void fragmentsWithoutAnIndexBelongToTheCallWithTheirId() {
    calls.add(-1, "a", "x", "{\"a\"");
    calls.add(-1, "b", "x", "{\"a\"");
    calls.add(-1, "a", "", ":1}");
    calls.add(-1, "b", "", ":2}");
    assertEquals(List.of(call("a", 1), call("b", 2)), calls.build(false));
  }

  /// Reported as agno-agi/agno#8880.
  @Test
  void theHeadOfACallMayHaveTheIndexOfTheCallBefore() {
    calls.add(0, "a", "x", "{\"a\":1}");
    calls.add(0, "b", "x", "");
    calls.add(1, "", "", "{\"a\"");
    calls.add(1, "", "", ":2}");
    assertEquals(List.of(call("a", 1), call("b", 2)), calls.build(false));
  }

  /// Reported as jin-bo/agentao#117.
  @Test
  void callsWithAndWithoutAnIndexAreSeveral() {
    calls.add(0, "a", "x", "{\"a\":1}");
    calls.add(-1, "b", "x", "{\"a\"");
    calls.add(-1, "", "", ":2}");
    assertEquals(List.of(call("a", 1), call("b", 2)), calls.build(false));
  }

  /// Reported as vercel/ai#15879: SGLang.
  @Test
  void argumentsMayArriveBeforeTheName() {
    calls.add(-1, "a", "", "{\"a\"");
    calls.add(-1, "a", "x", "");
    calls.add(-1, "", "", ":1}");
    assertEquals(List.of(call("a", 1)), calls.build(false));
  }

  /// Reported as spring-projects/spring-ai#2417 and pydantic/pydantic-ai#1802.
  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "null"})
  void aCallMayHaveNoArguments(String arguments) {
    calls.add(0, "a", "x", "");
    calls.add(0, "", "", arguments);
    assertEquals(List.of(new ToolCall("a", "x", Map.of())), calls.build(false));
  }

  @Test
  void anIndexThatCountsFragmentsIsOneCall() {
    calls.add(0, "a", "x", "{\"a\"");
    calls.add(1, "", "", ":");
    calls.add(2, "a", "", "1}");
    assertEquals(List.of(call("a", 1)), calls.build(false));
  }

  @Test
  void aNameMayArriveInPiecesOrAgain() {
    calls.add(0, "a", "wri", "");
    calls.add(0, "", "te", "");
    calls.add(0, "a", "write", "{\"a\"");
    calls.add(0, "a", "write", ":1}");
    calls.add(0, "a", "write", "");
    assertEquals(List.of(new ToolCall("a", "write", Map.of("a", 1))), calls.build(false));
  }

  @Test
  void anEmptyObjectBeforeOrACopyAfterTheArgumentsIsIgnored() {
    calls.add(0, "a", "x", "{}");
    calls.add(0, "", "", "{\"a\"");
    calls.add(0, "", "", ":1}");
    calls.add(0, "a", "x", "{\"a\":1}");
    assertEquals(List.of(call("a", 1)), calls.build(false));
  }

  @Test
  void argumentsWithoutAnEndAreMalformedIfTheResponseWasTruncated() {
    calls.add(0, "a", "x", "{\"a\":1 ");
    assertEquals(List.of(call("a", 1)), calls.build(false));
    assertEquals("{\"a\":1", calls.build(true).getFirst().malformed());
  }
}
