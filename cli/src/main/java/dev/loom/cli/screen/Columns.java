package dev.loom.cli.screen;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.utils.WCWidth;

/// Measures and cuts text by the columns that it takes on a terminal: wide characters take two,
/// combining characters and color codes none.
public final class Columns {
  private static final Pattern COLOR = Pattern.compile("\033\\[[0-9;]*m");
  private static final String RESET = "\033[0m";

  private Columns() {}

  /// Returns the number of columns of a text.
  public static int width(String text) {
    return withoutColor(text).codePoints().map(Columns::width).sum();
  }

  private static int width(int codePoint) {
    return Math.max(0, WCWidth.wcwidth(codePoint));
  }

  /// Removes color codes.
  static String withoutColor(String text) {
    return text.indexOf('\033') < 0 ? text : COLOR.matcher(text).replaceAll("");
  }

  /// Cuts a text to a number of columns; `…` replaces what is cut. Color codes are kept.
  public static String fit(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    var kept = new StringBuilder();
    int used = 0;
    var color = COLOR.matcher(text);
    for (int index = 0; index < text.length(); ) {
      if (startsAt(color, index)) {
        kept.append(color.group());
        index = color.end();
        continue;
      }
      int codePoint = text.codePointAt(index);
      used += width(codePoint);
      if (used >= columns) {
        break;
      }
      kept.appendCodePoint(codePoint);
      index += Character.charCount(codePoint);
    }
    return columns <= 0 ? "" : kept + "…" + (text.indexOf('\033') < 0 ? "" : RESET);
  }

  private static boolean startsAt(Matcher color, int index) {
    return color.region(index, color.regionEnd()).lookingAt();
  }

  /// Cuts a text without color codes at its beginning, so that its end fits.
  static String fitEnd(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    int used = 1;
    int start = text.length();
    while (start > 0) {
      int codePoint = text.codePointBefore(start);
      used += width(codePoint);
      if (used > columns) {
        break;
      }
      start -= Character.charCount(codePoint);
    }
    return columns <= 0 ? "" : "…" + text.substring(start);
  }

  /// Appends spaces up to a number of columns.
  public static String pad(String text, int columns) {
    return text + " ".repeat(Math.max(0, columns - width(text)));
  }

  /// Breaks a text at its spaces into lines of at most a width; a longer word stays whole.
  static List<String> wrap(String text, int columns) {
    var lines = new ArrayList<String>();
    var line = "";
    for (var word : text.split("(?<=\\S) ")) {
      var longer = line.isEmpty() ? word : line + " " + word;
      if (!line.isEmpty() && width(longer) > columns) {
        lines.add(line);
        longer = "  " + word;
      }
      line = longer;
    }
    lines.add(line);
    return lines;
  }
}
