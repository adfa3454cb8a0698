package dev.loom.orchestrator;

import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.ToolEffect;
import java.util.List;

/// Declares the effects of calls as the built-in tools do.
public final class DeclaredEffects {
  private DeclaredEffects() {}

  /// Returns the effects of calls; those of other tools than the built-in ones are unknown.
  public static List<List<ToolEffect>> of(List<ToolCall> calls) {
    return calls.stream().map(DeclaredEffects::of).toList();
  }

  private static List<ToolEffect> of(ToolCall call) {
    var path = call.arguments().get("path") instanceof String text ? text : ".";
    return List.of(
        switch (call.name()) {
          case "read_file", "look" -> new ToolEffect.ReadsPath(path);
          case "fetch" -> new ToolEffect.ReachesNetwork((String) call.arguments().get("url"));
          case "write_file" -> new ToolEffect.WritesPath(path);
          case "shell_execute" ->
              call.arguments().get("command") instanceof String command
                  ? new ToolEffect.RunsCommand(command)
                  : new ToolEffect.Unknown();
          default -> new ToolEffect.Unknown();
        });
  }
}
