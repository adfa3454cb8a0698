package dev.loom.orchestrator.loop;

import dev.loom.api.JsonValues;
import dev.loom.contracts.id.StepId;
import java.util.Map;

/// Represents a finished tool call.
///
/// @param errorCode reason of the failure, empty on success or if there is none
/// @param detail the output, or the reason of the failure
/// @param changed whether a file was changed, or may have been
/// @param riskyCommand whether the user was asked because of a command
public record FinishedCall(
    StepId step,
    String tool,
    Map<String, Object> args,
    boolean success,
    String errorCode,
    String detail,
    boolean changed,
    boolean riskyCommand) {
  public FinishedCall {
    args = JsonValues.copyOf(args);
    errorCode = errorCode == null ? "" : errorCode;
  }

  public boolean isSameAs(String otherTool, Map<String, Object> otherArgs) {
    return tool.equals(otherTool) && args.equals(otherArgs);
  }
}
