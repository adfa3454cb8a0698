package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ProviderState;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ResponseBuilder;
import java.util.List;
import java.util.Map;

/// Decodes chunks of chat completions, or one complete completion.
final class ChatCompletionsDecoder implements ProviderProtocol.Decoder {
  private static final List<String> REASONING_FIELDS =
      List.of("reasoning", "reasoning_content", "thinking");
  private static final String TEXT = "text";

  private final EndpointErrors errors;
  private final boolean keepsReasoning;
  private final StringBuilder thinking = new StringBuilder();

  /// @param keepsReasoning whether the server requires reasoning to be sent back
  ChatCompletionsDecoder(EndpointErrors errors, boolean keepsReasoning) {
    this.errors = errors;
    this.keepsReasoning = keepsReasoning;
  }

  /// Returns the reasoning that some servers require back with a tool call.
  static String reasoningIn(ProviderState state) {
    return state.blocks().stream()
        .map(block -> block.get(TEXT))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .findFirst()
        .orElse("");
  }

  @Override
  public void decode(JsonNode chunk, ResponseBuilder response) throws ModelException {
    if (chunk.hasNonNull("error")) {
      throw errors.inStream(chunk.get("error"));
    }
    if (!chunk.path("choices").isArray()) {
      return;
    }
    response.markStarted();
    response.setModel(chunk.path("model").asText(""));
    readUsage(chunk.path("usage"), response);
    var choice = chunk.get("choices").path(0);
    readMessage(choice.has("delta") ? choice.get("delta") : choice.path("message"), response);
    readStopReason(choice.path("finish_reason"), response);
  }

  private static void readUsage(JsonNode reported, ResponseBuilder response) {
    if (reported.isObject()) {
      response.setUsage(
          reported.path("prompt_tokens").asLong(0),
          reported.path("completion_tokens").asLong(0),
          reported.at("/prompt_tokens_details/cached_tokens").asLong(0));
    }
  }

  private void readMessage(JsonNode message, ResponseBuilder response) throws ModelException {
    response.appendText(contentOf(message.path("content")));
    for (var name : REASONING_FIELDS) {
      if (message.path(name).isTextual() && !message.get(name).textValue().isEmpty()) {
        response.appendReasoning(message.get(name).textValue());
        if (keepsReasoning) {
          thinking.append(message.get(name).textValue());
        }
        break;
      }
    }
    if (message.path("refusal").isTextual() && !message.get("refusal").textValue().isEmpty()) {
      response.markRefused();
      response.appendText(message.get("refusal").textValue());
    }
    for (var fragment : message.path("tool_calls")) {
      var function = fragment.path("function");
      response.appendToolCall(
          fragment.path("index").asInt(0),
          textOf(fragment.path("id")),
          textOf(function.path("name")),
          argumentsOf(function.path("arguments")));
    }
  }

  private static String contentOf(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    var parts = new StringBuilder();
    if (content.isArray()) {
      content.forEach(part -> parts.append(part.path(TEXT).asText("")));
    }
    return parts.toString();
  }

  private static String textOf(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  private static String argumentsOf(JsonNode node) {
    return node.isObject() ? node.toString() : textOf(node);
  }

  private void readStopReason(JsonNode reason, ResponseBuilder response) throws ModelException {
    if (!reason.isTextual()) {
      return;
    }
    if (!thinking.isEmpty()) {
      response.addProviderBlock(Map.of(TEXT, thinking.toString()));
      thinking.setLength(0);
    }
    response.completeContent(
        switch (reason.textValue()) {
          case "length" -> ModelResponse.StopReason.LENGTH;
          case "content_filter" -> ModelResponse.StopReason.REFUSAL;
          // For any other reason the content decides.
          default -> ModelResponse.StopReason.DONE;
        });
  }
}
