package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

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
