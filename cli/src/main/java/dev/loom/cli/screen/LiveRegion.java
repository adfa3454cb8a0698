package dev.loom.cli.screen;

import java.util.List;

/// Computes the control codes that redraw the lines below the permanent ones. Only these lines are
/// repainted, each takes one row, and the rows that they took are computed for the current width,
/// so that nothing of them stays on the screen or gets into the scrollback. Not safe for concurrent
/// use.
final class LiveRegion {
  // Terminals that do not know the codes of synchronized updates ignore them.
  private static final String BEGIN_UPDATE = "\033[?2026h";
  private static final String END_UPDATE = "\033[?2026l";
  private static final String WRAP_OFF = "\033[?7l";
  private static final String WRAP_ON = "\033[?7h";
  private static final String ERASE_BELOW = "\033[J";
  private static final String UP = "\033[%dA";
  private static final String RIGHT = "\033[%dC";
  private static final String NEW_LINE = "\r\n";

  /// Whether the terminal wraps lines anew when it becomes narrower.
  private final boolean rewraps;

  private List<String> lines = List.of();
  private int columns;
  private int cursorColumn;

  LiveRegion(boolean rewraps) {
    this.rewraps = rewraps;
  }

  /// Returns whether these lines are on the screen, drawn for this width.
  boolean shows(List<String> newLines, int newColumns, int newCursorColumn) {
    return lines.equals(newLines) && columns == newColumns && cursorColumn == newCursorColumn;
  }

  /// Returns the output that prints permanent lines and draws the region below them.
  ///
  /// @param newLines at most as many as the terminal has rows, narrower than the terminal
  /// @param newCursorColumn where to leave the cursor in the last line
  String redraw(
      List<String> permanent, List<String> newLines, int newColumns, int newCursorColumn) {
    var output = new StringBuilder(BEGIN_UPDATE).append(erase(newColumns));
    permanent.forEach(line -> output.append(line).append(NEW_LINE));
    if (!newLines.isEmpty()) {
      output.append(WRAP_OFF).append(String.join(NEW_LINE, newLines)).append(WRAP_ON).append('\r');
      if (newCursorColumn > 0) {
        output.append(RIGHT.formatted(newCursorColumn));
      }
    }
    lines = List.copyOf(newLines);
    columns = newColumns;
    cursorColumn = newLines.isEmpty() ? 0 : newCursorColumn;
    return output.append(END_UPDATE).toString();
  }

  private String erase(int newColumns) {
    if (lines.isEmpty()) {
      return "";
    }
    int up = cursorColumn / (rewraps ? newColumns : Integer.MAX_VALUE);
    for (var line : lines.subList(0, lines.size() - 1)) {
      up += rows(line, newColumns);
    }
    return "\r" + (up == 0 ? "" : UP.formatted(up)) + ERASE_BELOW;
  }

  /// Returns the rows that a line takes after the width changed.
  private int rows(String line, int newColumns) {
    return rewraps ? Math.max(1, Math.ceilDiv(Columns.width(line), newColumns)) : 1;
  }
}
