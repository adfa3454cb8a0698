package dev.loom.cli;

import dev.loom.cli.commands.Commands;
import dev.loom.cli.commands.VersionText;
import java.util.Set;

/// Where the `loom` command begins.
public final class Main {
  /// Commands that leave nothing behind, and so no log in a home.
  private static final Set<String> KEEP_NOTHING = Set.of("demo", "replay");

  private Main() {}

  /// Runs a command line and exits with its code.
  public static void main(String[] arguments) {
    // The commonest question of scripts needs none of the rest.
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println(VersionText.line());
      return;
    }
    if (arguments.length > 0 && KEEP_NOTHING.contains(arguments[0])) {
      LogFile.none();
    } else {
      LogFile.open(System.getenv());
    }
    System.exit(Commands.line().execute(arguments));
  }
}
