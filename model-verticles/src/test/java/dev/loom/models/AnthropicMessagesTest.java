package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
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
import org.junit.jupiter.params.provider.ValueSource;

class AnthropicMessagesTest extends ProviderContract {
  @Override
  String protocol() {
    return "Anthropic's messages";
  }

  @Override
  StrictServer server(Vertx vertx) {
    return new StrictAnthropic(vertx);
  }

  @Override
  public String base(String url) {
    return url;
  }

  @Override
  public ModelConfig config(String url, String model, Optional<Double> temperature) {
    return config(url, model, temperature, "");
  }

  private static ModelConfig config(
      String url, String model, Optional<Double> temperature, String version) {
    return ModelConfig.forEndpoint(
            new ModelConfig.Endpoint("anthropic", url, model, "${M_KEY}", "", version))
        .withGeneration(new ModelConfig.Generation(100, 0, temperature, ""));
  }

  @Test
  void theNewestVersionSendsTheKeyAsABearerToken() throws Exception {
    harness().complete();
    assertEquals(List.of("Bearer " + ProviderHarness.KEY), harness().server.authorizations);
  }

  @Test
  void theOldestVersionSendsTheKeyInItsOwnHeaderAndATemperature() throws Exception {
    var old = config(harness().server.url(), "m-1", Optional.of(0.3), StrictAnthropic.OLDEST);
    assertEquals(
        "ok",
        harness()
            .provider(old, ProviderHarness.LONG_TIMEOUTS)
            .complete(ProviderHarness.HELLO, piece -> {})
            .text());
    assertEquals(List.of(ProviderHarness.KEY), harness().server.authorizations);
    assertEquals(0.3, harness().server.requests.getFirst().path("temperature").asDouble());
  }

  @Test
  void anUnknownApiVersionIsReported() {
    var wrong = config(harness().server.url(), "m-1", Optional.empty(), "2020-01-01");
    var failure =
        assertThrows(
            ModelException.class,
            () ->
                harness()
                    .provider(wrong, ProviderHarness.LONG_TIMEOUTS)
                    .complete(ProviderHarness.HELLO, piece -> {}));
    assertFalse(failure.isRetryable());
    assertTrue(failure.getMessage().contains("is not a valid version"), failure.getMessage());
  }

  private static String event(String json) {
    return "data: " + json + "\n\n";
  }

  private static String blockStart(String type, String fields) {
    return event(
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"%s\"%s}}"
            .formatted(type, fields));
  }

  private static final String INPUT =
      event(
          "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"input_json_delta\","
              + "\"partial_json\":\"{\\\"path\\\":\\\"x\\\"}\"}}");
  private static final String END =
      event("{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}")
          + event("{\"type\":\"message_stop\"}");

  private static String start(String usage) {
    return event(
        "{\"type\":\"message_start\",\"message\":{\"model\":\"m-1\",\"usage\":%s}}"
            .formatted(usage));
  }

  /// The results are of anthropics/anthropic-sdk-typescript#1090, anthropics/claude-code#95406 and
  /// ag2ai/ag2#2695.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "server_tool_use",
        "mcp_tool_use",
        "web_fetch_tool_result",
        "advisor_tool_result",
        "bash_code_execution_tool_result",
        "of_a_later_kind"
      })
  void theInputOfABlockOfTheServersOwnToolsIsNoCall(String type) throws Exception {
    harness()
        .server
        .enqueue(
            StrictServer.stream(start("{}") + blockStart(type, ",\"input\":{}") + INPUT + END));
    assertEquals(List.of(), harness().complete().toolCalls());
  }

  @Test
  void anInputSentAtTheStartAndInPiecesIsOne() throws Exception {
    var call = ",\"id\":\"a\",\"name\":\"read\",\"input\":{\"path\":\"x\"}";
    for (var pieces : List.of(INPUT, "")) {
      harness()
          .server
          .enqueue(StrictServer.stream(start("{}") + blockStart("tool_use", call) + pieces + END));
      assertEquals(
          List.of(new ToolCall("a", "read", Map.of("path", "x"))),
          harness().complete().toolCalls());
    }
  }

  /// Gateways number every block 0.
  @Test
  void blocksWithTheSameIndexStayApart() throws Exception {
    var first = ",\"id\":\"a\",\"name\":\"read\",\"input\":{\"path\":\"w\"}";
    var second = ",\"id\":\"b\",\"name\":\"read\",\"input\":{}";
    harness()
        .server
        .enqueue(
            StrictServer.stream(
                start("{}")
                    + blockStart("text", ",\"text\":\"t\"")
                    + blockStart("tool_use", first)
                    + blockStart("server_tool_use", ",\"input\":{}")
                    + INPUT
                    + blockStart("tool_use", second)
                    + INPUT
                    + END));
    assertEquals(
        List.of(
            new ToolCall("a", "read", Map.of("path", "w")),
            new ToolCall("b", "read", Map.of("path", "x"))),
        harness().complete().toolCalls());
  }

  /// Gateways repeat the usage at the end, with zeros for what they do not know any more.
  @Test
  void zerosAtTheEndDoNotEraseTheUsage() throws Exception {
    var begun = "{\"input_tokens\":5000,\"cache_read_input_tokens\":300,\"output_tokens\":1}";
    var end =
        event(
            "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":"
                + "{\"input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":20}}");
    harness().server.enqueue(StrictServer.stream(start(begun) + end + END));
    assertEquals(new TokenUsage(5_300, 20, 300), harness().complete().usage());
  }

  @Test
  void redactedThinkingIsSentBackUnchanged() throws Exception {
    var encoded = harness().encode(ScriptedResponse.text().thenToolCall("a", "read", "{}"));
    var redacted = "{\"type\":\"redacted_thinking\",\"data\":\"c2VjcmV0\"}";
    harness()
        .server
        .enqueue(
            StrictServer.stream(encoded.replace("{\"type\":\"text\",\"text\":\"\"}", redacted)));
    var tools = List.of(ProviderHarness.tool("read"));
    var question = new Message.User("go");
    var first = harness().complete(ProviderHarness.request(tools, question));
    harness()
        .complete(
            ProviderHarness.request(
                tools,
                question,
                new Message.Assistant("", first.toolCalls(), first.continuation()),
                new Message.ToolOutput("a", "read", "text", false)));
    assertEquals(
        Json.parse(redacted), harness().server.requests.getLast().at("/messages/1/content/0"));
  }
}
