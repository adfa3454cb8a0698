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

/// Counts files by type, and their lines.
final class CountAction {
  private static final String NO_EXTENSION = "(none)";

  private static final int OTHERS_SHOWN_MAX = 20;

  /// Prints one line per file name extension: the number of files and the extension.
  private static final String BY_EXTENSION =
      "-print | sed 's|.*/||' | awk -F. '/^(Makefile|Dockerfile)$/ {print tolower($0); next}"
          + " NF>2 || (NF==2 && $1!=\"\") {print tolower($NF); next} {print \""
          + NO_EXTENSION
          + "\"}' | LC_ALL=C sort | uniq -c | LC_ALL=C sort -rn";

  private final ToolDriver tools;
  private final List<String> excluded;

  CountAction(ToolDriver tools, List<String> excluded) {
    this.tools = tools;
    this.excluded = excluded;
  }

  /// A row of the report's table.
  private record Row(String type, List<String> extensions, long files, long lines) {}

  String count(Intent.CountFiles intent) throws NeedsToolsException, BlockedException {
    var find = new ShellFind(tools, intent.folder(), excluded);
    var listed = find.lines(FileType.ANY, BY_EXTENSION);
    var byExtension =
        listed.isEmpty() ? countWithoutShell(intent.folder()) : parseCounts(listed.get());
    byExtension.keySet().removeIf(extension -> !intent.kind().matchesExtension(extension));
    var lines = listed.isEmpty() ? Map.<String, Long>of() : countLines(find, byExtension);
    var note = listed.map(ShellFind.Result::note).orElse("");
    return report(intent, byExtension, lines) + note + "\n\n" + find.exclusionNote();
  }

  private static Map<String, Long> parseCounts(ShellFind.Result found) throws BlockedException {
    if (found.lines().size() < found.total()) {
      throw new BlockedException(
          "There are "
              + ResultMarkdown.count(found.total(), "type", "types")
              + " of files, of which only "
              + found.lines().size()
              + " could be shown. Name a smaller folder.");
    }
    Map<String, Long> byExtension = new LinkedHashMap<>();
    for (var line : found.lines()) {
      var columns = line.strip().split("\\s+", 2);
      if (columns.length == 2 && columns[0].matches("\\d{1,15}")) {
        byExtension.merge(columns[1], Long.parseLong(columns[0]), Long::sum);
      }
    }
    return byExtension;
  }

  private static Map<String, Long> countLines(ShellFind find, Map<String, Long> byExtension)
      throws NeedsToolsException, BlockedException {
    var counts = new HashMap<String, Long>();
    var extensionsWithLines =
        byExtension.keySet().stream()
            .filter(extension -> extension.matches("[a-z0-9_+-]{1,16}"))
            .filter(extension -> typeOf(extension).isPresent())
            .sorted()
            .toList();
    if (extensionsWithLines.isEmpty()) {
      return counts;
    }
    var names =
        extensionsWithLines.stream().flatMap(extension -> patternsFor(extension).stream()).toList();
    var listed =
        find.lines(
            new FileType("", names),
            "-exec wc -l {} + | awk '{n=$1; $1=\"\"; if ($0 ~ /\\//) {sub(/.*\\//, \"\"); k=tolower($0);"
                + " sub(/.*\\./, \"\", k); s[k]+=n}} END {for (k in s) print s[k], k}' | sort -rn");
    if (listed.isPresent()) {
      counts.putAll(parseCounts(listed.get()));
    }
    return counts;
  }

  private static List<String> patternsFor(String extension) {
    return extension.equals("makefile") || extension.equals("dockerfile")
        ? List.of(extension)
        : List.of("*." + extension);
  }

  private static Optional<String> typeOf(String extension) {
    return FileType.languageOf(extension).or(() -> FileType.documentOf(extension));
  }

