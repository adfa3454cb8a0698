package dev.loom.orchestrator.core;

import java.util.Map;

/// Answers the tool that shows an output again which was left out of a conversation.
final class RecallOutputTool {
  private RecallOutputTool() {}

  static void execute(DecisionBuilder decision, SubtaskState subtask, ToolCallState call) {
    var arguments = call.call().arguments();
    var id = arguments.get("output_id") instanceof String text ? text : "";
    subtask.attempt().calls().stream()
        .filter(made -> made.step().value().equals(id))
        .findFirst()
        .ifPresentOrElse(
            made ->
                LocalCallResults.succeed(
                    decision, subtask, call, slice(made.detail(), from(arguments))),
            () ->
                LocalCallResults.fail(
                    decision, subtask, call, "There is no output '" + id + "' in this attempt."));
  }

  private static int from(Map<String, Object> arguments) {
    return arguments.get("from_char") instanceof Number number
        ? Math.clamp(number.longValue(), 0, Integer.MAX_VALUE)
        : 0;
  }

  private static String slice(String text, int from) {
    int start = Math.min(from, text.length());
    int end = Math.min(start + EngineTools.RECALL_CHARS_MAX, text.length());
    var rest = text.length() - end;
    return text.substring(start, end)
        + (rest == 0 ? "" : "\n[… " + rest + " more characters; from_char " + end + "]");
  }
}
