package dev.loom.cli.screen;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.WCWidth;

/// A terminal of characters with scrollback that understands what the screen sends, wraps lines
/// anew when its width changes, and fails on anything else.
final class VirtualTerminal extends OutputStream {
  private static final Pattern CODE =
      Pattern.compile("\033\\[(?<private>\\?)?(?<number>[0-9;]*)(?<code>[A-Za-z])");

  /// A row; a wide character is followed by an empty cell.
  private static final class Row {
    final List<String> cells = new ArrayList<>();
    boolean continues;

    String text() {
      return String.join("", cells).stripTrailing();
    }
  }

  private final ByteArrayOutputStream unread = new ByteArrayOutputStream();
  private List<Row> rows = new ArrayList<>(List.of(new Row()));
  private int columns;
  private int height;
  private int top;
  private int row;
  private int column;
  private boolean wraps = true;

  VirtualTerminal(int columns, int height) {
    this.columns = columns;
    this.height = height;
  }

  @Override
  public synchronized void write(int b) {
    unread.write(b);
  }

  @Override
  public synchronized void flush() {
    print(unread.toString(StandardCharsets.UTF_8));
    unread.reset();
  }

  private void print(String text) {
    var code = CODE.matcher(text);
    for (int index = 0; index < text.length(); ) {
      int codePoint = text.codePointAt(index);
      if (codePoint == '\033') {
        if (!code.region(index, text.length()).lookingAt()) {
          throw new AssertionError("unknown code: " + text.substring(index).replace('\033', '^'));
        }
        execute(code);
        index = code.end();
      } else {
        put(codePoint);
        index += Character.charCount(codePoint);
      }
    }
  }

  private void execute(Matcher code) {
    int number =
        code.group("number").matches("[0-9]+") ? Integer.parseInt(code.group("number")) : 1;
    switch (code.group("code")) {
      case "A" -> row = Math.max(top, row - number);
      case "C" -> column = Math.min(columns - 1, column + number);
      case "J" -> {
        cut(rows.get(row));
        rows.subList(row + 1, rows.size()).clear();
      }
      case "h", "l" -> {
        if (number == 7) {
          wraps = code.group("code").equals("h");
        }
      }
      case "m" -> {
        // Colors are not kept.
      }
      default -> throw new AssertionError("unknown code: " + code.group().replace('\033', '^'));
    }
  }

  private void cut(Row cutRow) {
    if (column < cutRow.cells.size()) {
      cutRow.cells.subList(column, cutRow.cells.size()).clear();
    }
    cutRow.continues = false;
  }

  private void put(int codePoint) {
    switch (codePoint) {
      case '\r' -> column = 0;
      case '\n' -> moveDown();
      default -> {
        int width = Math.max(0, WCWidth.wcwidth(codePoint));
        var cells = rows.get(row).cells;
        if (width == 0) {
          cells.set(column - 1, cells.get(column - 1) + Character.toString(codePoint));
          return;
        }
        if (column + width > columns) {
          if (!wraps) {
            return;
          }
          rows.get(row).continues = true;
          column = 0;
          moveDown();
          cells = rows.get(row).cells;
        }
        while (cells.size() < column + width) {
          cells.add(" ");
        }
        cells.set(column, Character.toString(codePoint));
        if (width == 2) {
          cells.set(column + 1, "");
        }
        column += width;
      }
    }
  }

  private void moveDown() {
    row++;
    if (row == rows.size()) {
      rows.add(new Row());
    }
    top = Math.max(top, row - height + 1);
  }

  /// Changes the size and wraps all lines anew.
  synchronized void resize(int newColumns, int newHeight) {
    var rewrapped = new ArrayList<Row>();
    int newRow = 0;
    int newColumn = column;
    for (int index = 0; index < rows.size(); index++) {
      var line = new ArrayList<String>();
      int cursor = -1;
      boolean continues = true;
      for (; continues; index++) {
        if (index == row) {
          cursor = line.size() + column;
        }
        line.addAll(rows.get(index).cells);
        continues = rows.get(index).continues;
      }
      index--;
      int first = rewrapped.size();
      wrap(line, newColumns, rewrapped);
      if (cursor >= 0) {
        newRow = Math.min(first + cursor / newColumns, rewrapped.size() - 1);
        newColumn = cursor % newColumns;
      }
    }
    rows = rewrapped;
    row = newRow;
    column = newColumn;
    columns = newColumns;
    height = newHeight;
    top = Math.max(0, Math.max(row, rows.size() - 1) - height + 1);
  }

  private static void wrap(List<String> line, int columns, List<Row> target) {
    var part = new Row();
    target.add(part);
    for (int index = 0; index < line.size(); index++) {
      boolean wide = index + 1 < line.size() && line.get(index + 1).isEmpty();
      if (part.cells.size() + (wide ? 2 : 1) > columns) {
        part.continues = true;
        part = new Row();
        target.add(part);
      }
      part.cells.add(line.get(index));
      if (wide) {
        part.cells.add("");
        index++;
      }
    }
  }

  /// Returns all lines from the beginning of the scrollback; wrapped ones as one.
  synchronized List<String> lines() {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (var each : rows) {
      line.append(each.continues ? String.join("", each.cells) : each.text());
      if (!each.continues) {
        lines.add(line.toString());
        line.setLength(0);
      }
    }
    while (!lines.isEmpty() && lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  /// Returns the visible rows, with `▏` where the cursor is.
  synchronized String frame() {
    var frame = new StringBuilder();
    for (int index = top; index < rows.size(); index++) {
      var text = rows.get(index).text();
      if (index == row && column > 0) {
        text = Columns.pad(text, column) + "▏";
      }
      frame.append(text).append('\n');
    }
    return frame.toString();
  }
}
