package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.config.CapabilityOverrides;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.models.openai.ChatCompletions;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HttpModelProviderTest {
  private static final ModelRequest REQUEST =
      new ModelRequest(
          ModelRole.EXECUTOR,
          List.of(new Message.User("go")),
          List.of(new ToolDescription("mcp.read", "Reads.", Map.of())),
          Optional.empty());

  private final Vertx vertx = Vertx.vertx();
  private final List<String> bodies = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private HttpModelProvider provider(int contextWindow, Consumer<HttpServerRequest> handler) {
    var server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              bodies.add(body.toString());
                              handler.accept(request);
                            }))
            .listen(0, "127.0.0.1")
            .await();
    var endpoint =
        new Endpoint(
            "m",
            URI.create("http://127.0.0.1:" + server.actualPort() + "/v1"),
            "m-1",
            "sk-secret",
            new ModelConfig.Generation(100, contextWindow, Optional.empty(), ""),
            "",
            CapabilityOverrides.UNSPECIFIED,
            Endpoint.SettingNames.forAlias("m"));
    return new HttpModelProvider(
        vertx,
        new ChatCompletions(endpoint),
        1,
        Set.of(ModelRole.EXECUTOR),
        ModelCallConfig.defaults(),
        Optional.empty());
  }

  private static ModelResponse complete(HttpModelProvider provider) throws Exception {
    return provider.complete(REQUEST, ModelListener.NONE);
  }

  private static String chunk(String text) {
    return "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"},\"finish_reason\":\"stop\"}]}\n\n"
        .formatted(text);
  }

  @Test
  void anInlineCallOfAnEncodedToolNameBecomesACallOfTheTool() throws Exception {
    var provider =
        provider(
            0, request -> request.response().end(chunk("mcp_read(path='x')") + "data: [DONE]\n"));
    assertEquals(
        List.of(new ToolCall("call_1", "mcp.read", Map.of("path", "x"))),
        complete(provider).toolCalls());
  }

  @Test
  void aRejectedParameterIsOmittedFromAllLaterRequests() throws Exception {
    var provider =
        provider(
            0,
            request -> {
              if (bodies.getLast().contains("stream_options")) {
                request.response().setStatusCode(400).end("unknown field stream_options");
              } else {
                request.response().end(chunk("ok"));
              }
            });
    assertEquals("ok", complete(provider).text());
    assertEquals("ok", complete(provider).text());
    assertEquals(3, bodies.size());
  }

  @Test
  void anEndpointWithoutToolSupportGetsTheToolsInThePrompt() throws Exception {
    var provider =
        provider(
            0,
            request -> {
              if (bodies.getLast().contains("\"tools\"")) {
                request.response().setStatusCode(400).end("m-1 does not support tools");
              } else {
                request.response().end(chunk("ok"));
              }
            });
    assertEquals("ok", complete(provider).text());
    assertTrue(bodies.getLast().contains("You have these tools"), bodies.getLast());
  }

  @Test
  void aRejectionWithoutAKnownParameterFails() {
    var provider = provider(0, request -> request.response().setStatusCode(400).end("no"));
    var failure = assertThrows(ModelException.class, () -> complete(provider));
    assertFalse(failure.isRetryable());
    assertEquals(1, bodies.size());
  }

  @Test
  void thePromptMayUseTheContextWindowWithoutTheOutput() {
    assertEquals(900, provider(1_000, request -> {}).promptTokensMax());
    assertEquals(0, provider(0, request -> {}).promptTokensMax());
  }

  @Test
  void anEndpointWithoutAModelListIsConsideredHealthy() throws Exception {
    assertTrue(provider(0, request -> request.response().setStatusCode(405).end()).isHealthy());
    assertFalse(provider(0, request -> request.response().setStatusCode(503).end()).isHealthy());
  }

  @Test
  void theKeyIsNotShown() {
    assertFalse(provider(0, request -> {}).toString().contains("sk-secret"));
  }
}
