package dev.loom.models.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.models.wire.Answer;
import dev.loom.models.wire.Failures;
import dev.loom.models.wire.Wire;
import java.util.Map;

/// Reads the lines of one answer. Tool calls come whole, perhaps over several lines; an error may
/// be a line of an answer that began well.
final class LineDecoder implements Wire.Decoder {
  private final Failures failures;
  private final StringBuilder thinking = new StringBuilder();
  private int toolCalls;

  LineDecoder(Failures failures) {
    this.failures = failures;
  }

  @Override
  public void read(JsonNode line, Answer answer) throws ModelException {
    if (line.hasNonNull("error")) {
      throw failures.inStream(line.get("error"));
    }
    if (!line.has("message") && !line.has("done")) {
      return;
    }
    answer.begun();
    answer.model(line.path("model").asText(""));
    readMessage(line.path("message"), answer);
    if (line.path("done").asBoolean(false)) {
      end(line, answer);
    }
  }

  private void readMessage(JsonNode message, Answer answer) throws ModelException {
    var thought = message.path("thinking").asText("");
    if (!thought.isEmpty()) {
      thinking.append(thought);
      answer.thinking(thought);
    }
    var content = message.path("content").asText("");
    if (!content.isEmpty()) {
      answer.text(content);
    }
    for (var call : message.path("tool_calls")) {
      var function = call.path("function");
      var arguments = function.path("arguments");
      answer.toolCall(
          toolCalls++,
          call.path("id").asText(""),
          function.path("name").asText(""),
          arguments.isTextual() ? arguments.textValue() : arguments.toString());
    }
  }

  /// The reason is `stop` for tool calls too. A prompt that is in the cache may be left out of the
  /// counts.
  private void end(JsonNode line, Answer answer) throws ModelException {
    if (toolCalls > 0 && !thinking.isEmpty()) {
      answer.keep(Map.of("thinking", thinking.toString()));
    }
    answer.usage(line.path("prompt_eval_count").asLong(0), line.path("eval_count").asLong(0), 0);
    answer.finished(
        line.path("done_reason").asText("").equals("length")
            ? ModelResponse.StopReason.LENGTH
            : ModelResponse.StopReason.DONE);
    answer.done();
  }
}
