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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  private static ModelRequest conversation(String output, Message... more) {
    var messages =
        new ArrayList<Message>(
            List.of(
                new Message.User("go"),
                new Message.Assistant("", List.of(new ToolCall("c1", "mcp.read", Map.of()))),
                new Message.ToolOutput("c1", "mcp.read", output, false)));
    messages.addAll(List.of(more));
    return new ModelRequest(ModelRole.EXECUTOR, messages, REQUEST.tools(), Optional.empty());
  }

  /// Mistral (goose#5998, zed#37021).
  @Test
  void anEndpointThatRejectsAUserMessageBehindAToolOutputGetsAnAcknowledgementBetween()
      throws Exception {
    var provider =
        provider(
            0,
            request -> {
              if (bodies.size() > 1) {
                request.response().end(chunk("ok"));
              } else {
                request
                    .response()
                    .setStatusCode(400)
                    .end("{\"message\":\"Unexpected role 'user' after role 'tool'\"}");
              }
            });
    var request = conversation("x", new Message.User("remember"));
    assertEquals("ok", provider.complete(request, ModelListener.NONE).text());
    assertEquals("ok", provider.complete(request, ModelListener.NONE).text());
    assertEquals(3, bodies.size());
    for (var body : bodies.subList(1, 3)) {
      assertTrue(
          body.contains("{\"role\":\"assistant\",\"content\":\"I have read the results.\"}"), body);
    }
  }

  /// The calls of parallel subtasks are all rejected before the first one has adapted.
  @Test
  void everyCallInFlightAdapts() {
    var adaptations = new RequestAdaptations(TestEndpoints.PROTOCOL);
    var calls = List.of(adaptations.start(REQUEST), adaptations.start(REQUEST));
    calls.forEach(RequestAdaptations.Call::body);
    for (var call : calls) {
      assertTrue(call.adapt(400, "unknown field stream_options"));
      assertFalse(new String(call.body(), StandardCharsets.UTF_8).contains("stream_options"));
      assertFalse(call.adapt(400, "unknown field stream_options"));
    }
  }

  @Test
  void aPromptThatIsTooLongIsShortenedAndTheLimitRemembered() throws Exception {
    var provider =
        provider(
            0,
            request -> {
              if (bodies.getLast().length() > 20_000) {
                request
                    .response()
                    .setStatusCode(400)
                    .end("{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"no\"}}");
              } else {
                request.response().end(chunk("ok"));
              }
            });
    assertEquals(
        "ok", provider.complete(conversation("x".repeat(60_000)), ModelListener.NONE).text());
    assertTrue(bodies.getLast().contains("characters left out"), bodies.getLast());
    assertTrue(provider.promptTokensMax() > 1_000 && provider.promptTokensMax() < 15_000);
  }

  /// LM Studio sends the error in the stream.
  @Test
  void aPromptThatIsTooLongIsShortenedAfterAnErrorInTheStream() throws Exception {
    var provider =
        provider(
            0,
            request ->
                request
                    .response()
                    .end(
                        bodies.getLast().length() > 20_000
                            ? "data: {\"error\":{\"code\":400,\"message\":\"model is loaded with"
                                + " context length of only 4096 tokens\"}}\n\n"
                            : chunk("ok")));
    assertEquals(
        "ok", provider.complete(conversation("x".repeat(60_000)), ModelListener.NONE).text());
  }

  @Test
  void aPromptThatStaysTooLongFailsWithTheServersWords() {
    var provider =
        provider(0, request -> request.response().setStatusCode(400).end("prompt is too long"));
    var failure =
        assertThrows(
            ModelException.class,
            () -> provider.complete(conversation("x".repeat(60_000)), ModelListener.NONE));
    assertTrue(failure.getMessage().contains("prompt is too long"), failure.getMessage());
    assertTrue(bodies.size() <= 7, "" + bodies.size());
  }

  @Test
  void aLimitOfTheResponseIsKeptForAllLaterRequests() throws Exception {
    var provider =
        provider(
            0,
            request -> {
              if (bodies.getLast().contains("\"max_tokens\":100")) {
                request
                    .response()
                    .setStatusCode(400)
                    .end(
                        "max_tokens: 100 > 64, which is the maximum allowed number of output tokens");
              } else {
                request.response().end(chunk("ok"));
              }
            });
    complete(provider);
    complete(provider);
    assertEquals(3, bodies.size());
    assertTrue(bodies.getLast().contains("\"max_tokens\":64"), bodies.getLast());
  }

  @Test
  void halfASurrogatePairIsNotSent() throws Exception {
    var provider = provider(0, request -> request.response().end(chunk("ok")));
    provider.complete(conversation("half \uD83D, whole \uD83D\uDE00"), ModelListener.NONE);
    assertTrue(bodies.getLast().contains("half \uFFFD, whole \uD83D\uDE00"), bodies.getLast());
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
