package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener.ReasoningDelta;
import dev.loom.api.model.ModelListener.TextDelta;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Differences between servers that support chat completions; most cases beyond the contract were
/// observed at one of them.
class ChatCompletionsTest extends ProviderContract {
  @Override
  String protocol() {
    return UnsupportedScripts.CHAT;
  }

  @Override
  StrictServer server(Vertx vertx) {
    return new StrictOpenAi(vertx);
  }

  @Override
  public String base(String url) {
    return url + "/v1";
  }

  @Override
  public ModelConfig config(String url, String model, Optional<Double> temperature) {
    return ModelConfig.create("openai_compatible", url + "/v1", model, "${M_KEY}")
        .withGeneration(new ModelConfig.Generation(100, 0, temperature, ""));
  }

  @Test
  void theKeyIsSentAsABearerToken() throws Exception {
    harness().complete();
    assertEquals(List.of("Bearer " + ProviderHarness.KEY), harness().server.authorizations);
  }

  /// Some servers reject a turn with tool calls whose reasoning is not sent back.
  @Test
  void aServerThatRequiresItsReasoningBackGetsItFromThenOn() throws Exception {
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    var question = new Message.User("go");
    var tools = List.of(ProviderHarness.tool("read"));
    harness()
        .server
        .enqueue(
            harness()
                .server
                .rejection(400, "The reasoning_content in the thinking mode must be passed back."));
    harness().server.enqueue(ScriptedResponse.thinking("hm").thenToolCall("a", "read", "{}"));
    var first = provider.complete(ProviderHarness.request(tools, question), piece -> {});
    harness().server.enqueue(ScriptedResponse.text("ok"));
    provider.complete(
        ProviderHarness.request(
            tools,
            question,
            new Message.Assistant(first.text(), first.toolCalls(), first.continuation()),
            new Message.ToolOutput("a", "read", "text", false)),
        piece -> {});
    assertEquals(List.of("hm"), harness().server.reasoningIn(harness().server.requests.getLast()));
  }

  @Test
  void aServerWithAnotherTokenLimitFieldGetsThatField() throws Exception {
    var provider = harness().provider("o4-mini", Optional.empty());
    for (var at = 0; at < 2; at++) {
      assertEquals("ok", provider.complete(ProviderHarness.HELLO, piece -> {}).text());
    }
    assertEquals(1, harness().server.rejections.get());
    assertEquals(100, harness().server.requests.getLast().path("max_completion_tokens").asInt());
  }

