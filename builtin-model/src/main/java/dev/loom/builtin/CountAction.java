package dev.loom.builtin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Counts files by type, and their lines if there is a shell.
final class CountAction {
  private static final int OTHERS_SHOWN_MAX = 20;

  /// Sums the output of `wc -l` by file name extension: one line with lines and extension each.
  private static final String SUM_BY_EXTENSION =
      " -exec wc -l {} + | awk '{n=$1; $1=\"\"; if ($0 ~ /\\//) {sub(/.*\\//, \"\"); k=tolower($0);"
          + " sub(/.*\\./, \"\", k); s[k]+=n}} END {for (k in s) print s[k], k}'";

  private final ToolDriver tools;
  private final List<String> excluded;

  CountAction(ToolDriver tools, List<String> excluded) {
    this.tools = tools;
    this.excluded = excluded;
  }

  /// A row of the report's table.
  private record Row(String type, List<String> extensions, long files, long lines) {
    Row plus(Row other) {
      var all = new ArrayList<>(extensions);
      all.addAll(other.extensions());
      return new Row(type, all, files + other.files(), lines + other.lines());
    }
  }

  String count(Intent intent) throws NeedsToolsException, BlockedException {
    var search = new FolderSearch(tools, intent.path(), excluded);
    var byExtension = countFiles(search.paths());
    byExtension.keySet().removeIf(extension -> !intent.type().matchesExtension(extension));
    var lines = countLines(intent.path(), byExtension);
    return report(intent, byExtension, lines) + search.exclusionNote();
  }

  /// Returns the number of files by extension, the most frequent first.
  private static Map<String, Long> countFiles(List<String> paths) {
    Map<String, Long> counts = new TreeMap<>(Comparator.reverseOrder());
    paths.forEach(path -> counts.merge(FileType.extensionOf(path), 1L, Long::sum));
    Map<String, Long> byExtension = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> byExtension.put(entry.getKey(), entry.getValue()));
    return byExtension;
  }

  /// Returns the number of lines by extension; empty without a shell.
  private Map<String, Long> countLines(String folder, Map<String, Long> byExtension)
      throws NeedsToolsException, BlockedException {
    var counts = new HashMap<String, Long>();
    var patterns =
        byExtension.keySet().stream()
            .filter(extension -> typeOf(extension).isPresent())
            .map(FileType::patternOf)
            .sorted()
            .toList();
    if (patterns.isEmpty() || !tools.offersShell()) {
      return counts;
    }
    var command = Shell.find(folder, patterns, excluded) + SUM_BY_EXTENSION;
    var result = tools.call(ToolDriver.Invocation.shell(command));
    if (!result.failed() && !result.isTruncated()) {
      for (var line : result.lines()) {
        var columns = line.split(" ", 2);
        if (columns[0].matches("\\d{1,15}")) {
          counts.merge(columns[1], Long.parseLong(columns[0]), Long::sum);
        }
      }
    }
    return counts;
  }

  private static Optional<String> typeOf(String extension) {
    return FileType.languageOf(extension).or(() -> FileType.documentOf(extension));
  }

  private static String report(
      Intent intent, Map<String, Long> byExtension, Map<String, Long> lines) {
    var source = rows(byExtension, lines, FileType::languageOf);
    var documents = rows(byExtension, lines, FileType::documentOf);
    var others = new LinkedHashMap<>(byExtension);
    others.keySet().removeIf(extension -> typeOf(extension).isPresent());
    var withLines = !lines.isEmpty();
    var text = new StringBuilder(headline(intent, source, documents, sum(others), withLines));
    if (!source.isEmpty()) {
      text.append("\n\n").append(table(source, "All source files", withLines));
    }
    if (!documents.isEmpty()) {
      text.append("\n\nDocuments, configuration and data:\n\n");
      text.append(table(documents, "All of these", withLines));
    }
    if (!others.isEmpty()) {
      text.append("\n\nOther files: ").append(listOthers(others)).append('.');
    }
    return text.toString();
  }

  private static String headline(
      Intent intent, List<Row> source, List<Row> documents, long others, boolean withLines) {
    if (!intent.type().patterns().isEmpty()) {
      var total = total("", source).plus(total("", documents));
      return ResultMarkdown.count(total.files() + others, "file", "files")
          + " of the type "
          + intent.type().label()
          + intent.inFolder()
          + (withLines ? " with " + ResultMarkdown.count(total.lines(), "line", "lines") : "")
          + ".";
    }
    var total = total("", source);
    var types =
        source.isEmpty() ? "" : " of " + ResultMarkdown.count(source.size(), "type", "types");
    var lines =
        withLines && !source.isEmpty()
            ? " with " + ResultMarkdown.count(total.lines(), "line", "lines")
            : "";
    return ResultMarkdown.count(total.files(), "source file", "source files")
        + intent.inFolder()
        + types
        + lines
        + ", and "
        + ResultMarkdown.count(total("", documents).files() + others, "other file", "other files")
        + ".";
  }

  private static Row total(String title, List<Row> rows) {
    return rows.stream().reduce(new Row(title, List.of(), 0, 0), Row::plus);
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static List<Row> rows(
      Map<String, Long> byExtension,
      Map<String, Long> lines,
      Function<String, Optional<String>> typeOf) {
    Map<String, Row> rows = new TreeMap<>();
    for (var entry : byExtension.entrySet()) {
      var extension = entry.getKey();
      for (var type : typeOf.apply(extension).stream().toList()) {
        var count = lines.getOrDefault(extension, 0L);
        rows.merge(type, new Row(type, List.of(extension), entry.getValue(), count), Row::plus);
      }
    }
    return rows.values().stream()
        .sorted(Comparator.comparingLong(Row::files).reversed().thenComparing(Row::type))
        .toList();
  }

  private static String table(List<Row> rows, String total, boolean withLines) {
    var text =
        new StringBuilder(
            withLines
                ? "| Type | Files | Lines |\n|---|---:|---:|"
                : "| Type | Files |\n|---|---:|");
    for (var row : rows) {
      var endings =
          row.extensions().stream()
              .map(extension -> FileType.patternOf(extension).replaceFirst("^\\*", ""))
              .collect(Collectors.joining(", "));
      append(text, row, row.type() + " (" + endings + ")", "", withLines);
    }
    append(text, total(total, rows), "**" + total + "**", "**", withLines);
    return text.toString();
  }

  private static void append(
      StringBuilder text, Row row, String title, String emphasis, boolean withLines) {
    text.append("\n| ").append(title).append(" | ").append(emphasis);
    text.append(String.format(Locale.ROOT, "%,d", row.files())).append(emphasis).append(" |");
    if (withLines) {
      text.append(String.format(Locale.ROOT, " %s%,d%s |", emphasis, row.lines(), emphasis));
    }
  }

  private static String listOthers(Map<String, Long> others) {
    var shown =
        others.entrySet().stream()
            .limit(OTHERS_SHOWN_MAX)
            .map(
                entry ->
                    entry.getValue()
                        + " "
                        + (entry.getKey().equals(FileType.NO_EXTENSION)
                            ? "without an ending"
                            : "." + entry.getKey()))
            .collect(Collectors.joining(", "));
    var more = others.size() - OTHERS_SHOWN_MAX;
    return more > 0 ? shown + ", and " + more + " more types" : shown;
  }
}
