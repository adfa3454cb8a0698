package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelProvider;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.model.ListEndpointModels;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How model servers are reached: at any address of their host, or through a proxy.
@Timeout(60)
class ProviderConnectionTest {
  private static final String ANSWER =
      "data: {\"choices\":[{\"delta\":{\"content\":\"ok\"},\"finish_reason\":\"stop\"}]}\n\n"
          + "data: [DONE]\n\n";

  private final Vertx vertx = Vertx.vertx();
  private final List<String> requests = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private int listen(String address) {
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(0, address)
        .await()
        .actualPort();
  }

  private void answer(HttpServerRequest request) {
    requests.add(
        request.method() + " " + request.uri() + " " + request.getHeader("proxy-authorization"));
    switch (request.method().name()) {
      case "CONNECT" -> request.response().setStatusCode(407).end();
      case "GET" -> request.response().end("{\"data\":[{\"id\":\"m-1\"}]}");
      default -> request.response().putHeader("content-type", "text/event-stream").end(ANSWER);
    }
  }

  private ProviderFactory providers(Map<String, String> environment) {
    return new ProviderFactory(vertx, ModelCallConfig.defaults(), environment);
  }

  private ModelProvider provider(String url, Map<String, String> environment) {
    return providers(environment)
        .create("m", ModelConfig.create("openai_compatible", url, "m-1", "sk-1"));
  }

  private static String complete(ModelProvider provider) throws Exception {
    return provider.complete(ProviderHarness.HELLO, ModelListener.NONE).text();
  }

  @ParameterizedTest
  @CsvSource({"::1, localhost", "127.0.0.1, localhost", "::1, [::1]", "::1, model.localhost"})
  void aLocalServerIsFoundWhereverItListens(String address, String host) throws Exception {
    var url = "http://" + host + ":" + listen(address) + "/v1";
    var environment = Map.of("HTTP_PROXY", "http://127.0.0.1:1");
    var provider = provider(url, environment);
    assertEquals("ok", complete(provider));
    assertEquals("ok", complete(provider));
    assertEquals(Optional.empty(), provider.checkHealth());
    var found =
        new ModelDiscovery(vertx, providers(environment))
            .find(new ListEndpointModels("openai", url, ""));
    assertEquals(List.of("m-1"), found.models());
  }

  @Test
  void callsChecksAndListsGoThroughTheProxy() throws Exception {
    var environment = Map.of("http_proxy", "http://u:p%40@127.0.0.1:" + listen("127.0.0.1"));
    var provider = provider("http://model.invalid:8000/v1", environment);
    assertEquals("ok", complete(provider));
    assertEquals(Optional.empty(), provider.checkHealth());
    new ModelDiscovery(vertx, providers(environment))
        .find(new ListEndpointModels("openai", "http://model.invalid:8000/v1", ""));
    var list = "GET http://model.invalid:8000/v1/models Basic dTpwQA==";
    assertEquals(
        List.of("POST http://model.invalid:8000/v1/chat/completions Basic dTpwQA==", list, list),
        requests);
  }

  @Test
  void aProxyThatRefusesIsNamedWithoutItsPassword() {
    int port = listen("127.0.0.1");
    var environment = Map.of("HTTPS_PROXY", "http://u:secret@127.0.0.1:" + port);
    var provider = provider("https://model.invalid/v1", environment);
    var failure = assertThrows(ModelException.class, () -> complete(provider));
    assertTrue(failure.getMessage().contains("127.0.0.1:" + port), failure.getMessage());
    assertTrue(failure.getMessage().contains("407"), failure.getMessage());
    assertFalse(failure.isRetryable());
    assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
    assertTrue(requests.getFirst().startsWith("CONNECT model.invalid:443"), requests.toString());
  }

  @Test
  void aProxyThatIsAwayIsNamed() throws Exception {
    var provider = provider("http://model.invalid/v1", Map.of("http_proxy", "http://127.0.0.1:1"));
    var failure = assertThrows(ModelException.class, () -> complete(provider));
    assertTrue(failure.isRetryable());
    assertTrue(failure.getMessage().contains("proxy 127.0.0.1:1"), failure.getMessage());
    assertTrue(provider.checkHealth().orElseThrow().contains("proxy 127.0.0.1:1"));
  }
}
