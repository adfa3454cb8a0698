package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.config.ModelCapabilities;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OllamaTest extends ProviderContract {
  @Override
  String wire() {
    return NotTold.OLLAMA;
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
    return new ModelConfig(
        "ollama",
        url,
        model,
        Set.of(ModelRole.EXECUTOR),
        100,
        0,
        Stage.KEY,
        temperature,
        contextWindow,
        "",
        "",
        effort,
        "",
        ModelCapabilities.UNSPECIFIED,
        0,
        Optional.empty(),
        0);
  }

  @Test
  void theContextIsAsLargeAsItIsConfigured() throws Exception {
    var model = config(stage().server.url(), "m-1", Optional.empty(), "", 65_536);
    stage().provider(model, Stage.PATIENT).complete(Stage.HELLO, piece -> {});
    assertEquals(65_536, numCtx());
  }

  @Test
  void theContextIsSaidEvenWhenNobodyConfiguredIt() throws Exception {
    stage().ask();
    assertTrue(numCtx() >= 16_384);
  }

  private int numCtx() {
    return stage().server.requests.getFirst().at("/options/num_ctx").asInt();
  }

  @Test
  void aModelThatCannotThinkIsAskedWithoutIt() throws Exception {
    ((StrictOllama) stage().server).capabilities.put("m-1", Set.of("completion"));
    var model = config(stage().server.url(), "m-1", Optional.empty(), "high", 0);
    var provider = stage().provider(model, Stage.PATIENT);
    for (var at = 0; at < 2; at++) {
      assertEquals("ok", provider.complete(Stage.HELLO, piece -> {}).text());
    }
    assertEquals(1, stage().server.refusals.get());
  }

  @Test
  void aModelThatIsNotThereComesWithTheCommandThatFetchesIt() throws Exception {
    stage().server.models.add("another");
    var provider = stage().provider(Stage.PATIENT);
    assertTrue(stage().failure(Stage.PATIENT).getMessage().contains("ollama pull m-1"));
    assertTrue(provider.checkHealth().orElseThrow().contains("ollama pull m-1"));
  }

  @Test
  void aModelThatCannotCallToolsIsAskedInWordsAndUnderstoodInWords() throws Exception {
    ((StrictOllama) stage().server).capabilities.put("m-1", Set.of("completion"));
    stage()
        .server
        .next(
            Tale.saying(
                "<tool_call>\n{\"name\": \"read\", \"arguments\": {\"path\": \"x\"}}\n</tool_call>"));
    var response = stage().ask(Stage.request(List.of(Stage.tool("read")), new Message.User("go")));
    assertEquals("read", response.toolCalls().getFirst().name());
    assertEquals(Map.of("path", "x"), response.toolCalls().getFirst().arguments());
    assertEquals(1, stage().server.refusals.get());
  }
}
