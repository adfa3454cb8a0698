package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener.Delta;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.api.model.ToolDescription;
import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A provider and the strict server that it calls.
final class ProviderHarness {
  static final String KEY = "sk-secret-1234567890";
  static final ModelRequest HELLO = request(List.of(), new Message.User("hello"));
  static final ModelCallConfig LONG_TIMEOUTS = calls(20, 20, 25);

  final Vertx vertx;
  final StrictServer server;
  final List<Delta> deltas = new ArrayList<>();
  private final Setup setup;

  /// The configuration for one protocol.
  interface Setup {
    /// @param url the URL of the server without a path
    ModelConfig config(String url, String model, Optional<Double> temperature);

    /// Returns the base URL as used in messages.
    String base(String url);
  }

  ProviderHarness(Vertx vertx, StrictServer server, Setup setup) {
    this.vertx = vertx;
    this.server = server;
    this.setup = setup;
  }

  static ModelRequest request(List<ToolDescription> tools, Message... messages) {
    return new ModelRequest(ModelRole.EXECUTOR, List.of(messages), tools, Optional.empty());
  }

  static ToolDescription tool(String name) {
    return new ToolDescription(
        name,
        "Reads.",
        Map.of("type", "object", "properties", Map.of("path", Map.of("type", "string"))));
  }

  /// Returns short deadlines for tests in which one must pass.
  static ModelCallConfig calls(int firstByte, int idle, int total) {
    return new ModelCallConfig(5, firstByte, idle, total, 3, 4, 5, 1, 900, 0);
  }

  static ModelResponse answer(String text, TokenUsage usage, ToolCall... calls) {
    return new ModelResponse(text, "", List.of(calls), usage, "m-1", ModelResponse.StopReason.DONE);
  }

  String base(String url) {
    return setup.base(url);
  }

  ModelProvider provider(String url, ModelCallConfig calls) {
    return provider(setup.config(url, "m-1", Optional.empty()), calls);
  }

  ModelProvider provider(String model, Optional<Double> temperature) {
    return provider(setup.config(server.url(), model, temperature), LONG_TIMEOUTS);
  }

  ModelProvider provider(ModelConfig config, ModelCallConfig calls) {
    return new ProviderFactory(vertx, calls, Map.of("M_KEY", KEY)).create("m", config);
  }

  ModelProvider provider(ModelCallConfig calls) {
    return provider(server.url(), calls);
  }

  ModelResponse complete() throws Exception {
    return complete(HELLO);
  }

  ModelResponse complete(ModelRequest request) throws Exception {
    return provider(LONG_TIMEOUTS).complete(request, deltas::add);
  }

  ModelResponse complete(ScriptedResponse response) throws Exception {
    server.enqueue(response);
    return complete();
  }

  ModelException failure(ModelCallConfig calls) {
    return failure(server.url(), calls);
  }

  ModelException failure(String url, ModelCallConfig calls) {
    var provider = provider(url, calls);
    return assertThrows(ModelException.class, () -> provider.complete(HELLO, deltas::add));
  }

  /// Returns the response as encoded by the protocol.
  String encode(ScriptedResponse response) {
    return server.encode(response);
  }
}
