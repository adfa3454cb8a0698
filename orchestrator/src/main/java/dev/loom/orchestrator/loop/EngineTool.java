package dev.loom.orchestrator.loop;

import dev.loom.api.tool.ToolDescriptor;
import dev.loom.contracts.config.ExecutionConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A tool about the task itself. The loop runs it, because it needs no I/O.
interface EngineTool {
  ToolDescriptor descriptor();

  /// Returns whether calls may run beside read-only calls of the same turn.
  boolean runsInParallel();

  /// Runs a call: records its result, or what the call waits for.
  void execute(LoopDecision decision, ToolCallState call, ExecutionConfig limits);

  /// Builds the schema of the arguments.
  ///
  /// @param required name of the required argument
  /// @param properties alternating names and schemas of all arguments
  static Map<String, Object> schema(String required, Object... properties) {
    return ordered(
        "type",
        "object",
        "properties",
        ordered(properties),
        "required",
        List.of(required),
        "additionalProperties",
        false);
  }

  /// Builds the schema of a text.
  static Map<String, Object> text(String description) {
    return ordered("type", "string", "description", description);
  }

  /// Builds a map from alternating names and values. The order is the same in every engine, so that
  /// prompt caches stay valid.
  static Map<String, Object> ordered(Object... namesAndValues) {
    var map = new LinkedHashMap<String, Object>();
    for (var i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
