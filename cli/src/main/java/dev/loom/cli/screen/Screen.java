package dev.loom.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.text.TextTruncator;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Prints permanent lines above a footer that is redrawn in place. Only the footer is repainted, so
/// the scrollback stays intact. Without a terminal there is no footer. Safe for concurrent use.
public final class Screen {
  private static final int HASH_CHARS = 12;
  private static final String UP = "\033[%dA";
  private static final String ERASE_BELOW = "\033[J";

  private static final String UNSAFE_CHARACTERS =
      "[\\p{Cntrl}\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]";

  private final PrintStream out;
  private final boolean live;
  private final boolean color;
  private final int columns;
  private List<String> footer = List.of();

  /// @param live whether the output is a terminal, so that the footer can be redrawn
  /// @param color whether to emit color codes
  /// @param columns terminal width in characters
  public Screen(PrintStream out, boolean live, boolean color, int columns) {
    this.out = out;
    this.live = live;
    this.color = color;
    this.columns = columns;
  }

  /// Creates a screen on standard output, using `TERM`, `NO_COLOR` and `COLUMNS`.
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
    } catch (NumberFormatException ignored) {
      // Keep the default width.
    }
    var out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    return new Screen(out, terminal, color, columns);
  }

  /// Returns whether the output is a terminal.
  public boolean isLive() {
    return live;
  }

  /// Prints a permanent line.
  public synchronized void printLine(String text) {
    eraseFooter();
    out.println(color ? text : stripColors(text));
    drawFooter();
    out.flush();
  }

  /// Replaces the footer. Has no effect without a terminal.
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

  /// Shortens a footer line to one row: a wrapped line could not be erased.
  private String fitToWidth(String text) {
    int visible = stripColors(text).length();
    if (visible < columns) {
      return text;
    }
    return TextTruncator.withEllipsis(stripColors(text), columns - 2);
  }

  private static String stripColors(String text) {
    return text.replaceAll("\033\\[[0-9;]*m", "");
  }

  /// Formats a text in green, for success.
  public static String green(String text) {
    return "\033[32m" + text + "\033[0m";
  }

  /// Formats a text in red, for failure.
  public static String red(String text) {
    return "\033[31m" + text + "\033[0m";
  }

  /// Formats a text dimmed, for secondary information.
  public static String dim(String text) {
    return "\033[2m" + text + "\033[0m";
  }

  /// Replaces control characters and bidirectional formatting characters by spaces and strips the
  /// ends. Required for any text that a model or a tool produced.
  public static String sanitize(String text) {
    return text.replaceAll(UNSAFE_CHARACTERS + "+", " ").strip();
  }

  /// Removes control characters and bidirectional formatting characters from a line of a file and
  /// keeps its indentation. A tab becomes four spaces.
  public static String sanitizeLine(String line) {
    return line.replace("\t", "    ").replaceAll(UNSAFE_CHARACTERS, "");
  }

  /// Sanitizes a text and truncates it to a number of characters.
  public static String truncate(String text, int charsMax) {
    return TextTruncator.withEllipsis(sanitize(text), charsMax);
  }

  /// Returns the sanitized text of a JSON field.
  public static String text(JsonNode object, String field) {
    return sanitize(object.path(field).asText());
  }

  /// Returns the sanitized and truncated text of a JSON field.
  public static String truncate(JsonNode object, String field, int charsMax) {
    return truncate(object.path(field).asText(), charsMax);
  }

  /// Shortens an action hash to a prefix that `loom approve --action` accepts.
  public static String shortHash(String hash) {
    return TextTruncator.head(hash, HASH_CHARS);
  }

  /// Formats a count with its noun, such as `1 subtask` or `2 subtasks`.
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /// Formats a number with thousands separators and up to six decimals, such as `1,234.5`.
  public static String formatNumber(double number) {
    var digits = new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return digits.format(number);
  }
}
