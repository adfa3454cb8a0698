package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ProviderState;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.models.wire.Answer;
import dev.loom.models.wire.Failures;
import dev.loom.models.wire.Wire;
import java.util.List;
import java.util.Map;

/// Reads chunks of chat completions, or one whole completion.
final class ChatDecoder implements Wire.Decoder {
  private static final List<String> THINKING =
      List.of("reasoning", "reasoning_content", "thinking");
  private static final String TEXT = "text";

  private final Failures failures;
  private final boolean keepsThinking;
  private final StringBuilder thinking = new StringBuilder();

  /// @param keepsThinking whether the server wants thinking back
  ChatDecoder(Failures failures, boolean keepsThinking) {
    this.failures = failures;
    this.keepsThinking = keepsThinking;
  }

  /// The thinking that some servers want back with a tool call.
  static String reasoningIn(ProviderState continuation) {
    return continuation.blocks().stream()
        .map(block -> block.get(TEXT))
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .findFirst()
        .orElse("");
  }

  @Override
  public void read(JsonNode chunk, Answer answer) throws ModelException {
    if (chunk.hasNonNull("error")) {
      throw failures.inStream(chunk.get("error"));
    }
    if (!chunk.path("choices").isArray()) {
      return;
    }
    answer.begun();
    answer.model(chunk.path("model").asText(""));
    readUsage(chunk.path("usage"), answer);
    var choice = chunk.get("choices").path(0);
    readMessage(choice.has("delta") ? choice.get("delta") : choice.path("message"), answer);
    readReason(choice.path("finish_reason"), answer);
  }

  private static void readUsage(JsonNode reported, Answer answer) {
    if (reported.isObject()) {
      answer.usage(
          reported.path("prompt_tokens").asLong(0),
          reported.path("completion_tokens").asLong(0),
          reported.at("/prompt_tokens_details/cached_tokens").asLong(0));
    }
  }

  private void readMessage(JsonNode message, Answer answer) throws ModelException {
    var content = contentOf(message.path("content"));
    if (!content.isEmpty()) {
      answer.text(content);
    }
    for (var name : THINKING) {
      if (message.path(name).isTextual() && !message.get(name).textValue().isEmpty()) {
        answer.thinking(message.get(name).textValue());
        if (keepsThinking) {
          thinking.append(message.get(name).textValue());
        }
        break;
      }
    }
    if (message.path("refusal").isTextual() && !message.get("refusal").textValue().isEmpty()) {
      answer.refused();
      answer.text(message.get("refusal").textValue());
    }
    for (var fragment : message.path("tool_calls")) {
      var function = fragment.path("function");
      answer.toolCall(
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

  private void readReason(JsonNode reason, Answer answer) throws ModelException {
    if (!reason.isTextual()) {
      return;
    }
    if (!thinking.isEmpty()) {
      answer.keep(Map.of(TEXT, thinking.toString()));
      thinking.setLength(0);
    }
    answer.finished(
        switch (reason.textValue()) {
          case "length" -> ModelResponse.StopReason.LENGTH;
          case "content_filter" -> ModelResponse.StopReason.REFUSAL;
          // Any other reason says nothing that the content does not say better.
          default -> ModelResponse.StopReason.DONE;
        });
  }
}
