package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolDescriptor;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.event.TaskEvent.QuestionAnswered;
import dev.loom.contracts.event.TaskEvent.QuestionAsked;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.List;
import java.util.Map;

/// Runs the `ask_user` tool: passes a model's question to the user and the answer back.
final class AskUserTool implements EngineTool {
  private static final int QUESTION_CHARS_MAX = 4_000;
  private static final int OPTIONS_MAX = 20;
  private static final String NO_ANSWER =
      "The user did not answer in time. Decide yourself, or answer BLOCKED: with the reason.";

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
          "ask_user",
          "Asks the user a question and waits for the answer. Use it only for a decision that"
              + " the user must make. Do not use it to confirm finished work.",
          Json.toMap(
              Json.parse(
                  """
                  {"type": "object",
                   "properties": {
                     "question": {
                       "type": "string",
                       "description":
                         "The question, with everything the user needs to know to answer it."},
                     "options": {
                       "type": "array",
                       "description": "Possible answers, if there are only a few.",
                       "items": {"type": "string"},
                       "maxItems": %s}},
                   "required": ["question"],
                   "additionalProperties": false}
                  """
                      .formatted(OPTIONS_MAX))));

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public boolean runsInParallel() {
    return false;
  }

  @Override
  public void execute(
      LoopDecision decision, ToolCallState call, ExecutionConfig limits, ToolCatalogue tools) {
    if (!(call.toolCall().arguments().get("question") instanceof String question)
        || question.isBlank()) {
      decision.failCall(call, "The call was not run: 'question' must be a non-empty text.");
      return;
    }
    decision.record(
        new QuestionAsked(
            decision.subtaskId(),
            call.step(),
            call.step().value(),
            TextTruncator.withEllipsis(question, QUESTION_CHARS_MAX),
            options(call.toolCall().arguments()),
            decision.now().plusSeconds(limits.review().questionTimeoutSeconds())));
  }

  private static List<String> options(Map<String, Object> arguments) {
    return arguments.get("options") instanceof List<?> list
        ? list.stream()
            .filter(String.class::isInstance)
            .limit(OPTIONS_MAX)
            .map(option -> TextTruncator.withEllipsis((String) option, QUESTION_CHARS_MAX))
            .toList()
        : List.of();
  }

  /// Ends the call with the user's answer.
  ///
  /// @param expired whether the user did not answer in time
  static void complete(LoopDecision decision, ToolCallState call, String answer, boolean expired) {
    decision.record(
        new QuestionAnswered(
            decision.subtaskId(), call.step(), call.step().value(), answer, expired));
    if (expired) {
      decision.failCall(call, NO_ANSWER);
    } else {
      decision.finishCall(call, answer);
    }
  }
}
