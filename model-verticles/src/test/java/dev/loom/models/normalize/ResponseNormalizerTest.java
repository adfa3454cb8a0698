package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.bus.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ResponseNormalizerTest {
  private static final List<ToolDescription> TOOLS =
      List.of(
          tool("read_file", Map.of("path", Map.of("type", "string"))),
          tool(
              "search",
              Map.of(
                  "query", Map.of("type", "string"),
                  "max", Map.of("type", "integer"),
                  "all", Map.of("type", List.of("boolean", "null")),
                  "in", Map.of("type", "array"))),
          tool("mcp.web.get", Map.of("url", Map.of("type", "string"))));

  private static ToolDescription tool(String name, Map<String, Object> properties) {
    return new ToolDescription(name, "does", Map.of("type", "object", "properties", properties));
  }

  private static ModelRequest request(Message... more) {
    var messages = new ArrayList<Message>(List.of(new Message.User("go")));
    messages.addAll(List.of(more));
    return new ModelRequest(ModelRole.EXECUTOR, messages, TOOLS, Optional.empty());
  }

  private static ModelResponse answer(
      String text, ModelResponse.StopReason stop, ToolCall... calls) {
    return new ModelResponse(text, "", List.of(calls), new TokenUsage(3, 2), "m", stop);
  }

  private static ModelResponse normalized(String text) {
    return ResponseNormalizer.normalize(request(), answer(text, ModelResponse.StopReason.DONE));
  }

  /// Formats the calls as `name{arguments}`, malformed ones as `name!`.
  private static String calls(ModelResponse response) {
    return response.toolCalls().stream()
        .map(
            call -> call.name() + (call.malformed().isEmpty() ? Json.write(call.arguments()) : "!"))
        .collect(Collectors.joining(" "));
  }

  /// `~` stands for a line break, `<!` and `!>` for the same with a bar, `READ` for a call.
  private static String filled(String pattern) {
    return pattern
        .replace('~', '\n')
        .replace("<!", "<|")
        .replace("!>", "|>")
        .replace("READ", "read_file{\"path\":\"a.txt\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        // Hermes, Qwen
        "<tool_call>~{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}~</tool_call>|READ|^^",
        "I look.~<tool_call>{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}</tool_call>|READ|I look.",
        "<tool_call>{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}</tool_call><tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>|READ search{}|^^",
        "<tool_call>[{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}]</tool_call>|READ|^^",
        "<tool_call>{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}|READ|^^",
        "<tool_call>{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}</tool_call>|READ|^^",
        "<tool_call>{'name':'read_file','arguments':{'path':'a.txt',},}</tool_call> so|READ|so",
        "<tool_call>{\"name\":\"read_file\",\"arguments\":\"{\\\"path\\\":\\\"a.txt\\\"}\"}</tool_call>|READ|^^",
        "<tool_call>{\"name\":\"read_file\",\"arguments\":{\"path\":\"</tool_call>\"}}</tool_call>|read_file{\"path\":\"</tool_call>\"}|^^",
        "<tool_call>{\"name\":\"read_fil\",\"arguments\":{\"path\":\"a\"}}</tool_call>|read_fil{\"path\":\"a\"}|^^",
        "<tool_call>{\"name\":\"read_file\",\"arguments\":{\"path\":\"a\"b\"}}</tool_call>|read_file!|^^",
        "<tool_call>{\"name\":\"search\"}</tool_call>|search{}|^^",
        "```xml~<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>~```|search{}|^^",
        "<tool_calls><tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call></tool_calls>|search{}|^^",
        "<tool_call>{\"type\":\"function\",\"function\":{\"name\":\"search\",\"arguments\":\"{}\"}}</tool_call>|search{}|^^",
        // Qwen-coder, Llama
        "<tool_call>~<function=read_file>~<parameter=path>~a.txt~</parameter>~</function>~</tool_call>|READ|^^",
        "<function=read_file><parameter=path>a.txt</parameter></function>|READ|^^",
        "<function=search><parameter=query>5</parameter><parameter=max>5</parameter><parameter=all>True</parameter><parameter=in>[\"a\"]</parameter></function>|search{\"query\":\"5\",\"max\":5,\"all\":true,\"in\":[\"a\"]}|^^",
        "<function=search><parameter=max>many</parameter></function>|search{\"max\":\"many\"}|^^",
        "<function=read_file><parameter=path>~~a~~</parameter></function>|read_file{\"path\":\"\\na\\n\"}|^^",
        "<function=read_file>{\"path\":\"a.txt\"}</function>|READ|^^",
        "<function=search></function>|search{}|^^",
        "<function=serch></function>|serch{}|^^",
        "<function=mcp.web.get><parameter=url>u</parameter></function>|mcp.web.get{\"url\":\"u\"}|^^",
        "<!python_tag!>{\"name\":\"read_file\",\"parameters\":{\"path\":\"a.txt\"}}<!eom_id!>|READ|^^",
        "<!python_tag!>{\"name\":\"search\",\"parameters\":{}}; {\"name\":\"read_file\",\"parameters\":{\"path\":\"a.txt\"}}|search{} READ|^^",
        "<!python_tag!>read_file.call(path=\"a.txt\")|READ|^^",
        // Mistral
        "[TOOL_CALLS] [{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}},{\"name\":\"search\",\"arguments\":{}}]|READ search{}|^^",
        "[TOOL_CALLS]read_file[ARGS]{\"path\":\"a.txt\"}|READ|^^",
        "[TOOL_CALLS]read_file{\"path\":\"a.txt\"}[TOOL_CALLS]search{}|READ search{}|^^",
        // Anthropic-like
        "<function_calls>~<invoke name=\"read_file\">~<parameter name=\"path\">a.txt</parameter>~</invoke>~</function_calls>|READ|^^",
        "<invoke name=\"search\"><parameter name=\"max\">3</parameter></invoke>|search{\"max\":3}|^^",
        // a code block at the end
        "I look:~```json~{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}~```|READ|I look:",
        "```~{\"tool\":\"read_file\",\"args\":{\"path\":\"a.txt\"}}~```|READ|^^",
        "```json~{\"function\":\"read_file\",\"input\":{\"path\":\"a.txt\"}}~```~|READ|^^",
        "```json~{\"function\":{\"name\":\"read_file\",\"parameters\":{\"path\":\"a.txt\"}}}~```|READ|^^",
        "```json~[{\"name\":\"search\",\"arguments\":{}}]~```~```json~{\"name\":\"search\",\"arguments\":{}}~```|search{} search{}|^^",
        "```tool_code~read_file(path=\"a.txt\")~```|READ|^^",
        "```json~{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}|READ|^^",
        // only calls
        "{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}|READ|^^",
        " [{\"name\":\"read_file\",\"arguments\":{\"path\":\"a.txt\"}}] |READ|^^",
        "{\"name\":\"search\",\"arguments\":{}}~{\"name\":\"search\",\"arguments\":{}}|search{} search{}|^^",
        "{\"tool_calls\":[{\"name\":\"search\",\"arguments\":{}}]}|search{}|^^",
        "{\"name\":\"functions.search\",\"arguments\":{}}|search{}|^^",
        "{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"search\",\"arguments\":\"{}\"}}|search{}|^^",
        // lines in function syntax
        "read_file(path=\"a.txt\")|READ|^^",
        "Let me see.~~read_file(path='a.txt')~search(query=\"a (b)\", max=2, all=True, in=['x'])|READ search{\"query\":\"a (b)\",\"max\":2,\"all\":true,\"in\":[\"x\"]}|Let me see.",
        "read_file({\"path\":\"a.txt\"})|READ|^^",
        "search()|search{}|^^",
        "mcp.web.get(url=\"u\")|mcp.web.get{\"url\":\"u\"}|^^",
      })
  void anInlineCallIsExtractedFromTheText(String text, String calls, String rest) {
    var result = normalized(filled(text));
    assertEquals(filled(calls), calls(result));
    assertEquals(rest, result.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "All done.",
        "Use the `<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>` form.",
        "It begins with <tool_call> and ends so.",
        "```xml~<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>~```~That is how it looks.",
        "<tool_call>{\"title\":\"x\"}</tool_call>",
        "<function=a b c!></function>",
        "<|python_tag|>import os~os.listdir()",
        "[TOOL_CALLS] later",
        "```json~{\"name\":\"search\",\"arguments\":{}}~```~This searches everything.",
        "For example:~```json~{\"name\":\"search\",\"arguments\":{}}~```",
        "You could call it so:~```~{\"name\":\"search\",\"arguments\":{}}~```",
        "```python~search(query=\"x\")~```",
        "```json~{\"name\":\"serch\",\"arguments\":{}}~```",
        "```json~{\"name\":\"search\",\"arguments\":{},\"result\":1}~```",
        "```json~{\"name\":\"search\"}~```",
        "{\"name\":\"Ada\",\"arguments\":{}}",
        "{\"name\":\"search\",\"arguments\":{}} is what I would say.",
        "Then {\"name\":\"search\",\"arguments\":{}}",
        "{\"name\":\"search\",\"arguments\":[1]}",
        "{\"summary\":\"x\",\"subtasks\":[]}",
        "[]",
        "[1,2]",
        "read_file(path=\"a.txt\") reads it.",
        "read_file(path=\"a.txt\")~Then I go on.",
        "read_file(\"a.txt\")",
        "read_file(path=name)",
        "unknown(path=\"a.txt\")",
        "Call read_file(path=\"a.txt\")",
        "Such as:~search()",
        "print(x)",
      })
  void lookalikesOfCallsStayText(String text) {
    var answer = answer(text.replace('~', '\n'), ModelResponse.StopReason.DONE);
    assertSame(answer, ResponseNormalizer.normalize(request(), answer));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<tool_call>{\"name\":\"read_file\",\"arguments\":{\"path\":\"a",
        "<tool_call>{\"name\":\"read_file\",\"arguments\":{\"path\":\"a\"}",
        "<function=read_file>{\"path\":\"a\"",
        "<function=read_file><parameter=path>a</parameter>",
        "[TOOL_CALLS]read_file{\"path\":\"a\"",
        "<|python_tag|>{\"name\":\"read_file\",\"parameters\":{\"path\":\"a\"}",
        "{\"name\":\"search\",\"arguments\":{}}",
      })
  void aTruncatedInlineCallIsNotCompleted(String text) {
    var answer = answer(text, ModelResponse.StopReason.LENGTH);
    assertSame(answer, ResponseNormalizer.normalize(request(), answer));
  }

  @Test
  void aCompleteInlineCallCountsEvenIfTheResponseWasTruncatedAfterIt() {
    var text = "<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call><tool_call>{\"na";
    var result =
        ResponseNormalizer.normalize(request(), answer(text, ModelResponse.StopReason.LENGTH));
    assertEquals("search{}", calls(result));
    assertEquals(ModelResponse.StopReason.LENGTH, result.stop());
  }

  @Test
  void aCallInTheReasoningBesideATextIsOnlyConsidered() {
    var thinking = "<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>";
    var answer =
        new ModelResponse(
            "It is 4.", thinking, List.of(), TokenUsage.NONE, "m", ModelResponse.StopReason.DONE);
    assertSame(answer, ResponseNormalizer.normalize(request(), answer));
  }

  @Test
  void noCallsAreExtractedWithoutToolsOrAfterARefusal() {
    var text = "<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>";
    var bare =
        new ModelRequest(
            ModelRole.PLANNER, List.of(new Message.User("go")), List.of(), Optional.empty());
    var answer = answer(text, ModelResponse.StopReason.DONE);
    assertSame(answer, ResponseNormalizer.normalize(bare, answer));
    var refusal = answer(text, ModelResponse.StopReason.REFUSAL);
    assertSame(refusal, ResponseNormalizer.normalize(request(), refusal));
  }

  @Test
  void textBesideRealCallsStaysText() {
    var answer =
        answer(
            "<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>",
            ModelResponse.StopReason.DONE,
            new ToolCall("a", "read_file", Map.of("path", "b")));
    assertEquals(answer, ResponseNormalizer.normalize(request(), answer));
  }

  /// Reported as sgl-project/sglang#22837, without any reasoning before the call.
  @ParameterizedTest
  @ValueSource(strings = {"", "I need it. ", "First\n\nthen\n"})
  void aCallInsideUnclosedReasoningIsExtracted(String reasoning) {
    var answer =
        new ModelResponse(
            "\n\n",
            reasoning + "<tool_call>{\"name\":\"search\",\"arguments\":{}}</tool_call>",
            List.of(),
            TokenUsage.NONE,
            "m",
            ModelResponse.StopReason.DONE);
    assertEquals("search{}", calls(ResponseNormalizer.normalize(request(), answer)));
  }

  @Test
  void aToolIsFoundByItsEncodedName() {
    var encoded = ToolNameCodec.forRequest(request()).encodeName("mcp.web.get");
    assertEquals("mcp.web.get{\"url\":\"u\"}", calls(normalized(encoded + "(url=\"u\")")));
    var call = new ToolCall("a", "functions.read_file", Map.of("path", "b"));
    var result =
        ResponseNormalizer.normalize(request(), answer("", ModelResponse.StopReason.DONE, call));
    assertEquals("read_file", result.toolCalls().getFirst().name());
  }

  @Test
  void generatedIdsAreUniqueInTheConversationAndDeterministic() {
    var said =
        new Message.Assistant(
            "",
            List.of(
                new ToolCall("call_2", "search", Map.of()), new ToolCall("x", "search", Map.of())));
    var text = answer("search()\nsearch()\nsearch()", ModelResponse.StopReason.DONE);
    var first = ResponseNormalizer.normalize(request(said), text);
    assertEquals(
        List.of("call_3", "call_4", "call_5"),
        first.toolCalls().stream().map(ToolCall::id).toList());
    assertEquals(first, ResponseNormalizer.normalize(request(said), text));
  }

  @Test
  void aDuplicateIdIsReplacedUnlessTheEndpointNeedsItBack() {
    var said = new Message.Assistant("", List.of(new ToolCall("call_0", "search", Map.of())));
    var again =
        answer(
            "",
            ModelResponse.StopReason.DONE,
            new ToolCall("call_0", "search", Map.of()),
            new ToolCall("b", "search", Map.of()),
            new ToolCall("b", "search", Map.of()));
    assertEquals(
        List.of("call_2", "b", "call_3"),
        ResponseNormalizer.normalize(request(said), again).toolCalls().stream()
            .map(ToolCall::id)
            .toList());
    var kept =
        new ModelResponse(
            "",
            "",
            again.toolCalls(),
            TokenUsage.NONE,
            "m",
            ModelResponse.StopReason.DONE,
            new ProviderState("w", List.of(Map.of("id", "call_0"))));
    assertEquals(
        List.of("call_0", "b", "call_2"),
        ResponseNormalizer.normalize(request(said), kept).toolCalls().stream()
            .map(ToolCall::id)
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<tool_call>",
        "<tool_call>{",
        "<tool_call>{\"name\":\"search\",",
        "<function=search><parameter=a>",
        "<invoke name=\"search\">",
        "[TOOL_CALLS][",
        "<|python_tag|>{\"name\":",
        "```\n",
        "``` ",
        "search(\n",
        "search(query=\"\n",
        "{\"name\":\"search\",\"arguments\":{}}",
        "search()\n",
        "   ",
        "\n",
      })
  void adversarialTextsAreParsedInLinearTime(String piece) {
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> normalized("x " + piece.repeat(900_000 / piece.length())));
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> normalized(piece.repeat(900_000 / piece.length()) + " x"));
  }
}
