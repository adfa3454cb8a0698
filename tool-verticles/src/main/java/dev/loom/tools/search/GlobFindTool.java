package dev.loom.tools.search;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.tools.schema.ParameterSchemaBuilder;
import dev.loom.tools.schema.PathReadingTool;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// `glob_find`: finds files by a pattern of their paths.
public final class GlobFindTool extends PathReadingTool {
  private static final int RESULTS_MAX = 500;
  private static final int PATTERN_CHARS_MAX = 1_000;

  public GlobFindTool() {
    super(
        "glob_find",
        "Finds files whose paths match a pattern, newest first, those that .gitignore names last."
            + " Version control, cache, dependency and build directories are skipped unless the"
            + " pattern names them.",
        ParameterSchemaBuilder.object()
            .text(
                "pattern",
                "The path pattern, relative to 'path', for example **/*.java. ** matches any number of"
                    + " directories.",
                PATTERN_CHARS_MAX)
            .path("The directory to start in. Default: the workspace root.")
            .integer("offset", "Files to skip.", 0)
            .integer("limit", "Files to show, at most 500.", 1)
            .flag("include_ignored", "Set to false to leave out files that .gitignore names.")
            .build("pattern"),
        Duration.ofSeconds(30));
  }

  @Override
  public ToolResult execute(Arguments arguments, ToolContext context) throws IOException {
    var found =
        FileFinder.find(
            context.workspace(), pathOrRoot(arguments), arguments.text("pattern"), false);
    return report(
        arguments.flag("include_ignored", true) ? found : found.withoutIgnored(),
        arguments.integer("offset", 0),
        Math.min(RESULTS_MAX, arguments.integer("limit", RESULTS_MAX)));
  }

  private static ToolResult report(FileFinder.Found found, int offset, int limit) {
    var order =
        Comparator.<Entry, Boolean>comparing(entry -> found.ignored().contains(entry.path()))
            .thenComparing(Entry::modifiedMillis, Comparator.reverseOrder())
            .thenComparing(Entry::path);
    var total = found.files().size();
    var paths =
        found.files().stream().sorted(order).skip(offset).limit(limit).map(Entry::path).toList();
    var none = total == 0 ? "No files matched." + found.skippedNote() : "No more files matched.";
    var report = paths.isEmpty() ? none : String.join("\n", paths);
    var more = total - offset - paths.size();
    if (more > 0) {
      report += "\n... (" + more + " more files)";
    }
    if (!found.note().isEmpty()) {
      report += "\n(" + found.note() + ")";
    }
    if (!found.complete()) {
      report += "\n(only the first " + FileFinder.ENTRIES_MAX + " entries were looked at)";
    }
    return ToolResult.ok(report).withData(data(found, paths.size()));
  }

  private static Map<String, Object> data(FileFinder.Found found, int shown) {
    var data = new HashMap<>(found.leftOut());
    data.put("shown", shown);
    data.put("total", found.files().size());
    data.put("complete", found.complete());
    return data;
  }
}
