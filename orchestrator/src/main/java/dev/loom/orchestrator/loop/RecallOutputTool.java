package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolDescriptor;
import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ExecutionConfig;
import dev.loom.contracts.text.TextTruncator;
import dev.loom.contracts.tool.ToolCatalogue;
import java.util.Map;

/// Runs the `recall_output` tool: returns a part of an output that was removed from the
/// conversation.
final class RecallOutputTool implements EngineTool {
  /// The maximum length of one result.
  static final int CHARS_MAX = 16_000;

  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
          "recall_output",
          "Returns a tool output that was removed from this conversation to save space.",
          Json.toMap(
              Json.parse(
                  """
                  {"type": "object",
                   "properties": {
                     "output_id": {
                       "type": "string",
                       "description": "The id in the note that replaced the output."},
                     "from_char": {
                       "type": "integer",
                       "description": "The first character to return, counted from 0.",
                       "minimum": 0}},
                   "required": ["output_id"],
                   "additionalProperties": false}
                  """)));

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public boolean runsInParallel() {
    return true;
  }

  @Override
  public void execute(
      LoopDecision decision, ToolCallState call, ExecutionConfig limits, ToolCatalogue tools) {
    var arguments = call.toolCall().arguments();
    var id = arguments.get("output_id") instanceof String text ? text : "";
    decision.attempt().calls().stream()
        .filter(earlier -> earlier.step().value().equals(id))
        .findFirst()
        .ifPresentOrElse(
            earlier -> decision.finishCall(call, slice(earlier.detail(), from(arguments))),
            () -> decision.failCall(call, "Unknown output_id: '" + id + "'."));
  }

  private static int from(Map<String, Object> arguments) {
    return arguments.get("from_char") instanceof Number number
        ? Math.clamp(number.longValue(), 0, Integer.MAX_VALUE)
        : 0;
  }

  private static String slice(String text, int from) {
    int start = Math.min(from, text.length());
    start -=
        start > 0 && start < text.length() && Character.isLowSurrogate(text.charAt(start)) ? 1 : 0;
    var part = TextTruncator.head(text.substring(start), CHARS_MAX);
    int end = start + part.length();
    int rest = text.length() - end;
    return part + (rest == 0 ? "" : "\n[… " + rest + " more characters; from_char " + end + "]");
  }
}
