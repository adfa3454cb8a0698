package dev.loom.models.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.models.http.EndpointErrors;
import dev.loom.models.http.ProviderProtocol;
import dev.loom.models.http.ResponseBuilder;
import java.util.Map;

/// Decodes the lines of one response. Tool calls arrive complete, possibly over several lines. An
/// error may follow valid lines.
final class OllamaDecoder implements ProviderProtocol.Decoder {
  private final EndpointErrors errors;
  private final StringBuilder thinking = new StringBuilder();
  private int toolCalls;

  OllamaDecoder(EndpointErrors errors) {
    this.errors = errors;
  }

  @Override
  public void decode(JsonNode line, ResponseBuilder response) throws ModelException {
    if (line.hasNonNull("error")) {
      throw errors.inStream(line.get("error"));
    }
    if (!line.has("message") && !line.has("done")) {
      return;
    }
    response.markStarted();
    response.setModel(line.path("model").asText(""));
    readMessage(line.path("message"), response);
    if (line.path("done").asBoolean(false)) {
      end(line, response);
    }
  }

  private void readMessage(JsonNode message, ResponseBuilder response) throws ModelException {
    var reasoning = message.path("thinking").asText("");
    thinking.append(reasoning);
    response.appendReasoning(reasoning);
    response.appendText(message.path("content").asText(""));
    for (var call : message.path("tool_calls")) {
      var function = call.path("function");
      var arguments = function.path("arguments");
      response.appendToolCall(
          toolCalls++,
          call.path("id").asText(""),
          function.path("name").asText(""),
          arguments.isTextual() ? arguments.textValue() : arguments.toString());
    }
  }

  /// Reads the last line. The stop reason is `stop` for tool calls too. Counts of a cached prompt
  /// may be missing.
  private void end(JsonNode line, ResponseBuilder response) throws ModelException {
    if (toolCalls > 0 && !thinking.isEmpty()) {
      response.addProviderBlock(Map.of("thinking", thinking.toString()));
    }
    response.setUsage(
        line.path("prompt_eval_count").asLong(0), line.path("eval_count").asLong(0), 0);
    response.completeContent(
        line.path("done_reason").asText("").equals("length")
            ? ModelResponse.StopReason.LENGTH
            : ModelResponse.StopReason.DONE);
    response.markEnded();
  }
}
