package dev.loom.cli.commands;

import java.io.PrintWriter;
import java.util.Locale;

/// Asks before something that cannot be taken back.
final class Confirmation {
  private Confirmation() {}

  /// Whether the person at the terminal says yes. Where there is none, the answer is no, and how to
  /// say yes without one is told.
  static boolean confirm(PrintWriter out, String question) {
    var console = System.console();
    if (console == null || !console.isTerminal()) {
      out.println(question + " Nobody is at a terminal to ask; --yes says yes.");
      return false;
    }
    out.println(question + " y = yes, anything else = no:");
    out.flush();
    var typed = console.readLine();
    return typed != null && typed.strip().toLowerCase(Locale.ROOT).matches("y(es)?");
  }
}
