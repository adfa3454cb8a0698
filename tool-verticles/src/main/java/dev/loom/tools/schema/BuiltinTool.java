package dev.loom.tools.schema;

import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolDescriptor;
import java.time.Duration;
import java.util.Map;

/// Holds the fixed properties of a tool that is built into every engine.
public abstract class BuiltinTool implements Tool {
  private final ToolDescriptor descriptor;
  private final Duration timeLimit;
  private final CrashPolicy onCrash;

  /// @param parameters JSON Schema of the arguments
  /// @param onCrash [CrashPolicy#RETRY] if no call changes anything; the tool is then shown as
  ///   read-only
  protected BuiltinTool(
      String name,
      String description,
      Map<String, Object> parameters,
      Duration timeLimit,
      CrashPolicy onCrash) {
    var changing = ToolDescriptor.of(name, description, parameters);
    this.descriptor = onCrash == CrashPolicy.RETRY ? changing.asReadOnly() : changing;
    this.timeLimit = timeLimit;
    this.onCrash = onCrash;
  }

  @Override
  public final ToolDescriptor descriptor() {
    return descriptor;
  }

  @Override
  public final Duration timeLimit() {
    return timeLimit;
  }

  @Override
  public final CrashPolicy onCrash() {
    return onCrash;
  }
}
