package dev.loom.cli;

import dev.loom.cli.commands.ExitCode;
import dev.loom.cli.commands.RootCommand;
import dev.loom.cli.commands.VersionProvider;
import java.util.Arrays;
import java.util.Set;

/// Entry point of the `loom` command.
public final class Main {
  /// Commands that run an engine or parts of one in this process, and therefore log.
  private static final Set<String> COMMANDS_WITH_ENGINE = Set.of("serve", "doctor", "setup");

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
    if (Arrays.stream(arguments).anyMatch(Main::usesEngine)) {
      LogFile.open(System.getenv());
    } else {
      LogFile.disable();
    }
    System.exit(RootCommand.commandLine().execute(arguments));
  }

  private static boolean usesEngine(String argument) {
    return COMMANDS_WITH_ENGINE.contains(argument) || argument.startsWith("--record");
  }
}
