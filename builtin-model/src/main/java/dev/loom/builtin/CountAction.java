package dev.loom.builtin;

import static dev.loom.builtin.ResultMarkdown.count;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
  private record Row(String type, List<String> endings, long files, long lines) {
    Row plus(Row other) {
      var all = Stream.concat(endings.stream(), other.endings().stream()).sorted().toList();
      return new Row(type, all, files + other.files(), lines + other.lines());
    }
  }

  String report(Intent intent) {
    var search = new FolderSearch(tools, intent.path(), excluded);
    Map<String, Long> files =
        search.paths().stream()
            .map(FileType::extensionOf)
            .filter(intent.type()::matchesExtension)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    var lines = countLines(intent.path(), files);
    var source = rows(files, lines, FileType::languageOf);
    var documents = rows(files, lines, FileType::documentOf);
    var others = rows(files, lines, CountAction::otherType);
    var text = new StringBuilder(headline(intent, source, documents, others, !lines.isEmpty()));
    if (!source.isEmpty()) {
      text.append("\n\n").append(table(source, "All source files", !lines.isEmpty()));
    }
    if (!documents.isEmpty()) {
      text.append("\n\nDocuments, configuration and data:\n\n");
      text.append(table(documents, "All of these", !lines.isEmpty()));
    }
    if (!others.isEmpty()) {
      var more = others.size() - OTHERS_SHOWN_MAX;
      var shown =
          others.stream().limit(OTHERS_SHOWN_MAX).map(row -> row.files() + " " + row.type());
      text.append("\n\nOther files: ").append(shown.collect(Collectors.joining(", ")));
      text.append(more > 0 ? ", and " + more + " more types." : ".");
    }
    return text + search.exclusionNote();
  }

  /// Returns the number of lines by extension; empty without a shell.
  private Map<String, Long> countLines(String folder, Map<String, Long> files) {
    var counts = new HashMap<String, Long>();
    var patterns =
        files.keySet().stream()
            .filter(extension -> otherType(extension).isEmpty())
            .map(FileType::patternOf)
            .sorted()
            .toList();
    if (patterns.isEmpty() || !tools.offersShell()) {
      return counts;
    }
    var result = tools.shell(Shell.find(folder, patterns, excluded) + SUM_BY_EXTENSION);
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

  /// Describes the files with an extension that is neither of a language nor of a document.
  private static Optional<String> otherType(String extension) {
    return FileType.languageOf(extension).or(() -> FileType.documentOf(extension)).isPresent()
        ? Optional.empty()
        : Optional.of(
            extension.equals(FileType.NO_EXTENSION) ? "without an ending" : "." + extension);
  }

  private static List<Row> rows(
      Map<String, Long> files, Map<String, Long> lines, Function<String, Optional<String>> typeOf) {
    Map<String, Row> rows = new TreeMap<>();
    files.forEach(
        (extension, number) -> {
          var endings = List.of(FileType.patternOf(extension).replaceFirst("^\\*", ""));
          typeOf
              .apply(extension)
              .map(type -> new Row(type, endings, number, lines.getOrDefault(extension, 0L)))
              .ifPresent(row -> rows.merge(row.type(), row, Row::plus));
        });
    return rows.values().stream()
        .sorted(Comparator.comparingLong(Row::files).reversed().thenComparing(Row::type))
        .toList();
  }

  private static Row total(String title, List<Row> rows) {
    return rows.stream().reduce(new Row(title, List.of(), 0, 0), Row::plus);
  }

  private static String headline(
      Intent intent, List<Row> source, List<Row> documents, List<Row> others, boolean withLines) {
    var sources = total("", source);
    var rest = total("", documents).plus(total("", others));
    if (!intent.type().patterns().isEmpty()) {
      return "%s of the type %s%s%s."
          .formatted(
              count(sources.files() + rest.files(), "file"),
              intent.type().label(),
              intent.inFolder(),
              withLines ? " with " + count(sources.lines() + rest.lines(), "line") : "");
    }
    return "%s%s%s%s, and %s."
        .formatted(
            count(sources.files(), "source file"),
            intent.inFolder(),
            source.isEmpty() ? "" : " of " + count(source.size(), "type"),
            withLines && !source.isEmpty() ? " with " + count(sources.lines(), "line") : "",
            count(rest.files(), "other file"));
  }

  private static String table(List<Row> rows, String total, boolean withLines) {
    var text = new StringBuilder("| Type | Files |" + (withLines ? " Lines |" : ""));
    text.append("\n|---|---:|").append(withLines ? "---:|" : "");
    for (var row : rows) {
      var title = row.type() + " (" + String.join(", ", row.endings()) + ")";
      text.append(line(row, title, "", withLines));
    }
    return text + line(total(total, rows), "**" + total + "**", "**", withLines);
  }

  private static String line(Row row, String title, String mark, boolean withLines) {
    var lines = withLines ? String.format(Locale.ROOT, " %s%,d%s |", mark, row.lines(), mark) : "";
    return String.format(Locale.ROOT, "\n| %s | %s%,d%s |", title, mark, row.files(), mark) + lines;
  }
}
