package dev.loom.tools.search;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import dev.loom.tools.schema.PathReadingTool;
import dev.loom.tools.workspace.IgnoredDirectories;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// `glob_find`: finds files by a pattern of their paths.
public final class GlobFindTool extends PathReadingTool {
  private static final int RESULTS_MAX = 500;
  private static final int ENTRIES_MAX = 200_000;
  private static final int PATTERN_CHARS_MAX = 1_000;

  public GlobFindTool() {
    super(
        "glob_find",
        "Finds files whose paths match a pattern, newest first. Version control, cache,"
            + " dependency and build directories are skipped.",
        ParameterSchemaBuilder.object()
            .text(
                "pattern",
                "The path pattern, relative to 'path', for example **/*.java. ** matches any number of"
                    + " directories.",
                PATTERN_CHARS_MAX)
            .path("The directory to start in. Default: the workspace root.")
            .integer("offset", "Files to skip.", 0)
            .integer("limit", "Files to show, at most 500.", 1)
            .build("pattern"),
        Duration.ofSeconds(30));
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var workspace = context.workspace();
    var pattern = arguments.text("pattern");
    if (pattern.startsWith("/") || List.of(pattern.split("/")).contains("..")) {
      throw new EscapeException(pattern, workspace.root());
    }
    var start = pathOrRoot(arguments);
    var glob = Glob.forPaths(pattern);
    var prefix = workspace.relativize(start);
    var prefixLength = prefix.equals(".") ? 0 : prefix.length() + 1;
    var found = new ArrayList<Entry>();
    var visited = new AtomicInteger();
    workspace.walk(
        start,
        entry -> {
          if (visited.incrementAndGet() > ENTRIES_MAX) {
            return VisitResult.STOP;
          }
          if (entry.kind() == Kind.FILE && glob.matches(entry.path().substring(prefixLength))) {
            found.add(entry);
          }
          return IgnoredDirectories.isSkipped(entry) ? VisitResult.SKIP : VisitResult.CONTINUE;
        });
    return report(
        found,
        visited.get() <= ENTRIES_MAX,
        arguments.integer("offset", 0),
        Math.min(RESULTS_MAX, arguments.integer("limit", RESULTS_MAX)));
  }

  private static ToolResult report(List<Entry> found, boolean complete, int offset, int limit) {
    var newestFirst = Comparator.comparingLong(Entry::modifiedMillis).reversed();
    var paths =
        found.stream()
            .sorted(newestFirst.thenComparing(Entry::path))
            .skip(offset)
            .limit(limit)
            .map(Entry::path)
            .toList();
    var none = found.isEmpty() ? "No files matched." : "No more files matched.";
    var report = paths.isEmpty() ? none : String.join("\n", paths);
    var more = found.size() - offset - paths.size();
    if (more > 0) {
      report += "\n... (" + more + " more files)";
    }
    if (!complete) {
      report += "\n(only the first " + ENTRIES_MAX + " entries were looked at)";
    }
    return ToolResult.ok(report)
        .withData(Map.of("shown", paths.size(), "total", found.size(), "complete", complete));
  }
}
