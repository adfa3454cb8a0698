package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// A fake chat completions server that rejects what the real one rejects, and otherwise responds as
/// the test scripts. Requires a key only after one is set, because most compatible servers require
/// none.
final class StrictOpenAi extends StrictServer {
  static final String USAGE =
      "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n";
  static final String DONE = "data: [DONE]\n\n";

  private final ChatCompletionsEncoder encoder = new ChatCompletionsEncoder();

  StrictOpenAi(Vertx vertx) {
    this(vertx, 0);
  }

  StrictOpenAi(Vertx vertx, int port) {
    super(vertx, port);
  }

  @Override
  ResponseEncoder encoder() {
    return encoder;
  }

  @Override
  Reply route(ReceivedRequest received) {
    if (received.is("GET", "/v1/models")) {
      return document(listOf(models));
    }
    authorizations.add(String.valueOf(received.header("authorization")));
    if (!received.is("POST", "/v1/chat/completions")) {
      throw notFound(received);
    }
    requireJson(received);
    if (requiresKey()) {
      authenticate(
          bearer(received), "You didn't provide an API key.", "Incorrect API key provided: ");
    }
    ChatCompletionsRules.check(received.json());
    requireModel(this, received.json());
    return respond(received.json());
  }

  static void requireModel(StrictServer server, JsonNode question) {
    var model = question.path("model").asText();
    if (!server.isServed(model)) {
      throw new RejectedRequest(
          404,
          "model_not_found",
          "The model `" + model + "` does not exist or you do not have access to it.");
    }
  }

  static String listOf(Iterable<String> ids) {
    var data = Json.mapper().createArrayNode();
    for (var id : ids) {
      data.addObject()
          .put("id", id)
          .put("object", "model")
          .put("created", 1_790_000_000)
          .put("owned_by", "test");
    }
    return "{\"object\":\"list\",\"data\":" + data + "}";
  }

  @Override
  String errorBody(int status, String code, String message) {
    return errorOf(status, code, message);
  }

  static String errorOf(int status, String code, String message) {
    var type =
        switch (status) {
          case 401 -> "invalid_request_error";
          case 429 -> "requests";
          default -> status >= 500 ? "server_error" : "invalid_request_error";
        };
    return "{\"error\":{\"message\":%s,\"type\":\"%s\",\"param\":null,\"code\":%s}}"
        .formatted(Json.write(message), type, code.isEmpty() ? "null" : Json.write(code));
  }

  @Override
  String lastText(JsonNode question) {
    var messages = question.path("messages");
    var last = messages.path(messages.size() - 1);
    return last.path("role").asText().equals("tool")
        ? "tool results"
        : textOf(last.path("content"));
  }

  static String textOf(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    var text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  @Override
  List<String> reasoningIn(JsonNode question) {
    return question.path("messages").findValuesAsText("reasoning_content");
  }

  // ---- replies specific to chat completions ----

  static String chunk(String delta) {
    return chunk(delta, "null");
  }

  static String chunk(String delta, String reason) {
    return ChatCompletionsEncoder.chunk(delta, reason, "");
  }

  static Reply text(String text) {
    return stream(
        chunk("{\"role\":\"assistant\",\"content\":null}")
            + chunk("{\"content\":" + Json.write(text) + "}")
            + chunk("{}", "\"stop\"")
            + USAGE
            + DONE);
  }

  /// Returns a chunk with these JSON texts as tool call fragments.
  static String calls(String... fragments) {
    return Arrays.stream(fragments)
        .map(fragment -> chunk("{\"tool_calls\":[" + fragment + "]}"))
        .collect(
            Collectors.joining(
                "",
                chunk("{\"role\":\"assistant\",\"content\":null}"),
                chunk("{}", "\"stop\"") + DONE));
  }
}
