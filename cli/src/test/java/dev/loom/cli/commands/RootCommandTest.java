package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RootCommandTest {
  private final StringWriter errors = new StringWriter();

  private CommandLine line() {
    return RootCommand.commandLine().setErr(new PrintWriter(errors, true));
  }

  @Test
  void unknownCommandIsAUsageError() {
    assertEquals(ExitCode.USAGE, line().execute("fly"));
    assertTrue(errors.toString().contains("fly"), errors.toString());
  }

  @Test
  void missingArgumentIsAUsageError() {
    assertEquals(ExitCode.USAGE, line().execute("run"));
    assertTrue(errors.toString().contains("GOAL"), errors.toString());
  }

  @Test
  void invalidArgumentIsAUsageErrorWithoutAStackTrace() {
    assertEquals(ExitCode.USAGE, line().execute("tasks", "--server", "nowhere"));
    assertEquals("loom: Not an http address: nowhere\n", errors.toString());
  }

  @Test
  void malformedTaskIdIsAUsageError() {
    assertEquals(ExitCode.USAGE, line().execute("status", "a/b"));
    assertTrue(errors.toString().contains("Invalid task ID: "), errors.toString());
  }

  @Test
  void engineThatIsNotRunningIsUnavailable() {
    assertEquals(ExitCode.UNAVAILABLE, line().execute("tasks", "--server", "http://127.0.0.1:1"));
    assertTrue(errors.toString().contains("http://127.0.0.1:1"), errors.toString());
  }

  @Test
  void everyCommandHasADescriptionAndHelp() {
    line()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              var usage = command.getCommandSpec().usageMessage();
              assertEquals('.', last(usage.description()), name);
              assertTrue(command.getCommandSpec().optionsMap().containsKey("--help"), name);
              command
                  .getCommandSpec()
                  .options()
                  .forEach(each -> assertEquals('.', last(each.description()), each.longestName()));
            });
  }

  private static char last(String[] lines) {
    var line = lines[lines.length - 1];
    return line.charAt(line.length() - 1);
  }
}
