package dev.loom.tools.process;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Renders the output of a program as the text that stays on a terminal: without colours and
/// control characters, and with redrawn lines (progress bars, spinners) only in their last state.
///
/// Differs from a terminal where a terminal would lose text: clearing the screen starts a new line,
/// and text after a carriage return replaces the whole line. The number of replaced lines is
/// appended.
final class TerminalText {
  /// An escape sequence (ECMA-48): CSI with parameters and final character; a string such as a
  /// title, a link or a picture, ended by BEL or ESC \; any other.
  private static final Pattern ESCAPE =
      Pattern.compile(
          "\u001b(?:\\[([0-?]*+)[ -/]*+([@-~])"
              + "|[\\]PX^_][^\u0007\u001b\n]*+(?:\u0007|\u001b\\\\)"
              + "|[ -/]*+[0-~])");

  /// Characters that a terminal does not simply show. Includes lone surrogates.
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

  /// Lines above the last that the cursor can reach.
  private static final int ROWS_MAX = 200;

  private static final int COLUMNS_MAX = 1_000;

  private final StringBuilder scrolled = new StringBuilder();
  private final List<StringBuilder> rows = new ArrayList<>(List.of(new StringBuilder()));
  private int row;
  private int column;

  /// Whether the next character replaces the line.
  private boolean returned;

  private int redrawn;

  private TerminalText() {}

  /// Returns the text as a terminal shows it.
  static String render(String output) {
    if (!CONTROL.matcher(output).find()) {
      return output;
    }
    var terminal = new TerminalText();
    terminal.write(output);
    return terminal.text();
  }

  private void write(String output) {
    var escapes = ESCAPE.matcher(output);
    for (var i = 0; i < output.length(); i++) {
      var character = output.charAt(i);
      if (character == '\u001b' && escapes.region(i, output.length()).lookingAt()) {
        i = escapes.end() - 1;
        if (escapes.group(2) != null) {
          control(escapes.group(2).charAt(0), escapes.group(1));
        }
      } else {
        write(character);
      }
    }
  }

  private void write(char character) {
    switch (character) {
      case '\n' -> moveTo(row + 1, 0);
      case '\r' -> {
        column = 0;
        returned = true;
      }
      case '\b' -> column = Math.max(0, column - 1);
      case '\0' -> put('\ufffd');
      default -> {
        if (character == '\t' || !Character.isISOControl(character)) {
          put(character);
        }
      }
    }
  }

  private void put(char character) {
    if (returned) {
      erase(0);
    }
    returned = false;
    var line = rows.get(row);
    if (column < line.length()) {
      line.setCharAt(column, character);
    } else {
      line.repeat(' ', column - line.length()).append(character);
    }
    column++;
  }

  private void control(char command, String parameters) {
    var first = parameters.split("[^0-9]", 2)[0];
    var number = first.isEmpty() || first.length() > 4 ? 0 : Integer.parseInt(first);
    var count = Math.max(1, number);
    switch (command) {
      case 'A' -> moveTo(row - count, column);
      case 'B' -> moveTo(Math.min(row + count, rows.size() - 1), column);
      case 'C' -> moveTo(row, column + count);
      case 'D' -> moveTo(row, column - count);
      case 'E' -> moveTo(Math.min(row + count, rows.size() - 1), 0);
      case 'F' -> moveTo(row - count, 0);
      case 'G' -> moveTo(row, count - 1);
      case 'H', 'f' -> startNewLine();
      case 'K' -> eraseLine(number);
      case 'J' -> eraseScreen(number);
      default -> {}
    }
  }

  private void moveTo(int newRow, int newColumn) {
    row = Math.max(0, newRow);
    column = Math.clamp(newColumn, 0, COLUMNS_MAX);
    returned = false;
    if (row == rows.size()) {
      rows.add(new StringBuilder());
    }
    if (rows.size() > 2 * ROWS_MAX) {
      var above = rows.subList(0, ROWS_MAX);
      above.forEach(line -> scrolled.append(line).append('\n'));
      above.clear();
      row = Math.max(0, row - ROWS_MAX);
    }
  }

  private void startNewLine() {
    var last = rows.size() - 1;
    moveTo(rows.getLast().isEmpty() ? last : last + 1, 0);
  }

  private void eraseLine(int mode) {
    if (mode == 0) {
      erase(column);
    } else if (mode == 2) {
      erase(0);
    }
    returned = false;
  }

  private void eraseScreen(int mode) {
    if (mode > 0) {
      startNewLine();
      return;
    }
    eraseLine(0);
    while (rows.size() > row + 1) {
      redrawn += rows.removeLast().toString().isBlank() ? 0 : 1;
    }
  }

  private void erase(int from) {
    var line = rows.get(row);
    if (from < line.length()) {
      redrawn += line.substring(from).isBlank() ? 0 : 1;
      line.setLength(from);
    }
  }

  private String text() {
    var text = scrolled.append(String.join("\n", rows));
    if (redrawn > 0) {
      text.append(text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "" : "\n");
      text.append("[" + redrawn + " earlier states of redrawn lines left out]\n");
    }
    return wholeCharacters(text.toString());
  }

  /// Replaces halves of characters, which overwriting can leave.
  private static String wholeCharacters(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE);
  }
}
