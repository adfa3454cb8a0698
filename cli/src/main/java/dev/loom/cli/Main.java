package dev.loom.cli;

import dev.loom.cli.commands.ExitCode;
import dev.loom.cli.commands.RootCommand;
import dev.loom.cli.commands.VersionProvider;
import java.util.Set;

/// Entry point of the `loom` command.
public final class Main {
  /// Commands that create no files in the home directory, and therefore no log.
  private static final Set<String> COMMANDS_WITHOUT_HOME = Set.of("completion", "demo", "replay");

  private Main() {}

  /// Runs a command line and exits with its code.
  public static void main(String[] arguments) {
    // Fast path: scripts call this often, and it needs no picocli.
    if (arguments.length == 1 && arguments[0].equals("--version")) {
      System.out.println(VersionProvider.versionLine());
      return;
    }
    if (System.getenv("LOOM_RUN_ID") != null) {
      System.err.println(
          "loom: a process that a tool of Loom started cannot run loom; a user has to do that.");
      System.exit(ExitCode.UNAVAILABLE);
    }
    if (arguments.length > 0 && COMMANDS_WITHOUT_HOME.contains(arguments[0])) {
      LogFile.disable();
    } else {
      LogFile.open(System.getenv());
    }
    System.exit(RootCommand.commandLine().execute(arguments));
  }
}
