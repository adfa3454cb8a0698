package dev.loom.examples;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.BackgroundProcess;
import dev.loom.api.tool.ProcessRunner;
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
    return arguments.text("action").equals("start")
        ? List.of(new ToolEffect.RunsCommand(arguments.text("command")))
        : List.of();
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context)
      throws IOException, InterruptedException {
    var processes = context.processRunner();
    return switch (arguments.text("action")) {
      case "start" -> start(processes, arguments.text("command"));
      case "stop" -> stop(processes, arguments.text("id"));
      default ->
          processes
              .background(arguments.text("id"))
              .map(server -> ToolResult.ok(describe(server)))
              .orElseGet(() -> unknown(arguments.text("id")));
    };
  }

  private static ToolResult start(ProcessRunner processes, String command)
      throws IOException, InterruptedException {
    return ToolResult.ok(describe(processes.start(List.of("sh", "-c", command), Map.of())));
  }

  private static ToolResult stop(ProcessRunner processes, String id) throws InterruptedException {
    var server = processes.background(id);
    if (server.isEmpty()) {
      return unknown(id);
    }
    server.get().stop();
    return ToolResult.ok(describe(server.get()));
  }

  private static ToolResult unknown(String id) {
    return ToolResult.fail("There is no server " + id + "; start one first");
  }

  private static String describe(BackgroundProcess server) {
    var state = server.isRunning() ? "is running" : "ended with " + server.exitCode().orElse(-1);
    return "%s %s. Its output:\n%s".formatted(server.id(), state, server.output());
  }
}
