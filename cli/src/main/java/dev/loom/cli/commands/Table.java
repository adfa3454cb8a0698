package dev.loom.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.cli.screen.Columns;
import dev.loom.cli.screen.Screen;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Prints a table of left-aligned columns, each as wide as its widest cell. Cells are sanitized. On
/// a terminal the last column is cut; where not even a part of it fits, each row becomes a block of
/// lines.
final class Table {
  /// Spaces between columns.
  static final int GAP = 2;

  private static final int LAST_COLUMNS_MIN = 20;

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
    print(out, headings, rows, terminalColumns());
  }

  /// @param columns columns of a line
  static void print(PrintWriter out, List<String> headings, List<List<String>> rows, int columns) {
    var cells = rows.stream().map(row -> row.stream().map(Screen::sanitize).toList()).toList();
    var widths = widths(headings, cells);
    int last = widths.length - 1;
    int space = columns - Arrays.stream(widths, 0, last).sum() - GAP * last;
    if (space < Math.min(LAST_COLUMNS_MIN, widths[last])) {
      cells.forEach(row -> printBlock(out, headings, row, columns));
    } else {
      Stream.concat(Stream.of(headings), cells.stream())
          .forEach(row -> print(out, row, widths, space));
    }
  }

  private static int terminalColumns() {
    var console = System.console();
    var columns = System.getenv().getOrDefault("COLUMNS", "");
    return console != null && console.isTerminal() && columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : Integer.MAX_VALUE;
  }

  private static void printBlock(
      PrintWriter out, List<String> headings, List<String> row, int columns) {
    int width = headings.stream().mapToInt(Columns::width).max().orElse(0) + GAP;
    for (int column = 0; column < row.size(); column++) {
      out.println(Columns.fit(Columns.pad(headings.get(column), width) + row.get(column), columns));
    }
    out.println();
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

  private static void print(PrintWriter out, List<String> row, int[] widths, int lastColumns) {
    var line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      var last = column == row.size() - 1;
      line.append(
          last
              ? Columns.fit(row.get(column), lastColumns)
              : Columns.pad(row.get(column), widths[column] + GAP));
    }
    out.println(line);
  }
}
