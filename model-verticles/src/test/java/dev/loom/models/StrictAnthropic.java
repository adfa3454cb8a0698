package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import io.vertx.core.Vertx;
import java.util.List;

/// A fake Anthropic server that rejects what the real one rejects, and otherwise responds as the
/// test scripts. Accepts only the reasoning that it signed.
final class StrictAnthropic extends StrictServer {
  static final String NEWEST = "2026-10-21";
  static final String OLDEST = "2023-06-01";

  private final AnthropicEncoder encoder = new AnthropicEncoder();

  StrictAnthropic(Vertx vertx) {
    this(vertx, 0);
  }

  StrictAnthropic(Vertx vertx, int port) {
    super(vertx, port);
  }

  @Override
  ResponseEncoder encoder() {
    return encoder;
  }

  @Override
  Reply route(ReceivedRequest received) {
    if (received.http().path().startsWith("/v1/models/")
        && received.http().method().name().equals("GET")) {
      versionOf(received);
      return model(received.http().path().substring("/v1/models/".length()));
    }
    if (!received.is("POST", "/v1/messages")) {
      throw notFound(received);
    }
    requireJson(received);
    var version = versionOf(received);
    AnthropicRules.check(received.json(), version.equals(NEWEST));
    AnthropicConversation.check(received.json(), version.equals(NEWEST), encoder.signed());
    var model = received.json().path("model").asText();
    if (!isServed(model)) {
      throw new RejectedRequest(404, "", "model: " + model);
    }
    return respond(received.json());
  }

  /// Each version expects the key in its own header.
  private String versionOf(ReceivedRequest received) {
    var version = received.header("anthropic-version");
    RejectedRequest.rejectIf(version == null, "anthropic-version: header is required");
    RejectedRequest.rejectIf(
        !version.equals(NEWEST) && !version.equals(OLDEST),
        "anthropic-version: \"" + version + "\" is not a valid version");
    var key = version.equals(NEWEST) ? bearer(received) : received.header("x-api-key");
    if (received.is("POST", "/v1/messages")) {
      authorizations.add(
          String.valueOf(version.equals(NEWEST) ? received.header("authorization") : key));
    }
    authenticate(
        key,
        version.equals(NEWEST)
            ? "authorization header is required"
            : "x-api-key header is required",
        "invalid x-api-key ");
    return version;
  }

  private Reply model(String id) {
    if (!isServed(id)) {
      throw new RejectedRequest(404, "", "model: " + id);
    }
    return document(
        "{\"type\":\"model\",\"id\":%s,\"display_name\":\"One\",\"created_at\":\"2026-10-01T00:00:00Z\"}"
            .formatted(Json.write(id)));
  }

  @Override
  String errorBody(int status, String code, String message) {
    return errorOf(status, message);
  }

  static String errorOf(int status, String message) {
    var type =
        switch (status) {
          case 401 -> "authentication_error";
          case 402 -> "billing_error";
          case 403 -> "permission_error";
          case 404 -> "not_found_error";
          case 409 -> "conflict_error";
          case 413 -> "request_too_large";
          case 429 -> "rate_limit_error";
          case 504 -> "timeout_error";
          case 529 -> "overloaded_error";
          default -> status >= 500 ? "api_error" : "invalid_request_error";
        };
    return "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":%s},\"request_id\":\"req_1\"}"
        .formatted(type, Json.write(message));
  }

  @Override
  String lastText(JsonNode question) {
    var messages = question.path("messages");
    var content = messages.path(messages.size() - 1).path("content");
    return content.path(0).path("type").asText().equals("tool_result")
        ? "tool results"
        : StrictOpenAi.textOf(content);
  }

  @Override
  List<String> reasoningIn(JsonNode question) {
    return question.path("messages").findValuesAsText("thinking");
  }
}
