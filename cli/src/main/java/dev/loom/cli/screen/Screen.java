package dev.loom.cli.screen;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lines that stay, above a few that are drawn anew. Only the few are ever repainted, so nothing
/// flickers and the scrollback stays whole. In a pipe there are only lines that stay.
public final class Screen {
  private static final String UP = "\033[%dA";
  private static final String ERASE_BELOW = "\033[J";

  private static final String UNSAFE_CHARACTERS =
      "[\\p{Cntrl}\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]";

  private final PrintStream out;
  private final boolean live;
  private final boolean color;
  private final int columns;
  private List<String> footer = List.of();

  /// @param live whether the output is a terminal that can be drawn on
  /// @param color whether it shows colours
  /// @param columns its width in characters
  public Screen(PrintStream out, boolean live, boolean color, int columns) {
    this.out = out;
    this.live = live;
    this.color = color;
    this.columns = columns;
  }

  /// The screen of this process's standard output.
  public static Screen forStandardOutput(Map<String, String> environment) {
    var console = System.console();
    boolean terminal =
        console != null
            && console.isTerminal()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean color = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int columns = 80;
    try {
      columns = Math.max(40, Integer.parseInt(environment.getOrDefault("COLUMNS", "80")));
    } catch (NumberFormatException malformed) {
      // Then the usual width has to do.
    }
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    return new Screen(out, terminal, color, columns);
  }

  /// Whether the lines below can be drawn anew.
  public boolean isLive() {
    return live;
  }

  /// Puts a line there for good.
  public synchronized void printLine(String text) {
    eraseFooter();
    out.println(color ? text : stripColors(text));
    drawFooter();
    out.flush();
  }

  /// Draws the lines below anew. In a pipe it does nothing.
  public synchronized void updateFooter(List<String> lines) {
    if (live && !lines.equals(footer)) {
      eraseFooter();
      footer = List.copyOf(lines);
      drawFooter();
      out.flush();
    }
  }

  private void eraseFooter() {
    if (live && !footer.isEmpty()) {
      out.printf(UP, footer.size());
      out.print(ERASE_BELOW);
    }
  }

  private void drawFooter() {
    if (live) {
      footer.forEach(text -> out.println(color ? fitToWidth(text) : fitToWidth(stripColors(text))));
    }
  }

  /// A line that wraps could not be erased again.
  private String fitToWidth(String text) {
    int visible = stripColors(text).length();
    if (visible < columns) {
      return text;
    }
    return stripColors(text).substring(0, columns - 2) + "…";
  }

  private static String stripColors(String text) {
    return text.replaceAll("\033\\[[0-9;]*m", "");
  }

  /// Text in green: it went well.
  public static String green(String text) {
    return "\033[32m" + text + "\033[0m";
  }

  /// Text in red: it did not.
  public static String red(String text) {
    return "\033[31m" + text + "\033[0m";
  }

  /// Text that is less important.
  public static String dim(String text) {
    return "\033[2m" + text + "\033[0m";
  }

  /// Text with everything taken out that could move the cursor or change the order of letters:
  /// models and tools write it.
  public static String sanitize(String text) {
    return text.replaceAll(UNSAFE_CHARACTERS + "+", " ").strip();
  }

  /// The same for a line of a file, whose indentation stays.
  public static String sanitizeLine(String line) {
    return line.replace("\t", "    ").replaceAll(UNSAFE_CHARACTERS, "");
  }

  /// The beginning of a harmless text.
  public static String truncate(String text, int charsMax) {
    var one = sanitize(text);
    return one.length() > charsMax ? one.substring(0, charsMax) + "…" : one;
  }

  /// A number as people read it: thousands apart, and no more digits after the point than it has.
  public static String formatNumber(double number) {
    var digits = new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return digits.format(number);
  }
}
