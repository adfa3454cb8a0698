package dev.loom.cli;

import dev.loom.cli.commands.Commands;
import dev.loom.cli.commands.VersionText;

/// Where the `loom` command begins.
public final class Main {
  private Main() {}

  /// Runs a command line and exits with its code.
  public static void main(String[] arguments) {
    // The commonest question of scripts needs none of the rest.
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println(VersionText.line());
      return;
    }
    LogFile.open(System.getenv());
    System.exit(Commands.line().execute(arguments));
  }
}
