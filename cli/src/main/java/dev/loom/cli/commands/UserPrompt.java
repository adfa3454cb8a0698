package dev.loom.cli.commands;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/// Questions to the person at the terminal.
interface UserPrompt {
  /// @param proposed what an empty answer means; empty when an answer is needed
  String ask(String question, String defaultAnswer);

  /// An answer that is not shown while it is typed.
  String askSecret(String question);

  /// Whether the answer is yes; an empty one is no.
  default boolean confirm(String question) {
    return ask(question + " y = yes, anything else = no", "n")
        .toLowerCase(Locale.ROOT)
        .matches("y(es)?");
  }

  /// The person at this process's terminal, if there is one.
  static Optional<UserPrompt> ofTerminal() {
    var console = System.console();
    return console == null || !console.isTerminal()
        ? Optional.empty()
        : Optional.of(new TerminalPrompt(console));
  }

  /// A dialogue over the console. The end of the input ends the command.
  record TerminalPrompt(Console console) implements UserPrompt {
    @Override
    public String ask(String question, String defaultAnswer) {
      var typed =
          console.readLine(
              "%s%s: ", question, defaultAnswer.isEmpty() ? "" : " [" + defaultAnswer + "]");
      return requireInput(typed).isEmpty() ? defaultAnswer : requireInput(typed);
    }

    @Override
    public String askSecret(String question) {
      var typed = console.readPassword("%s: ", question);
      return requireInput(typed == null ? null : new String(typed));
    }

    private static String requireInput(String typed) {
      if (typed == null) {
        throw new IllegalArgumentException("The input ended; nothing was written.");
      }
      return typed.strip();
    }
  }
}
