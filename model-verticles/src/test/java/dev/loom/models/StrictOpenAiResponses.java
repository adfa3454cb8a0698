package dev.loom.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.util.List;

/// A fake server of OpenAI's Responses API that rejects what the real one rejects, and otherwise
/// responds as the test scripts. Stores nothing, and recognises the reasoning that it encrypted.
final class StrictOpenAiResponses extends StrictServer {
  private final OpenAiResponsesEncoder encoder = new OpenAiResponsesEncoder();

  StrictOpenAiResponses(Vertx vertx) {
    this(vertx, 0);
  }

  StrictOpenAiResponses(Vertx vertx, int port) {
    super(vertx, port);
  }

  @Override
  ResponseEncoder encoder() {
    return encoder;
  }

  @Override
  Reply route(ReceivedRequest received) {
    if (received.is("GET", "/v1/models")) {
      return document(StrictOpenAi.listOf(models));
    }
    if (!received.is("POST", "/v1/responses")) {
      throw notFound(received);
    }
    authorizations.add(String.valueOf(received.header("authorization")));
    requireJson(received);
    authenticate(
        bearer(received), "You didn't provide an API key.", "Incorrect API key provided: ");
    OpenAiResponsesRules.check(received.json());
    OpenAiResponsesConversation.check(received.json(), encoder);
    StrictOpenAi.requireModel(this, received.json());
    return respond(received.json());
  }

  @Override
  String errorBody(int status, String code, String message) {
    return StrictOpenAi.errorOf(status, code, message);
  }

  @Override
  String lastText(JsonNode question) {
    var input = question.path("input");
    if (input.isTextual()) {
      return input.textValue();
    }
    var last = input.path(input.size() - 1);
    return last.path("type").asText().equals("function_call_output")
        ? "tool results"
        : StrictOpenAi.textOf(last.path("content"));
  }

  @Override
  List<String> reasoningIn(JsonNode question) {
    return question.path("input").findValues("summary").stream().map(StrictOpenAi::textOf).toList();
  }
}
