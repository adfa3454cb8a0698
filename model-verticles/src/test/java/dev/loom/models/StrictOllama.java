package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A fake Ollama that rejects what the real one rejects, and otherwise responds as the test
/// scripts. Also rejects requests without a context size, which the real one truncates silently.
final class StrictOllama extends StrictServer {
  private static final Set<String> EVERYTHING = Set.of("completion", "tools", "thinking");

  /// Capabilities by model; a model without an entry has all.
  final Map<String, Set<String>> capabilities = new ConcurrentHashMap<>();

  private final OllamaEncoder encoder = new OllamaEncoder();

  StrictOllama(Vertx vertx) {
    this(vertx, 0);
  }

  StrictOllama(Vertx vertx, int port) {
    super(vertx, port);
  }

  @Override
  ResponseEncoder encoder() {
    return encoder;
  }

  @Override
  Reply route(ReceivedRequest received) {
    if (received.is("GET", "/api/version")) {
      return document("{\"version\":\"0.24.0\"}");
    }
    if (received.is("GET", "/api/tags")) {
      return document(listOf(""));
    }
    if (received.is("GET", "/api/ps")) {
      return document(
          listOf(
              ",\"expires_at\":\"2026-11-22T00:00:00Z\",\"size_vram\":1,\"context_length\":16384"));
    }
    if (received.is("POST", "/api/show")) {
      return show(received.json().path("model").asText());
    }
    if (!received.is("POST", "/api/chat")) {
      throw notFound(received);
    }
    authorizations.add(String.valueOf(received.header("authorization")));
    if (requiresKey()) {
      authenticate(bearer(received), "unauthorized", "unauthorized: ");
    }
    RejectedRequest.rejectIf(received.json() == null, "missing request body");
    RejectedRequest.rejectIf(
        received.json().path("model").asText("").isEmpty(), "model is required");
    var model = received.json().path("model").asText();
    known(model);
    OllamaRules.check(received.json(), model, capabilitiesOf(model));
    return respond(received.json());
  }

  private void known(String model) {
    if (!isServed(model)) {
      throw new RejectedRequest(404, "", "model '" + model + "' not found");
    }
  }

  private Set<String> capabilitiesOf(String model) {
    return capabilities.getOrDefault(model, EVERYTHING);
  }

  private Reply show(String model) {
    known(model);
    return document(
        ("{\"modelfile\":\"\",\"parameters\":\"\",\"template\":\"\",\"details\":{\"family\":\"m\"},"
                + "\"model_info\":{\"general.architecture\":\"m\",\"m.context_length\":32768},"
                + "\"capabilities\":%s,\"modified_at\":\"2026-10-01T00:00:00Z\"}")
            .formatted(Json.write(capabilitiesOf(model))));
  }

  private String listOf(String more) {
    var list = new StringBuilder();
    for (var model : models) {
      list.append(list.isEmpty() ? "" : ",")
          .append(
              "{\"name\":%1$s,\"model\":%1$s,\"modified_at\":\"2026-10-01T00:00:00Z\",\"size\":1,\"digest\":\"d\",\"details\":{\"family\":\"m\"}%2$s}"
                  .formatted(Json.write(model), more));
    }
    return "{\"models\":[" + list + "]}";
  }

  /// Ollama streams unless the request disables it.
  @Override
  boolean isStream(JsonNode question) {
    return question.path("stream").asBoolean(true);
  }

  @Override
  String errorBody(int status, String code, String message) {
    return "{\"error\":" + Json.write(message) + "}";
  }

  @Override
  String lastText(JsonNode question) {
    var messages = question.path("messages");
    var last = messages.path(messages.size() - 1);
    return last.path("role").asText().equals("tool")
        ? "tool results"
        : last.path("content").asText();
  }

  @Override
  List<String> reasoningIn(JsonNode question) {
    return question.path("messages").findValuesAsText("thinking");
  }
}
