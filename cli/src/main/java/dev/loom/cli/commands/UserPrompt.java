package dev.loom.cli.commands;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/// Asks the user for input.
interface UserPrompt {
  /// Asks for a line of text.
  ///
  /// @param defaultAnswer result for an empty line; empty if there is no default
  String ask(String question, String defaultAnswer);

  /// Asks for a line of text without echoing it.
  String askSecret(String question);

  /// Asks a yes/no question, again after another answer; an empty line is no.
  default boolean confirm(String question) {
    while (true) {
      var answer = ask(question + " (y/n)", "n").toLowerCase(Locale.ROOT);
      if (answer.matches("y(es)?|no?")) {
        return answer.startsWith("y");
      }
    }
  }

  /// Returns a prompt on the terminal of this process, if there is one and the output of the
  /// command is not `--json`.
  static Optional<UserPrompt> ofTerminal(PrintWriter out) {
    return out instanceof JsonOutput ? Optional.empty() : ofTerminal();
  }

  /// Returns a prompt on the terminal of this process, if there is one.
  static Optional<UserPrompt> ofTerminal() {
    var console = System.console();
    return console == null || !console.isTerminal()
        ? Optional.empty()
        : Optional.of(new TerminalPrompt(console));
  }

  /// Asks for confirmation before an operation that cannot be undone. Without a terminal, and with
  /// `--json`, it returns false and prints a hint to use `--yes`.
  static boolean confirm(PrintWriter out, String question) {
    var terminal = ofTerminal(out);
    if (terminal.isEmpty()) {
      out.println(question + " There is no terminal to confirm on; pass --yes to confirm.");
    }
    return terminal.isPresent() && terminal.get().confirm(question);
  }

  /// Reads from the console. The end of the input aborts the command.
  record TerminalPrompt(Console console) implements UserPrompt {
    @Override
    public String ask(String question, String defaultAnswer) {
      var input =
          console.readLine(
              "%s%s: ", question, defaultAnswer.isEmpty() ? "" : " [" + defaultAnswer + "]");
      return requireInput(input).isEmpty() ? defaultAnswer : requireInput(input);
    }

    @Override
    public String askSecret(String question) {
      var input = console.readPassword("%s: ", question);
      return requireInput(input == null ? null : new String(input));
    }

    private static String requireInput(String input) {
      if (input == null) {
        throw new IllegalArgumentException("The input ended; nothing was written.");
      }
      return input.strip();
    }
  }
}
