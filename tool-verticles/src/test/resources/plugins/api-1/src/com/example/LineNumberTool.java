package com.example;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ContentBlock;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Numbers the lines of a file. Uses every part of the first version of the tool API.
public final class LineNumberTool implements Tool {
  private static final ToolDescriptor DESCRIPTOR =
      ToolDescriptor.of(
              "example.number_lines",
              "Numbers the lines of a text file.",
              Map.of(
                  "type",
                  "object",
                  "properties",
                  Map.of(
                      "path", Map.of("type", "string"),
                      "first", Map.of("type", "integer"),
                      "dry_run", Map.of("type", "boolean"),
                      "skip", Map.of("type", "array")),
                  "required",
                  List.of("path")))
          .withTitle("Number lines")
          .withVersion("1.0")
          .withOutputSchema(Map.of("type", "object"));

  @Override
  public ToolDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public List<ToolEffect> effects(Arguments arguments) {
    var path = arguments.text("path");
    return arguments.flag("dry_run", false)
        ? List.of(new ToolEffect.ReadsPath(path))
        : List.of(
            new ToolEffect.WritesPath(path),
            new ToolEffect.DeletesPath(path + ".old"),
            new ToolEffect.RunsCommand("wc -l"),
            new ToolEffect.ReachesNetwork("https://example.org"),
            new ToolEffect.ChangesData("counts the use"),
            new ToolEffect.Unknown());
  }

  @Override
  public CrashPolicy onCrash() {
    return CrashPolicy.VERIFY;
  }

  @Override
  public Duration timeLimit() {
    return Duration.ofSeconds(20);
  }

  @Override
  public Optional<ToolResult> findCompleted(Arguments arguments, ToolContext context) {
    return context.repeated()
        ? Optional.of(ToolResult.fail("in_doubt", "It may be numbered already."))
        : Optional.empty();
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws Exception {
    var workspace = context.workspace();
    var path = workspace.relativize(arguments.text("path"));
    if (workspace.stat(path).kind() != Workspace.Kind.FILE) {
      return ToolResult.fail("file_not_found", "There is no file " + path)
          .withOutput("Choose one of " + names(workspace));
    }
    var text = new String(workspace.read(path, 1_000_000), StandardCharsets.UTF_8);
    var numbered = new ArrayList<String>();
    for (var line : text.lines().toList()) {
      var number = arguments.integer("first", 1) + numbered.size();
      numbered.add(arguments.list("skip").contains(line) ? line : number + " " + line);
    }
    var changes = new ArrayList<FileChange>();
    if (!arguments.flag("dry_run", false)) {
      changes.add(workspace.write(path, String.join("\n", numbered).getBytes(StandardCharsets.UTF_8)));
    }
    var process = context.processRunner().run(List.of("wc", "-l", path), Map.of("LC_ALL", "C"));
    return ToolResult.ok(numbered.size() + " lines in " + arguments.optionalText("path").orElse(""))
        .withFilesChanged(changes)
        .withData(
            Map.of(
                "lines", numbered.size(),
                "exit_code", process.exitCode(),
                "output", process.output() + process.errorOutput(),
                "ids", context.taskId() + "/" + context.subtaskId() + "/" + context.stepId(),
                "time_left", context.remainingTime().isPositive()))
        .withContent(
            List.of(
                new ContentBlock.Text("numbered"),
                new ContentBlock.Image("aGk=", "image/png"),
                new ContentBlock.ResourceLink(workspace.root().toUri().toString(), path, "")));
  }

  private static List<String> names(Workspace workspace) throws Exception {
    var names = new ArrayList<String>();
    workspace.walk(
        ".",
        entry -> {
          names.add(entry.name());
          return entry.kind() == Workspace.Kind.DIRECTORY
              ? Workspace.VisitResult.SKIP
              : Workspace.VisitResult.CONTINUE;
        });
    names.add("" + workspace.list(".").size());
    return names;
  }
}
