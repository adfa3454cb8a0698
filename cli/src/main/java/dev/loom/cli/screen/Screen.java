package dev.loom.cli.screen;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.text.TextTruncator;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Prints permanent lines, and on a terminal a footer below them that is redrawn in place. Safe for
/// concurrent use; the screen is the lock of what its footer shows.
public final class Screen implements AutoCloseable {
  private static final int HASH_CHARS = 12;

  private static final String UNSAFE_CHARACTERS =
      "[\\p{Cntrl}\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]";

  /// Computes the lines below the permanent ones. Called with the lock of the screen.
  @FunctionalInterface
  public interface Footer {
    /// @param columns columns of a line
    /// @param rows number of lines at most
    List<String> lines(int columns, int rows);
  }

  private final PrintStream out;
  private final boolean color;
  private final LiveTerminal terminal;

  private Screen(PrintStream out, boolean color, LiveTerminal terminal) {
    this.out = out;
    this.color = color;
    this.terminal = terminal;
  }

  /// Creates a screen without a terminal: lines without color, no footer.
  public static Screen plain(PrintStream out) {
    return new Screen(out, false, null);
  }

  /// Creates a screen on a terminal.
  static Screen onTerminal(LiveTerminal terminal, boolean color) {
    return new Screen(null, color, terminal);
  }

  /// Creates a screen on standard output, which is used as a terminal if it is one, unless `TERM`
  /// says that it cannot move its cursor. `NO_COLOR` switches colors off.
  public static Screen forStandardOutput(Map<String, String> environment) {
    var console = System.console();
    if (console != null
        && console.isTerminal()
        && !environment.getOrDefault("TERM", "dumb").equals("dumb")) {
      return onTerminal(
          LiveTerminal.ofSystem(environment), environment.getOrDefault("NO_COLOR", "").isEmpty());
    }
    return plain(new PrintStream(System.out, false, StandardCharsets.UTF_8));
  }

  /// Returns whether the output is a terminal.
  public boolean isLive() {
    return terminal != null;
  }

  /// Prints a permanent line.
  public void printLine(String text) {
    printLines(List.of(text));
  }

  /// Prints permanent lines.
  public synchronized void printLines(List<String> lines) {
    var texts = color ? lines : lines.stream().map(Columns::withoutColor).toList();
    if (terminal == null) {
      texts.forEach(out::println);
      out.flush();
    } else {
      terminal.print(texts);
    }
  }

  /// Sets what is shown below the permanent lines. Has no effect without a terminal.
  public synchronized void setFooter(Footer footer) {
    if (terminal != null) {
      terminal.setFooter(
          color
              ? footer
              : (columns, rows) ->
                  footer.lines(columns, rows).stream().map(Columns::withoutColor).toList(),
          this);
    }
  }

  /// Returns the columns of a line; without a terminal, as many as a line may have.
  public int columns() {
    return terminal == null ? Integer.MAX_VALUE : terminal.columns();
  }

  /// Reads a line below the footer. It is complete with Enter; keys that were pressed before the
  /// question could be read are ignored.
  ///
  /// @param wanted whether an answer is still wanted: it may be given elsewhere
  /// @return empty if no answer is wanted any more, or the terminal is gone
  public Optional<String> readLine(String prompt, BooleanSupplier wanted)
      throws InterruptedException {
    return terminal.readLine(prompt, wanted, this);
  }

  /// Removes the footer and gives the terminal back as it was.
  @Override
  public synchronized void close() {
    if (terminal != null) {
      terminal.close();
    }
  }

  /// Formats a text in green, for success.
  public static String green(String text) {
    return "\033[32m" + text + "\033[0m";
  }

  /// Formats a text in red, for failure.
  public static String red(String text) {
    return "\033[31m" + text + "\033[0m";
  }

  /// Formats a text in yellow, for what waits for the user.
  public static String yellow(String text) {
    return "\033[33m" + text + "\033[0m";
  }

  /// Formats a text in cyan, for code.
  public static String cyan(String text) {
    return "\033[36m" + text + "\033[0m";
  }

  /// Formats a text bold.
  public static String bold(String text) {
    return "\033[1m" + text + "\033[0m";
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

  /// Formats a duration, such as `5 s`, `3 min 05 s` or `2 h 10 min`.
  public static String formatDuration(Duration time) {
    var seconds = Math.max(0, time.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60)
        : String.format(Locale.ROOT, "%d h %02d min", seconds / 3600, seconds / 60 % 60);
  }

  /// Formats a number with thousands separators and up to six decimals, such as `1,234.5`.
  public static String formatNumber(double number) {
    var digits = new DecimalFormat("#,##0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
    return digits.format(number);
  }
}
