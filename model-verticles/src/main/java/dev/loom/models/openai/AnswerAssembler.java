package dev.loom.models.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import java.util.List;

/// Puts an answer together from chunks, or from one whole completion, and passes over every field
/// it does not know.
///
/// What the answer is, its content decides: servers give the reason `stop` for answers full of tool
/// calls. Pieces for the listener are gathered until [#tell], so that a listener hears once a
/// network buffer and not once a token.
final class AnswerAssembler {
  static final int ANSWER_CHARS_MAX = 4 * 1024 * 1024;
  static final int TOOL_CALLS_MAX = 128;
  private static final List<String> THINKING =
      List.of("reasoning", "reasoning_content", "thinking");
  private static final String THINK_START = "<think>";
  private static final String THINK_END = "</think>";

  private final Failures failures;
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder thinking = new StringBuilder();
  private final StringBuilder untold = new StringBuilder();
  private final StringBuilder untoldThinking = new StringBuilder();
  private final ToolCallAssembler toolCalls = new ToolCallAssembler();
  private TokenUsage usage = TokenUsage.NONE;
  private String model;
  private ModelResponse.Stop stop = ModelResponse.Stop.DONE;
  private boolean sawChunk;
  private boolean finished;
  private long chars;

  AnswerAssembler(String model, Failures failures) {
    this.model = model;
    this.failures = failures;
  }

  void add(JsonNode chunk) throws ModelException {
    if (chunk.hasNonNull("error")) {
      throw failures.inStream(chunk.get("error"));
    }
    if (!chunk.path("choices").isArray()) {
      return;
    }
    sawChunk = true;
    if (chunk.path("model").isTextual() && !chunk.get("model").textValue().isEmpty()) {
      model = chunk.get("model").textValue();
    }
    readUsage(chunk.path("usage"));
    var choice = chunk.get("choices").path(0);
    readMessage(choice.has("delta") ? choice.get("delta") : choice.path("message"));
    readReason(choice.path("finish_reason"));
    if (chars > ANSWER_CHARS_MAX) {
      throw failures.overLimit("an answer of more than " + ANSWER_CHARS_MAX + " characters");
    }
    if (toolCalls.count() > TOOL_CALLS_MAX) {
      throw failures.overLimit("more than " + TOOL_CALLS_MAX + " tool calls in one answer");
    }
  }

  private void readUsage(JsonNode reported) {
    if (reported.isObject()) {
      usage =
          new TokenUsage(
              Math.max(0, reported.path("prompt_tokens").asLong(0)),
              Math.max(0, reported.path("completion_tokens").asLong(0)));
    }
  }

  private void readMessage(JsonNode message) {
    say(contentOf(message.path("content")));
    for (var name : THINKING) {
      if (message.path(name).isTextual() && !message.get(name).textValue().isEmpty()) {
        think(message.get(name).textValue());
        break;
      }
    }
    if (message.path("refusal").isTextual() && !message.get("refusal").textValue().isEmpty()) {
      stop = ModelResponse.Stop.REFUSAL;
      say(message.get("refusal").textValue());
    }
    if (message.path("tool_calls").isArray()) {
      message.get("tool_calls").forEach(fragment -> chars += toolCalls.add(fragment));
    }
  }

  private static String contentOf(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    var parts = new StringBuilder();
    if (content.isArray()) {
      content.forEach(part -> parts.append(part.path("text").asText("")));
    }
    return parts.toString();
  }

  private void say(String piece) {
    text.append(piece);
    untold.append(piece);
    chars += piece.length();
  }

  private void think(String piece) {
    thinking.append(piece);
    untoldThinking.append(piece);
    chars += piece.length();
  }

  private void readReason(JsonNode reason) {
    if (!reason.isTextual()) {
      return;
    }
    finished = true;
    switch (reason.textValue()) {
      case "length" -> stop = ModelResponse.Stop.LENGTH;
      case "content_filter" -> stop = ModelResponse.Stop.REFUSAL;
      default -> {
        // Any other reason says nothing that the content does not say better.
      }
    }
  }

  /// Tells the listener of everything since it was told last.
  void tell(ModelListener listener) {
    if (!untoldThinking.isEmpty()) {
      listener.heard(new ModelListener.ThinkingPiece(untoldThinking.toString()));
      untoldThinking.setLength(0);
    }
    if (!untold.isEmpty()) {
      listener.heard(new ModelListener.TextPiece(untold.toString()));
      untold.setLength(0);
    }
  }

  /// Whether the server said that the answer is over.
  boolean isFinished() {
    return finished;
  }

  /// Whether anything at all was an answer.
  boolean isAnswer() {
    return sawChunk;
  }

  ModelResponse finish() {
    liftThinking();
    return new ModelResponse(
        text.toString(), thinking.toString(), toolCalls.finish(), usage, model, stop);
  }

  /// Servers without a parser for a model's thinking leave it in the answer, at its start.
  private void liftThinking() {
    var answer = text.toString().stripLeading();
    var end = answer.indexOf(THINK_END);
    if (answer.startsWith(THINK_START) && end > 0) {
      thinking.append(answer, THINK_START.length(), end);
      text.setLength(0);
      text.append(answer.substring(end + THINK_END.length()).stripLeading());
    }
  }
}
