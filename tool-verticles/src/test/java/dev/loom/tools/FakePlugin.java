package dev.loom.tools;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolResult;
import java.util.Map;

/// A plug-in tool with a given body.
public record FakePlugin(Body body) implements Tool {
  @Override
  public ToolDescriptor descriptor() {
    return ToolDescriptor.of("plugin", "Does what a test wants.", Map.of("type", "object"));
  }

  @Override
  public CrashPolicy onCrash() {
    return CrashPolicy.RETRY;
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
    return body.run(context);
  }

  @FunctionalInterface
  public interface Body {
    ToolResult run(ToolContext context) throws Exception;
  }
}
