package dev.loom.examples;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.BackgroundProcess;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// A custom tool that starts a server, shows its output and stops it. The server goes on running
/// between the calls, until the task ends at the latest.
public final class ServerTool implements Tool {
  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
          "server",
          "Starts a server, shows its output, or stops it.",
          Map.of(
              "type",
              "object",
              "properties",
              Map.of(
                  "action",
                  Map.of("enum", List.of("start", "output", "stop")),
                  "command",
                  Map.of("type", "string", "description", "For start: the command line for sh."),
                  "id",
                  Map.of("type", "string", "description", "For output and stop: as start said.")),
              "required",
              List.of("action")));

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  /// Starting is judged by the command line; the other actions have no effect outside the engine.
  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    return isStart(arguments)
        ? List.of(new ToolEffect.RunsCommand(arguments.text("command")))
        : List.of();
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    var processes = context.processRunner();
    if (isStart(arguments)) {
      var command = List.of("sh", "-c", arguments.text("command"));
      return ToolResult.ok(describe(processes.start(command, Map.of())));
    }
    var id = arguments.text("id");
    var server = processes.background(id);
    if (server.isEmpty()) {
      return ToolResult.fail("There is no server " + id + "; start one first");
    }
    if (arguments.text("action").equals("stop")) {
      server.get().stop();
    }
    return ToolResult.ok(describe(server.get()));
  }

  private static boolean isStart(Arguments arguments) {
    return arguments.text("action").equals("start");
  }

  private static String describe(BackgroundProcess server) {
    var state = server.isRunning() ? "is running" : "ended with " + server.exitCode().orElse(-1);
    return "%s %s. Its output:\n%s".formatted(server.id(), state, server.output());
  }
}
