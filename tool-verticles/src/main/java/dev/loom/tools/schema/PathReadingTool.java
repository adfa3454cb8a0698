package dev.loom.tools.schema;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.ToolEffect;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A tool that only reads what is at its argument `path`, by default the whole workspace.
public abstract class PathReadingTool extends BuiltinTool {
  /// @param parameters JSON Schema of the arguments
  protected PathReadingTool(
      String name, String description, Map<String, Object> parameters, Duration timeLimit) {
    super(name, description, parameters, timeLimit, CrashPolicy.RETRY);
  }

  protected static String pathOrRoot(Arguments arguments) {
    return arguments.optionalText("path").orElse(".");
  }

  @Override
  public final List<ToolEffect> effects(Arguments arguments) {
    return List.of(new ToolEffect.ReadsPath(pathOrRoot(arguments)));
  }
}
