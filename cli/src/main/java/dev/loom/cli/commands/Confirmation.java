package dev.loom.cli.commands;

import java.io.PrintWriter;
import java.util.Locale;

/// Asks for confirmation before an operation that cannot be undone.
final class Confirmation {
  private Confirmation() {}

  /// Returns whether the user confirms. Without a terminal it returns false and prints a hint to
  /// use `--yes`.
  static boolean confirm(PrintWriter out, String question) {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      out.println(question + " There is no terminal to confirm on; pass --yes to confirm.");
      return false;
    }
    out.println(question + " [y/N]");
    out.flush();
    var input = console.readLine();
    return input != null && input.strip().toLowerCase(Locale.ROOT).matches("y(es)?");
  }
}