  private static String report(
      Intent.CountFiles intent, Map<String, Long> byExtension, Map<String, Long> lines) {
    var source = rows(byExtension, lines, FileType::languageOf);
    var documents = rows(byExtension, lines, FileType::documentOf);
    var others = new LinkedHashMap<>(byExtension);
    others.keySet().removeIf(extension -> typeOf(extension).isPresent());
    var withLines = !lines.isEmpty();
    var text = new StringBuilder(headline(intent, source, documents, others, withLines));
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
      Intent.CountFiles intent,
      List<Row> source,
      List<Row> documents,
      Map<String, Long> others,
      boolean withLines) {
    var where = intent.folder().equals(".") ? "" : " in " + intent.folder();
    var otherFiles = documents.stream().mapToLong(Row::files).sum() + sum(others);
    if (!intent.kind().patterns().isEmpty()) {
      var sourceAndDocuments = new ArrayList<>(source);
      sourceAndDocuments.addAll(documents);
      return ResultMarkdown.count(files(sourceAndDocuments) + sum(others), "file", "files")
          + " of the type "
          + intent.kind().label()
          + where
          + (withLines ? " with " + lines(sourceAndDocuments) : "")
          + ".";
    }
    var sourceFiles = ResultMarkdown.count(files(source), "source file", "source files") + where;
    var types =
        source.isEmpty() ? "" : " of " + ResultMarkdown.count(source.size(), "type", "types");
    var lineCount = withLines && !source.isEmpty() ? " with " + lines(source) : "";
    return sourceFiles
        + types
        + lineCount
        + ", and "
        + ResultMarkdown.count(otherFiles, "other file", "other files")
        + ".";
  }

  private static String lines(List<Row> rows) {
    return ResultMarkdown.count(rows.stream().mapToLong(Row::lines).sum(), "line", "lines");
  }

  private static long files(List<Row> rows) {
    return rows.stream().mapToLong(Row::files).sum();
  }

  private static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static List<Row> rows(
      Map<String, Long> byExtension,
      Map<String, Long> lines,
      Function<String, Optional<String>> typeOf) {
    Map<String, Row> rows = new TreeMap<>();
    byExtension.forEach(
        (extension, files) ->
            typeOf
                .apply(extension)
                .ifPresent(
                    type -> {
                      var row =
                          new Row(
                              type, List.of(extension), files, lines.getOrDefault(extension, 0L));
                      rows.merge(type, row, CountAction::merge);
                    }));
    return rows.values().stream()
        .sorted(Comparator.comparingLong(Row::files).reversed().thenComparing(Row::type))
        .toList();
  }

  private static Row merge(Row one, Row other) {
    var extensions = new ArrayList<>(one.extensions());
    extensions.addAll(other.extensions());
    return new Row(
        one.type(), extensions, one.files() + other.files(), one.lines() + other.lines());
  }

  private static String table(List<Row> rows, String total, boolean withLines) {
    var text =
        new StringBuilder(
            withLines
                ? "| Type | Files | Lines |\n|---|---:|---:|"
                : "| Type | Files |\n|---|---:|");
    for (var row : rows) {
      var endings =
          row.extensions().stream().map(CountAction::labelOf).collect(Collectors.joining(", "));
      text.append("\n| ").append(row.type()).append(" (").append(endings).append(") ");
      appendCells(text, row.files(), row.lines(), withLines, "");
    }
    text.append("\n| **").append(total).append("** ");
    appendCells(text, files(rows), rows.stream().mapToLong(Row::lines).sum(), withLines, "**");
    return text.toString();
  }

  private static String labelOf(String extension) {
    return extension.equals("makefile") || extension.equals("dockerfile")
        ? extension
        : "." + extension;
  }

  private static void appendCells(
      StringBuilder text, long files, long lines, boolean withLines, String emphasis) {
    text.append(String.format(Locale.ROOT, "| %s%,d%s |", emphasis, files, emphasis));
    if (withLines) {
      text.append(String.format(Locale.ROOT, " %s%,d%s |", emphasis, lines, emphasis));
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
                        + (entry.getKey().equals(NO_EXTENSION)
                            ? "without an ending"
                            : "." + entry.getKey()))
            .collect(Collectors.joining(", "));
    var more = others.size() - OTHERS_SHOWN_MAX;
    return more > 0 ? shown + ", and " + more + " more types" : shown;
  }

  /// Counts files by extension without a shell, in the order of the shell's output.
  private Map<String, Long> countWithoutShell(String folder)
      throws NeedsToolsException, BlockedException {
    Map<String, Long> counts = new TreeMap<>(Comparator.reverseOrder());
    new RecursiveFileLister(tools, folder)
        .list().stream()
            .filter(path -> !excluded.contains(path))
            .map(CountAction::extensionOf)
            .forEach(extension -> counts.merge(extension, 1L, Long::sum));
    Map<String, Long> byExtension = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(entry -> byExtension.put(entry.getKey(), entry.getValue()));
    return byExtension;
  }

  private static String extensionOf(String path) {
    var name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    if (name.equals("makefile") || name.equals("dockerfile")) {
      return name;
    }
    var dot = name.lastIndexOf('.');
    return dot < 1 ? NO_EXTENSION : name.substring(dot + 1);
  }
}
