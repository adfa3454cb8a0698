package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Columns;
import dev.loom.cli.screen.Screen;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Prints a table of left-aligned columns, each as wide as its widest cell. Cells are sanitized.
final class Table {
  /// Spaces between columns.
  static final int GAP = 2;

  private Table() {}

  /// Prints fields of JSON objects; their names in capitals are the headings.
  static void printFields(PrintWriter out, List<String> fields, JsonNode objects) {
    print(
        out,
        fields.stream().map(field -> field.toUpperCase(Locale.ROOT)).toList(),
        objects
            .valueStream()
            .map(object -> fields.stream().map(field -> object.path(field).asText()).toList())
            .toList());
  }

  static void print(PrintWriter out, List<String> headings, List<List<String>> rows) {
    var widths = widths(headings, rows);
    print(out, headings, widths);
    rows.forEach(row -> print(out, row.stream().map(Screen::sanitize).toList(), widths));
  }

  /// Returns the number of columns of the widest cell of each column.
  static int[] widths(List<String> headings, List<List<String>> rows) {
    return IntStream.range(0, headings.size())
        .map(
            column ->
                Stream.concat(Stream.of(headings), rows.stream())
                    .mapToInt(row -> Columns.width(row.get(column)))
                    .max()
                    .orElse(0))
        .toArray();
  }

  private static void print(PrintWriter out, List<String> row, int[] widths) {
    var line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      var last = column == row.size() - 1;
      line.append(last ? row.get(column) : Columns.pad(row.get(column), widths[column] + GAP));
    }
    out.println(line);
  }
}
