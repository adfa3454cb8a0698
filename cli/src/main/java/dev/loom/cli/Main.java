package dev.loom.cli;

import dev.loom.cli.commands.RootCommand;
import dev.loom.cli.commands.VersionProvider;
import java.util.Set;

/// Where the `loom` command begins.
public final class Main {
  /// Commands that leave nothing behind, and so no log in a home.
  private static final Set<String> COMMANDS_WITHOUT_HOME = Set.of("demo", "replay");

  private Main() {}

  /// Runs a command line and exits with its code.
  public static void main(String[] arguments) {
    // The commonest question of scripts needs none of the rest.
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println(VersionProvider.versionLine());
      return;
    }
    if (arguments.length > 0 && COMMANDS_WITHOUT_HOME.contains(arguments[0])) {
      LogFile.disable();
    } else {
      LogFile.open(System.getenv());
    }
    System.exit(RootCommand.commandLine().execute(arguments));
  }
}
