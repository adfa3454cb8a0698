package dev.loom.builtin;

import static dev.loom.builtin.ResultMarkdown.count;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Counts files by type.
final class CountAction {
  private static final int OTHERS_SHOWN_MAX = 20;

  private final ToolDriver tools;
  private final List<String> excluded;

  CountAction(ToolDriver tools, List<String> excluded) {
    this.tools = tools;
    this.excluded = excluded;
  }

  /// A row of the report's table.
  private record Row(String type, List<String> extensions, long files) {
    String line() {
      var endings = extensions.stream().map(FileType::endingOf).sorted().toList();
      return String.format(
          Locale.ROOT, "| %s (%s) | %,d |\n", type, String.join(", ", endings), files);
    }
  }

  String report(Intent intent) {
    var search = new FolderSearch(tools, intent.path(), excluded);
    Map<String, Long> files =
        search.paths().stream()
            .map(FileType::extensionOf)
            .filter(intent.type()::matchesExtension)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    var source = rows(files, FileType::languageOf);
    var documents = rows(files, FileType::documentOf);
    var others = rows(files, CountAction::otherType);
    var text = new StringBuilder(headline(intent, source, total(documents) + total(others)));
    if (!source.isEmpty()) {
      text.append("\n\n").append(table(source, "All source files"));
    }
    if (!documents.isEmpty()) {
      text.append("\n\nDocuments, configuration and data:\n\n");
      text.append(table(documents, "All of these"));
    }
    if (!others.isEmpty()) {
      var more = others.size() - OTHERS_SHOWN_MAX;
      var shown =
          others.stream().limit(OTHERS_SHOWN_MAX).map(row -> row.files() + " " + row.type());
      text.append("\n\nOther files: ").append(shown.collect(Collectors.joining(", ")));
      text.append(more > 0 ? ", and " + more + " more types." : ".");
    }
    return text + search.skippedNote() + search.exclusionNote();
  }

  /// Describes the files with an extension that is neither of a language nor of a document.
  private static Optional<String> otherType(String extension) {
    return FileType.languageOf(extension).or(() -> FileType.documentOf(extension)).isPresent()
        ? Optional.empty()
        : Optional.of(FileType.endingOf(extension));
  }

  /// @param typeOf the type of an extension; empty if files with it do not belong in the table
  private static List<Row> rows(
      Map<String, Long> files, Function<String, Optional<String>> typeOf) {
    return files.keySet().stream()
        .filter(extension -> typeOf.apply(extension).isPresent())
        .collect(Collectors.groupingBy(extension -> typeOf.apply(extension).get()))
        .entrySet()
        .stream()
        .map(
            type ->
                new Row(
                    type.getKey(),
                    type.getValue(),
                    type.getValue().stream().mapToLong(files::get).sum()))
        .sorted(Comparator.comparingLong(Row::files).reversed().thenComparing(Row::type))
        .toList();
  }

  private static long total(List<Row> rows) {
    return rows.stream().mapToLong(Row::files).sum();
  }

  private static String headline(Intent intent, List<Row> source, long rest) {
    var where = intent.inFolder();
    if (!intent.type().patterns().isEmpty()) {
      var number = count(total(source) + rest, "file");
      return "%s of the type %s%s.".formatted(number, intent.type().label(), where);
    }
    var types = source.isEmpty() ? "" : " of " + count(source.size(), "type");
    return "%s%s%s, and %s."
        .formatted(count(total(source), "source file"), where, types, count(rest, "other file"));
  }

  /// @param total name of the last row, which a table of one row does not need
  private static String table(List<Row> rows, String total) {
    var sum =
        rows.size() == 1
            ? ""
            : String.format(Locale.ROOT, "| **%s** | **%,d** |", total, total(rows));
    return rows.stream()
        .map(Row::line)
        .collect(Collectors.joining("", "| Type | Files |\n|---|---:|\n", sum))
        .stripTrailing();
  }
}
