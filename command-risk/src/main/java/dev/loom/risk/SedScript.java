package dev.loom.risk;

import java.util.regex.Pattern;

/// Checks a sed script command by command. A script that cannot be parsed counts as harmful.
final class SedScript {
  /// Which lines a command applies to: numbers and patterns.
  private static final String ADDRESS =
      "(?:[ \t,!$~+0-9I]|/" + until("/") + "|\\\\(?<a>[^\\[\\]\\\\])" + until("\\k<a>") + ")*+";

  /// The commands that only transform the input and print.
  private static final Pattern READ_ONLY =
      Pattern.compile(
          "(?s)(?:"
              + ADDRESS
              + "(?:"
              + String.join(
                  "|",
                  "[{};\npPdDnNgGhHx=FzqQl][0-9 ]*+",
                  "s(?<s>[^\\[\\]\\\\])"
                      + until("\\k<s>").repeat(2)
                      + "[gpiIMm0-9]*+(?=[ ;}\n\t#]|\\z)",
                  "y(?<y>[^\\[\\]\\\\])" + until("\\k<y>").repeat(2),
                  // Text or a file name; a backslash at the end of a line continues it.
                  "[aic#rR](?:\\\\(?:.|\\z)|[^\\\\\n])*+\n?",
                  "[btT:][^;}\n]*+",
                  "\\z")
              + "))*+");

  private SedScript() {}

  /// @return whether the script only transforms its input and prints
  static boolean isReadOnly(String script) {
    return READ_ONLY.matcher(script).matches();
  }

  /// Matches the text up to the next delimiter that is neither escaped nor in a bracket expression.
  private static String until(String delimiter) {
    return "(?:\\\\.|(?!" + delimiter + ")(?:\\[\\^?.[^\\]]*+\\]|[^\\\\]))*+" + delimiter;
  }
}
