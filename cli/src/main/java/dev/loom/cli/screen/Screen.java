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

  private static final String MOVING = "[\\p{Cntrl}\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]";

  private final PrintStream out;
  private final boolean live;
  private final boolean color;
  private final int columns;
  private List<String> drawn = List.of();

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
  public static Screen ofProcess(Map<String, String> environment) {
    var console = System.console();
    boolean terminal =
        console != null
            && console.isTerminal()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean color = terminal && environment.getOrDefault("NO_COLOR", "").isEmpty();
    int columns = 80;
    try {
      columns = Math.max(40, Integer.parseInt(environment.getOrDefault("COLUMNS", "80")));
    } catch (NumberFormatException odd) {
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
  public synchronized void line(String text) {
    erase();
    out.println(color ? text : plain(text));
    draw();
    out.flush();
  }

  /// Draws the lines below anew. In a pipe it does nothing.
  public synchronized void below(List<String> lines) {
    if (live && !lines.equals(drawn)) {
      erase();
      drawn = List.copyOf(lines);
      draw();
      out.flush();
    }
  }

  private void erase() {
    if (live && !drawn.isEmpty()) {
      out.printf(UP, drawn.size());
      out.print(ERASE_BELOW);
    }
  }

  private void draw() {
    if (live) {
      drawn.forEach(text -> out.println(color ? fitted(text) : fitted(plain(text))));
    }
  }

  /// A line that wraps could not be erased again.
  private String fitted(String text) {
    int visible = plain(text).length();
    if (visible < columns) {
      return text;
    }
    return plain(text).substring(0, columns - 2) + "…";
  }

  private static String plain(String text) {
    return text.replaceAll("\033\\[[0-9;]*m", "");
  }

  /// Text in green: it went well.
  public static String good(String text) {
    return "\033[32m" + text + "\033[0m";
  }

  /// Text in red: it did not.
  public static String bad(String text) {
    return "\033[31m" + text + "\033[0m";
  }

  /// Text that is less important.
  public static String faint(String text) {
    return "\033[2m" + text + "\033[0m";
  }

  /// Text with everything taken out that could move the cursor or change the order of letters:
  /// models and tools write it.
  public static String harmless(String text) {
    return text.replaceAll(MOVING + "+", " ").strip();
  }

  /// The same for a line of a file, whose indentation stays.
  public static String harmlessLine(String line) {
    return line.replace("\t", "    ").replaceAll(MOVING, "");
  }

  /// The beginning of a harmless text.
  public static String beginning(String text, int charsMax) {
    var one = harmless(text);
    return one.length() > charsMax ? one.substring(0, charsMax) + "…" : one;
  }

  /// A number as people read it: thousands apart, and no more digits after the point than it has.
  public static String number(double number) {
    var digits = new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return digits.format(number);
  }
}
