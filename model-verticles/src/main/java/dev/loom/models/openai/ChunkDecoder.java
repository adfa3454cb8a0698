package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ResponseBuilder;
import java.util.List;

/// Decodes chunks of chat completions, or one complete completion.
final class ChunkDecoder implements ProviderProtocol.Decoder {
  private static final List<String> REASONING_FIELDS =
      List.of("reasoning", "reasoning_content", "thinking");
  private static final String TEXT = "text";

  private final boolean keepsReasoning;
  private final StringBuilder thinking = new StringBuilder();
  private final ChatCompletionsState state = new ChatCompletionsState();
  private boolean isStreamed;

  /// @param keepsReasoning whether the server requires reasoning to be sent back
  ChunkDecoder(boolean keepsReasoning) {
    this.keepsReasoning = keepsReasoning;
  }

  @Override
  public void decode(JsonNode chunk, ResponseBuilder response) throws ModelException {
    var choices = chunk.path("choices");
    if (OpenAiUsage.read(chunk, response) && choices.isEmpty()) {
      response.markUsageFinal();
    }
    if (!choices.isArray()) {
      return;
    }
    response.markStarted();
    response.setModel(chunk.path("model").asText(""));
    var choice = choices.path(0);
    // Moonshot reports the usage in the choice.
    OpenAiUsage.read(choice, response);
    readMessage(messageOf(choice), response);
    response.completeContent(
        textOf(choice.path("finish_reason")), textOf(choice.path("native_finish_reason")));
  }

  /// Returns the message or its delta. A message after deltas repeats them (MiniMax).
  private JsonNode messageOf(JsonNode choice) {
    if (choice.path("delta").isObject()) {
      isStreamed = true;
      return choice.get("delta");
    }
    return choice.path(isStreamed ? "" : "message");
  }

  private void readMessage(JsonNode message, ResponseBuilder response) throws ModelException {
    response.appendText(contentOf(message.path("content")));
    for (var name : REASONING_FIELDS) {
      if (!textOf(message.path(name)).isEmpty()) {
        response.appendReasoning(message.get(name).textValue());
        thinking.append(message.get(name).textValue());
        break;
      }
    }
    if (!textOf(message.path("refusal")).isEmpty()) {
      response.markRefused();
      response.appendText(message.get("refusal").textValue());
    }
    state.addMessage(message);
    for (var fragment : message.path("tool_calls")) {
      var index = fragment.path("index").asInt(-1);
      var position =
          appendCall(fragment.path("function"), index, textOf(fragment.path("id")), response);
      state.addCall(position, fragment);
    }
    if (message.path("function_call").isObject()) {
      // The form before `tool_calls`: one call without an id.
      appendCall(message.get("function_call"), 0, "", response);
    }
  }

  private static int appendCall(JsonNode function, int index, String id, ResponseBuilder response)
      throws ModelException {
    var arguments = function.path("arguments");
    return response.appendToolCall(
        index,
        id,
        textOf(function.path("name")),
        arguments.isObject() ? arguments.toString() : textOf(arguments));
  }

  private static String contentOf(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    var parts = new StringBuilder(content.path(TEXT).asText(""));
    if (content.isArray()) {
      content.forEach(part -> parts.append(part.path(TEXT).asText("")));
    }
    return parts.toString();
  }

  private static String textOf(JsonNode node) {
    return node.isTextual() ? node.textValue() : "";
  }

  @Override
  public void end(ResponseBuilder response) throws ModelException {
    state.addTo(response, keepsReasoning ? thinking.toString() : "");
  }
}
