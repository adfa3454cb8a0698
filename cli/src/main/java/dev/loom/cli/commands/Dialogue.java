package dev.loom.cli.commands;

import java.io.Console;
import java.util.Locale;
import java.util.Optional;

/// Questions to the person at the terminal.
interface Dialogue {
  /// @param proposed what an empty answer means; empty when an answer is needed
  String ask(String question, String proposed);

  /// An answer that is not shown while it is typed.
  String askSecretly(String question);

  /// Whether the answer is yes; an empty one is no.
  default boolean isYes(String question) {
    return ask(question + " y = yes, anything else = no", "n")
        .toLowerCase(Locale.ROOT)
        .matches("y(es)?");
  }

  /// The person at this process's terminal, if there is one.
  static Optional<Dialogue> atTerminal() {
    var console = System.console();
    return console == null || !console.isTerminal()
        ? Optional.empty()
        : Optional.of(new AtTerminal(console));
  }

  /// A dialogue over the console. The end of the input ends the command.
  record AtTerminal(Console console) implements Dialogue {
    @Override
    public String ask(String question, String proposed) {
      var typed =
          console.readLine("%s%s: ", question, proposed.isEmpty() ? "" : " [" + proposed + "]");
      return said(typed).isEmpty() ? proposed : said(typed);
    }

    @Override
    public String askSecretly(String question) {
      var typed = console.readPassword("%s: ", question);
      return said(typed == null ? null : new String(typed));
    }

    private static String said(String typed) {
      if (typed == null) {
        throw new IllegalArgumentException("The input ended; nothing was written.");
      }
      return typed.strip();
    }
  }
}
