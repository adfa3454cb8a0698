package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OllamaChatTest extends ProviderContract {
  @Override
  String protocol() {
    return UnsupportedScripts.OLLAMA;
  }

  @Override
  StrictOllama server(Vertx vertx) {
    return new StrictOllama(vertx);
  }

  @Override
  public String base(String url) {
    return url;
  }

  @Override
  public ModelConfig config(String url, String model, Optional<Double> temperature) {
    return config(url, model, temperature, "", 0);
  }

  private static ModelConfig config(
      String url, String model, Optional<Double> temperature, String effort, int contextWindow) {
    return ModelConfig.create("ollama", url, model, ProviderHarness.KEY)
        .withGeneration(new ModelConfig.Generation(100, contextWindow, temperature, effort));
  }

  @Test
  void theConfiguredContextSizeIsSent() throws Exception {
    var model = config(harness().server.url(), "m-1", Optional.empty(), "", 65_536);
    harness()
        .provider(model, ProviderHarness.LONG_TIMEOUTS)
        .complete(ProviderHarness.HELLO, piece -> {});
    assertEquals(65_536, numCtx());
  }

  @Test
  void theContextSizeIsSentEvenWhenNotConfigured() throws Exception {
    harness().complete();
    assertTrue(numCtx() >= 16_384);
  }

  private int numCtx() {
    return harness().server.requests.getFirst().at("/options/num_ctx").asInt();
  }

  @Test
  void aModelWithoutReasoningIsCalledWithoutIt() throws Exception {
    ((StrictOllama) harness().server).capabilities.put("m-1", Set.of("completion"));
    var model = config(harness().server.url(), "m-1", Optional.empty(), "high", 0);
    var provider = harness().provider(model, ProviderHarness.LONG_TIMEOUTS);
    for (var at = 0; at < 2; at++) {
      assertEquals("ok", provider.complete(ProviderHarness.HELLO, piece -> {}).text());
    }
    assertEquals(1, harness().server.rejections.get());
  }

  @Test
  void aMissingModelIsReportedWithItsPullCommand() throws Exception {
    harness().server.models.add("another");
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    assertTrue(
        harness().failure(ProviderHarness.LONG_TIMEOUTS).getMessage().contains("ollama pull m-1"));
    assertTrue(provider.checkHealth().orElseThrow().contains("ollama pull m-1"));
  }

  @Test
  void aModelWithoutToolSupportGetsToolsInItsPromptAndItsInlineCallsAreParsed() throws Exception {
    ((StrictOllama) harness().server).capabilities.put("m-1", Set.of("completion"));
    harness()
        .server
        .enqueue(
            ScriptedResponse.text(
                "<tool_call>\n{\"name\": \"read\", \"arguments\": {\"path\": \"x\"}}\n</tool_call>"));
    var response =
        harness()
            .complete(
                ProviderHarness.request(
                    List.of(ProviderHarness.tool("read")), new Message.User("go")));
    assertEquals("read", response.toolCalls().getFirst().name());
    assertEquals(Map.of("path", "x"), response.toolCalls().getFirst().arguments());
    assertEquals(1, harness().server.rejections.get());
  }
}