  @Test
  void severalCallsAreDistinguishedByIndexAndKeepTheirOrder() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"\"}}",
                    "{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}",
                    "{\"index\":0,\"function\":{\"arguments\":\"{\\\"n\\\":1}\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "x", Map.of("n", 1)), new ToolCall("b", "y", Map.of())),
        harness().complete().toolCalls());
  }

  @Test
  void aNewIdAtTheSameIndexIsANewCall() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}",
                    "{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"y\",\"arguments\":\"{}\"}}")));
    assertEquals(
        List.of(new ToolCall("a", "x", Map.of()), new ToolCall("b", "y", Map.of())),
        harness().complete().toolCalls());
  }

  @Test
  void completeCallsWithoutIdsInOneDeltaGetDistinctIds() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.calls(
                    "{\"function\":{\"name\":\"x\",\"arguments\":\"{\\\"n\\\":1}\"}},"
                        + "{\"function\":{\"name\":\"x\",\"arguments\":{\"n\":2}}}")));
    assertEquals(
        List.of(
            new ToolCall("call_1", "x", Map.of("n", 1)),
            new ToolCall("call_2", "x", Map.of("n", 2))),
        harness().complete().toolCalls());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"n\": 1,}|{n=1}|",
        "```json {\"n\": [1, 2,]} ```|{n=[1, 2]}|",
        "{\"s\": \"a,}\"}|{s=a,}}|",
        "{\"n\": |{}|{\"n\":",
        "[1]|{}|[1]",
        "not json|{}|not json",
        "Sure: {\"n\": 1}|{n=1}|",
        "{\"n\": 1} Done!|{n=1}|",
        "{\"n\": 1}{\"n\": 2}|{}|{\"n\": 1}{\"n\": 2}",
        "null|{}|"
      })
  void argumentsAreRepairedOrReportedAsMalformed(String written, String arguments, String malformed)
      throws Exception {
    var fragment = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":";
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.calls(fragment + Json.write(written) + "}}")));
    var call = harness().complete().toolCalls().getFirst();
    assertEquals(arguments, call.arguments().toString());
    assertEquals(malformed == null ? "" : malformed, call.malformed());
  }

  @Test
  void argumentsThatAreNotAnObjectStayMalformedDespiteWhitespace() throws Exception {
    var written = " ".repeat(10_000) + "x".repeat(3_999) + "\uD83E\uDD9C and more";
    var fragment = "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"x\",\"arguments\":";
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.calls(fragment + Json.write(written) + "}}")));
    assertEquals("x".repeat(3_999), harness().complete().toolCalls().getFirst().malformed());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"content\":\"\"}",
        "{}",
        "{\"content\":null,\"tool_calls\":[]}",
        "{\"tool_calls\":[{\"index\":0,\"function\":{}}]}"
      })
  void anEmptyDeltaIsIgnored(String delta) throws Exception {
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.chunk(delta, "\"stop\"") + StrictOpenAi.DONE));
    assertEquals(ProviderHarness.answer("", TokenUsage.NONE), harness().complete());
    assertEquals(List.of(), harness().deltas);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"eos\"", "\"function_call\"", "\"eos_token\"", "\"STOP\""})
  void aFinishReasonOfAnotherServerIsNotAFailure(String reason) throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"content\":\"a\"}", reason) + StrictOpenAi.DONE));
    assertEquals(ProviderHarness.answer("a", TokenUsage.NONE), harness().complete());
  }

  /// Proxies end a stream that broke off with `[DONE]`; other servers never give a reason.
  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "7", "[]"})
  void anEndWithoutAReasonIsAcceptedOnlyFromAServerThatGivesNone(String reason) throws Exception {
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    var unclear =
        StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}", reason) + StrictOpenAi.DONE);
    harness().server.enqueue(unclear);
    assertThrows(ModelException.class, () -> provider.complete(ProviderHarness.HELLO, piece -> {}));
    harness().server.enqueue(unclear);
    assertEquals("a", provider.complete(ProviderHarness.HELLO, piece -> {}).text());
    harness().server.enqueue(StrictOpenAi.text("b"));
    assertEquals("b", provider.complete(ProviderHarness.HELLO, piece -> {}).text());
    harness().server.enqueue(unclear);
    var failure =
        assertThrows(
            ModelException.class, () -> provider.complete(ProviderHarness.HELLO, piece -> {}));
    assertTrue(failure.getMessage().contains("without a reason"), failure.getMessage());
  }

  @Test
  void aFinalUsageEndsAResponseWithoutAFinishReason() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}") + StrictOpenAi.USAGE));
    assertEquals(ProviderHarness.answer("a", new TokenUsage(7, 3)), harness().complete());
  }

  @Test
  void theProvidersOwnReasonOfARouterIsRespected() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk(
                    "{\"content\":\"a\"}", "\"stop\",\"native_finish_reason\":\"MAX_TOKENS\"")));
    assertEquals(ModelResponse.StopReason.LENGTH, harness().complete().stop());
  }

  @ParameterizedTest
  @CsvSource({
    // CherryHQ/cherry-studio#16079
    "stop, refusal, REFUSAL",
    "stop, content_filter, REFUSAL",
    "stop, SAFETY, REFUSAL",
    "tool_calls, max_output_tokens, LENGTH",
    "length, incomplete, LENGTH",
    "stop, completed, DONE",
    "stop, a_new_word, DONE"
  })
  void aRoutersReasonDoesNotHideTheProvidersOwn(
      String reason, String own, ModelResponse.StopReason expected) throws Exception {
    var reasons = "\"%s\",\"native_finish_reason\":\"%s\"".formatted(reason, own);
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}", reasons)));
    assertEquals(expected, harness().complete().stop());
  }

  /// Behind the first half of an answer, all but the third followed by a good end.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        // damianvtran/local-operator#223
        "{\"error\":{\"code\":502,\"message\":\"gone\"},\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}",
        // saberjack/SHTUCodeProxy#4
        "{\"detail\":\"This model's maximum context length is 128000 tokens\"}",
        // fox1245/NeoGraph#143
        "{\"choices\":[{\"delta\":{\"content\":\"ot",
        // CommandCodeAI/command-code#785
        "{\"success\":false,\"error\":{\"code\":\"INTERNAL_SERVER_ERROR\",\"status\":500,\"message\":\"later\"}}",
        // apache/rocketmq-dashboard#2178
        "{\"error\":{\"message\":\"quota exceeded\"}}"
      })
  void anErrorInsideAnAnswerIsNotPartOfIt(String data) {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"content\":\"Half\"}")
                    + "data: "
                    + data
                    + "\n\n"
                    + StrictOpenAi.chunk("{}", "\"stop\"")
                    + StrictOpenAi.DONE));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertFalse(failure.getMessage().isBlank());
  }

  /// Reasons that routers give for arguments cut at the limit.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        // MiaAI-Lab/DeepSeek-v4-Flash-DSpark-2x-DGX-Spark#55: cut in a text, said to be whole
        "tool_calls|{\"path\":\"f\",\"content\":\"one\\ntw",
        // LibreChat-AI/agents#280: cut between two arguments
        "length|{\"path\":\"skills/demo/SKILL.md\"",
        "stop|{\"path\":\"f\",",
        // ahwurm/localharness#77: a notebook cut in a list of objects
        "tool_calls|{\"path\":\"f.ipynb\",\"content\":{\"cells\":[{\"source\":[\"a\"]}"
      })
  void argumentsThatWereCutAreMalformedAndWholeCallsBeforeThemAreKept(String reason, String cut)
      throws Exception {
    var call = "{\"index\":%d,\"id\":\"%s\",\"function\":{\"name\":\"write\",\"arguments\":%s}}";
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk(
                    "{\"tool_calls\":[%s,%s]}"
                        .formatted(
                            call.formatted(0, "a", Json.write("{\"path\":\"w\"}")),
                            call.formatted(1, "b", Json.write(cut))),
                    Json.write(reason))));
    var calls = harness().complete().toolCalls();
    assertEquals(new ToolCall("a", "write", Map.of("path", "w")), calls.getFirst());
    assertEquals(Map.of(), calls.getLast().arguments());
    assertEquals(cut, calls.getLast().malformed());
  }

  /// Sends a call of the server back to it with its result.
  ///
  /// @param call the fields of the call beside its function
  /// @return the messages of the second request
  private JsonNode sentBack(String id, String call, String text, String rejection)
      throws Exception {
    var tools = List.of(ProviderHarness.tool("read"));
    var question = new Message.User("go");
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk(text)
                    + StrictOpenAi.calls(
                        "{\"index\":0,\"id\":\"%s\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"%s}"
                            .formatted(id, call))));
    var first = provider.complete(ProviderHarness.request(tools, question), piece -> {});
    if (!rejection.isEmpty()) {
      harness().server.enqueue(harness().server.rejection(400, rejection));
    }
    harness().server.enqueue(ScriptedResponse.text("ok"));
    provider.complete(
        ProviderHarness.request(
            tools,
            question,
            new Message.Assistant(first.text(), first.toolCalls(), first.continuation()),
            new Message.ToolOutput(first.toolCalls().getFirst().id(), "read", " \n", false)),
        piece -> {});
    return harness().server.requests.getLast().path("messages");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        // 8monkey-ai/hebo-gateway#226
        "}, \"extra_content\":{\"vertex\":{\"thought_signature\":\"s\"}}|/extra_content/vertex/thought_signature",
        // HKUDS/nanobot#2453: in the function
        ",\"provider_specific_fields\":{\"thought_signature\":\"s\"}}|/function/provider_specific_fields/thought_signature",
        // ben-vargas/ai-sdk-provider-gemini-cli#37
        "},\"thought_signature\":\"s\"|/thought_signature"
      })
  void aSignatureReturnsToWhereItWas(String fields, String place) throws Exception {
    var messages = sentBack("a", fields, "{}", "");
    assertEquals("s", messages.at("/1/tool_calls/0" + place).asText());
  }

  /// jackmpcollins/magentic#279 and dphnAI/sonar#1184; the second is OpenAI's limit.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Tool call id was call_1 but must be a-z, A-Z, 0-9, with a length of 9.",
        "Invalid 'messages[1].tool_calls[0].id': string too long. Expected a string with maximum length 40."
      })
  void anEndpointThatRejectsAnIdGetsShortOnes(String rejection) throws Exception {
    var messages = sentBack("functions.read:0", "}", "{}", rejection);
    var id = messages.at("/1/tool_calls/0/id").asText();
    assertTrue(id.matches("[a-zA-Z0-9]{9}"), id);
    assertEquals(id, messages.at("/2/tool_call_id").asText());
  }

  /// openai/openai-agents-python#678 and anomalyco/opencode#3077: Claude behind LiteLLM.
  @Test
  void thinkingBlocksReturnWithTheirSignature() throws Exception {
    var blocks =
        "{\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"h\",\"signature\":null},"
            + "{\"type\":\"thinking\",\"thinking\":\"m\"},"
            + "{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"s\"},"
            + "{\"type\":\"redacted_thinking\",\"data\":\"x\"},"
            + "{\"type\":\"redacted_thinking\",\"data\":\"y\"}]}";
    assertEquals(
        Json.parse(
            "[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"x\"},"
                + "{\"type\":\"redacted_thinking\",\"data\":\"y\"}]"),
        sentBack("a", "}", blocks, "").at("/1/thinking_blocks"));
  }

  /// anomalyco/opencode#31259, block/buzz#559 and HKUDS/nanobot#949: blank text is rejected.
  @ParameterizedTest
  @ValueSource(strings = {"\\n\\n", " ", "\\t"})
  void noBlankTextIsSentBack(String text) throws Exception {
    var messages = sentBack("a", "}", "{\"content\":\"" + text + "\"}", "");
    assertTrue(messages.at("/1/content").isNull(), messages.toString());
    assertEquals("(no output)", messages.at("/2/content").asText());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // microsoft/autogen#5044
        "Expected last role User or Tool (or Assistant with prefix True) for serving but got assistant",
        // llama.cpp
        "Cannot have 2 or more assistant messages at the end of the list.",
        // Anthropic's newer models
        "This model does not support assistant message prefill. The conversation must end with a user message."
      })
  void anEndpointThatRejectsAnAnswerAtTheEndIsAskedToContinue(String rejection) throws Exception {
    harness().server.enqueue(harness().server.rejection(400, rejection));
    harness().server.enqueue(ScriptedResponse.text("ok"));
    harness()
        .complete(
            ProviderHarness.request(
                List.of(), new Message.User("go"), new Message.Assistant("Half", List.of())));
    var last = harness().server.requests.getLast().at("/messages/2");
    assertEquals("user", last.path("role").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"usage\":{\"prompt_tokens\":777,\"completion_tokens\":55}}|777|55|0",
        "{\"choices\":null,\"usage\":{\"prompt_tokens\":777,\"completion_tokens\":55}}|777|55|0",
        "{\"choices\":[{\"delta\":{},\"usage\":{\"prompt_tokens\":777,\"completion_tokens\":55}}]}|777|55|0",
        "{\"choices\":[],\"x_groq\":{\"usage\":{\"prompt_tokens\":777,\"completion_tokens\":55}}}|777|55|0",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"total_tokens\":1500}}|100|1400|0",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"completion_tokens_details\":{\"reasoning_tokens\":90}}}|100|100|0",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"prompt_cache_hit_tokens\":64}}|100|10|64",
        "{\"choices\":[],\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":10,\"cached_tokens\":64}}|100|10|64",
        "{\"choices\":[],\"usage\":{\"input_tokens\":100,\"output_tokens\":10}}|100|10|0"
      })
  void usageIsReadFromEveryKnownPlace(String chunk, int input, int output, int cached)
      throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"content\":\"a\"}", "\"stop\"")
                    + "data: "
                    + chunk
                    + "\n\n"
                    + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":0}}\n\n"
                    + StrictOpenAi.DONE));
    assertEquals(new TokenUsage(input, output, cached), harness().complete().usage());
  }

  /// Google rejects a history without the signatures, OpenRouter one without the details.
  @Test
  void whatAServerAddsToItsMessagesAndCallsIsSentBackUnchanged() throws Exception {
    var tools = List.of(ProviderHarness.tool("read"));
    var question = new Message.User("go");
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk(
                        "{\"reasoning_details\":[{\"index\":0,\"type\":\"reasoning.text\",\"text\":\"h\"}]}")
                    + StrictOpenAi.chunk(
                        "{\"reasoning_details\":[{\"index\":0,\"type\":\"reasoning.text\",\"text\":\"m\",\"signature\":\"s\"}]}")
                    + StrictOpenAi.calls(
                        "{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"},"
                            + "\"extra_content\":{\"google\":{\"thought_signature\":\"c2ln\"}}}",
                        "{\"index\":1,\"id\":\"a\",\"function\":{\"name\":\"read\",\"arguments\":\"{}\"}}")));
    var first = provider.complete(ProviderHarness.request(tools, question), piece -> {});
    assertEquals(List.of("a", "a_2"), first.toolCalls().stream().map(ToolCall::id).toList());
    harness().server.enqueue(ScriptedResponse.text("ok"));
    provider.complete(
        ProviderHarness.request(
            tools,
            question,
            new Message.Assistant(first.text(), first.toolCalls(), first.continuation()),
            new Message.ToolOutput("a", "read", "", false),
            new Message.ToolOutput("a_2", "read", "x", false)),
        piece -> {});
    var messages = harness().server.requests.getLast().path("messages");
    assertEquals(
        "c2ln", messages.at("/1/tool_calls/0/extra_content/google/thought_signature").asText());
    assertFalse(messages.at("/1/tool_calls/1").has("extra_content"));
    assertEquals(
        Json.parse(
            "[{\"index\":0,\"type\":\"reasoning.text\",\"text\":\"hm\",\"signature\":\"s\"}]"),
        messages.at("/1/reasoning_details"));
    assertEquals("(no output)", messages.at("/2/content").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Portkey-AI/gateway#1211: Bedrock leaves cached tokens out of the prompt
        "{\"usage\":{\"prompt_tokens\":368,\"completion_tokens\":19,\"total_tokens\":10923,\"cache_read_input_tokens\":10536,\"cache_creation_input_tokens\":0}}|10904|19|10536",
        // Helicone/helicone#5652: the same without a total
        "{\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":900}}}|920|5|900",
        // adolfousier/opencrabs#1636, laravel/ai#924: cached tokens are part of the prompt
        "{\"usage\":{\"prompt_tokens\":10339,\"completion_tokens\":10,\"total_tokens\":10349,\"prompt_tokens_details\":{\"cached_tokens\":10318}}}|10339|10|10318",
        "{\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":10,\"total_tokens\":1010,\"cache_read_input_tokens\":900}}|1000|10|900",
        // abetlen/llama-cpp-python#1082, ggml-org/llama.cpp#15827: only timings
        "{\"timings\":{\"cache_n\":236,\"prompt_n\":1,\"prompt_ms\":30.9,\"predicted_n\":35}}|237|35|236"
      })
  void reportedUsageIsCountedAsBilled(String fields, long input, long output, long cached)
      throws Exception {
    var last =
        ChatCompletionsEncoder.chunk(
            "{}", "\"stop\"", "," + fields.substring(1, fields.length() - 1));
    harness().server.enqueue(StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}") + last));
    assertEquals(new TokenUsage(input, output, cached), harness().complete().usage());
  }

  /// The usage follows the reason: router-for-me/CLIProxyAPI and envoyproxy/ai-gateway#2184.
  @Test
  void theTokensOfAResponseThatWasBrokenOffAreReported() {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"content\":\"Half\"}", "\"insufficient_system_resource\"")
                    + StrictOpenAi.USAGE
                    + StrictOpenAi.DONE));
    assertEquals(new TokenUsage(7, 3), harness().failure(ProviderHarness.LONG_TIMEOUTS).usage());
  }

  /// MiniMax ends without `[DONE]` (yologdev/yoagent#76), NVIDIA NIM gives calls no reason
  /// (earendil-works/pi#6226).
  @Test
  void anEndThatIsClearEnoughIsAnEnd() throws Exception {
    var text = StrictOpenAi.chunk("{\"content\":\"a\"}");
    harness().server.enqueue(StrictOpenAi.stream(text + StrictOpenAi.chunk("{}", "\"stop\"")));
    assertEquals("a", harness().complete().text());
    var call =
        "{\"tool_calls\":[{\"index\":0,\"id\":\"c\",\"function\":{\"name\":\"x\",\"arguments\":\"{}\"}}]}";
    harness().server.enqueue(StrictOpenAi.stream(StrictOpenAi.chunk(call) + StrictOpenAi.USAGE));
    assertEquals(List.of(new ToolCall("c", "x", Map.of())), harness().complete().toolCalls());
  }

  /// Google says so without an error (mastra-ai/mastra#20302); a proxy closes the stream
  /// (brightwave-inc/tidebreak#1124).
  @ParameterizedTest
  @ValueSource(strings = {"\"error\"", "\"MALFORMED_FUNCTION_CALL\"", "null"})
  void anAnswerWithoutAGoodEndIsNotWhole(String reason) {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"content\":\"Half\"}") + StrictOpenAi.chunk("{}", reason)));
    assertTrue(harness().failure(ProviderHarness.LONG_TIMEOUTS).isRetryable());
  }

  /// Calls that a server has made itself. Zhipu's `web_search`, Moonshot's `builtin_function`
  /// (egoist/chatwise-releases#1339) and Groq's `executed_tools`.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"index\":0,\"id\":\"a\",\"type\":\"web_search\",\"web_search\":{\"outputs\":[]}}",
        "{\"index\":0,\"id\":\"a\",\"type\":\"builtin_function\",\"function\":{\"name\":null,\"arguments\":\"\"}}",
        "{\"id\":\"a\",\"type\":\"function\"}"
      })
  void aCallWithoutAFunctionIsNone(String fragment) throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"content\":\"a\"}") + StrictOpenAi.calls(fragment)));
    assertEquals(List.of(), harness().complete().toolCalls());
  }

  @Test
  void aFailedCallReportsTheTokensThatAreBilled() {
    var half =
        ChatCompletionsEncoder.chunk(
            "{\"content\":\"Half\"}",
            "null",
            ",\"usage\":{\"prompt_tokens\":50000,\"completion_tokens\":2000}");
    harness().server.enqueue(StrictOpenAi.resetAfter(half));
    assertEquals(
        new TokenUsage(50_000, 2_000), harness().failure(ProviderHarness.LONG_TIMEOUTS).usage());
  }

  @Test
  void theOldFormOfACallIsRead() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk(
                        "{\"function_call\":{\"name\":\"x\",\"arguments\":\"{\\\"n\\\"\"}}")
                    + StrictOpenAi.chunk(
                        "{\"function_call\":{\"arguments\":\":1}\"}}", "\"function_call\"")));
    assertEquals(
        List.of(new ToolCall("call_1", "x", Map.of("n", 1))), harness().complete().toolCalls());
  }

  @Test
  void reasoningInsideTheTextIsSeparated() throws Exception {
    harness().server.enqueue(StrictOpenAi.text("<think>hm</think>\n\nyes"));
    var response = harness().complete();
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
  }

  @ParameterizedTest
  @ValueSource(strings = {"reasoning", "reasoning_content", "thinking"})
  void reasoningIsReadFromAllThreeFieldNames(String field) throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(
                StrictOpenAi.chunk("{\"" + field + "\":\"hm\",\"content\":\"\"}")
                    + StrictOpenAi.chunk("{\"content\":\"yes\"}", "\"stop\"")
                    + StrictOpenAi.DONE));
    var response = harness().complete();
    assertEquals("hm", response.thinking());
    assertEquals("yes", response.text());
    assertEquals(List.of(new ReasoningDelta("hm"), new TextDelta("yes")), harness().deltas);
  }

  @Test
  void aCompleteDocumentIsDecoded() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.document(
                """
             {"model":"m-1","choices":[{"message":{"role":"assistant","content":"hi",
              "tool_calls":[{"id":"a","type":"function","function":{"name":"x","arguments":"{}"}}]},
              "finish_reason":"tool_calls"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}
            """));
    assertEquals(
        ProviderHarness.answer("hi", new TokenUsage(1, 2), new ToolCall("a", "x", Map.of())),
        harness().complete());
    assertEquals(List.of(new TextDelta("hi")), harness().deltas);
  }

  @Test
  void aRefusalIsReportedAsRefusal() throws Exception {
    harness()
        .server
        .enqueue(
            StrictOpenAi.stream(StrictOpenAi.chunk("{\"refusal\":\"I will not\"}", "\"stop\"")));
    var response = harness().complete();
    assertEquals(ModelResponse.StopReason.REFUSAL, response.stop());
    assertEquals("I will not", response.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"error\":{\"message\":\"overloaded\",\"code\":529}}",
        "data: {\"error\":{\"message\":\"overloaded\"}}",
        "data: {\"error\":\"overloaded\"}"
      })
  void errorsOfEveryKnownShapeAreDecoded(String line) {
    harness()
        .server
        .enqueue(StrictOpenAi.stream(StrictOpenAi.chunk("{\"content\":\"a\"}") + line + "\n\n"));
    var failure = harness().failure(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(failure.getMessage().endsWith("aborted its response: overloaded."));
    assertTrue(failure.isRetryable());
  }

  @Test
  void aConnectionLostAfterTheFinishReasonLosesNothing() throws Exception {
    harness()
        .server
        .enqueue(StrictOpenAi.resetAfter(StrictOpenAi.chunk("{\"content\":\"a\"}", "\"stop\"")));
    assertEquals("a", harness().complete().text());
  }
}
