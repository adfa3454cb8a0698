package dev.loom.tools.host;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolResult;
import java.time.Duration;
import java.util.Map;

/// A plug-in tool with a given name, schema, time limit and body.
record FakeTool(String name, Map<String, Object> parameters, Duration timeLimit, FakeTool.Body body)
    implements Tool {
  static final Map<String, Object> ANYTHING = Map.of("type", "object");
  static final Body OK = (arguments, context) -> ToolResult.ok("done");

  FakeTool(String name, Body body) {
    this(name, ANYTHING, Duration.ofSeconds(20), body);
  }

  @Override
  public ToolDescriptor descriptor() {
    return ToolDescriptor.of(name, "A tool of a test.", parameters);
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
    return body.execute(arguments, context);
  }

  @FunctionalInterface
  interface Body {
    ToolResult execute(Arguments arguments, ToolContext context) throws Exception;
  }
}
