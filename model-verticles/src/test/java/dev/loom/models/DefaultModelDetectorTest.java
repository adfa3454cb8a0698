package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelRole;
import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.model.ListModels;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.net.ServerSocket;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DefaultModelDetectorTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private ListModels.Found chosen(Map<String, String> environment) throws Exception {
    var verticle =
        new ModelHostVerticle(Map.of(), ModelCallConfig.defaults(), environment, List.of());
    vertx.deployVerticle(verticle).await();
    var list = Bus.on(vertx).request(Addresses.MODEL_LIST, new ListModels());
    assertEquals(verticle.summary().result(), list.choice());
    return list;
  }

  private static int closedPort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private HttpServer tags(String body) {
    return vertx
        .createHttpServer()
        .requestHandler(
            request -> {
              if (request.path().equals("/api/tags") && !body.isEmpty()) {
                request.response().end(body);
              }
            })
        .listen(0, "127.0.0.1")
        .await();
  }

  @Test
  void anOpenAiKeyIsPreferredAndNotShown() throws Exception {
    var list =
        chosen(
            Map.of(
                "OPENAI_API_KEY", "sk-secret",
                "OPENAI_BASE_URL", "http://127.0.0.1:" + closedPort() + "/v1",
                "OPENAI_MODEL", "mine",
                "ANTHROPIC_API_KEY", "other-secret"));
    var model = list.models().getFirst();
    assertEquals("mine", model.model());
    assertEquals("openai_compatible", model.provider());
    assertEquals(EnumSet.allOf(ModelRole.class), EnumSet.copyOf(model.roles()));
    assertTrue(list.choice().contains("because OPENAI_API_KEY is set"), list.choice());
    assertFalse(list.choice().contains("secret"), list.choice());
  }

  @Test
  void theFirstOllamaModelIsUsedWithoutAKey() throws Exception {
    var ollama = tags("{\"models\":[{\"name\":\"qwen3:14b\"},{\"name\":\"other\"}]}");
    var list = chosen(Map.of("OLLAMA_HOST", "127.0.0.1:" + ollama.actualPort()));
    assertEquals("qwen3:14b", list.models().getFirst().model());
    assertEquals(2, list.models().getFirst().tier());
    assertTrue(list.choice().contains("because Ollama was found at http://127.0.0.1:"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"models\":[]}", "nonsense"})
  void anOllamaWithoutModelsOrWithoutResponseIsSkipped(String tags) throws Exception {
    var host = "127.0.0.1:" + tags(tags).actualPort();
    var list = chosen(Map.of("OLLAMA_HOST", host));
    assertEquals("builtin", list.models().getFirst().provider());
    assertTrue(list.models().getFirst().healthy());
    assertEquals(
        "Models: the built-in rules, because no model is configured and none was found (looked for"
            + " OPENAI_API_KEY, ANTHROPIC_API_KEY, Ollama on "
            + host
            + ").",
        list.choice());
  }

  @Test
  void anInvalidOllamaHostIsIgnored() throws Exception {
    var list = chosen(Map.of("OLLAMA_HOST", "not a host at all"));
    assertEquals("builtin", list.models().getFirst().provider());
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:11434,http://127.0.0.1:11434",
    "gpu,http://gpu:11434",
    ":9999,http://127.0.0.1:9999",
    "0.0.0.0:11434,http://127.0.0.1:11434",
    "0.0.0.0,http://127.0.0.1:11434",
    "http://gpu:80/,http://gpu:80",
    "https://gpu.example,https://gpu.example",
    // Reported as siddsachar/row-bot#45, ollama/ollama#11020 and #562.
    "::,http://localhost:11434",
    "[::]:11434,http://localhost:11434",
    "[::1],http://[::1]:11434",
    "::1,http://[::1]:11434",
    "[::1]:8200,http://[::1]:8200"
  })
  void ollamaHostIsParsedLikeOllamaDoes(String host, String url) {
    assertEquals(url, DefaultModelDetector.ollamaUrl(host));
  }
}
