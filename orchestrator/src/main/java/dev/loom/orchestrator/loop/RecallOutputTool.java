package dev.loom.orchestrator.loop;

import dev.loom.contracts.text.TextTruncator;
import java.util.Map;

/// Runs the `recall_output` tool: returns a part of an output that was removed from the
/// conversation.
final class RecallOutputTool {
  private RecallOutputTool() {}

  static void execute(LoopDecision decision, ToolCallState call) {
    var arguments = call.toolCall().arguments();
    var id = arguments.get("output_id") instanceof String text ? text : "";
    decision.attempt().calls().stream()
        .filter(earlier -> earlier.step().value().equals(id))
        .findFirst()
        .ifPresentOrElse(
            earlier ->
                LocalCallRecorder.succeed(decision, call, slice(earlier.detail(), from(arguments))),
            () -> LocalCallRecorder.fail(decision, call, "Unknown output_id: '" + id + "'."));
  }

  private static int from(Map<String, Object> arguments) {
    return arguments.get("from_char") instanceof Number number
        ? Math.clamp(number.longValue(), 0, Integer.MAX_VALUE)
        : 0;
  }

  private static String slice(String text, int from) {
    int start = Math.min(from, text.length());
    var part = TextTruncator.head(text.substring(start), EngineTools.RECALL_CHARS_MAX);
    int end = start + part.length();
    int rest = text.length() - end;
    return part + (rest == 0 ? "" : "\n[… " + rest + " more characters; from_char " + end + "]");
  }
}
