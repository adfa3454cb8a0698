package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
    assertEquals(ExitCode.USAGE, line().execute("steer", "1234"));
    assertTrue(errors.toString().contains("TEXT"), errors.toString());
    assertTrue(errors.toString().contains("Run 'loom steer --help'"), errors.toString());
    assertEquals(2, errors.toString().lines().count());
  }

  @Test
  void goalThatIsNeitherAnArgumentNorOnStandardInputIsAUsageError() {
    var input = System.in;
    System.setIn(InputStream.nullInputStream());
    try {
      assertEquals(ExitCode.USAGE, line().execute("run"));
      assertEquals(ExitCode.USAGE, line().execute("run", " "));
      assertEquals(4, errors.toString().lines().filter(line -> !line.contains("reading")).count());
      assertTrue(errors.toString().contains("GOAL is missing or empty"), errors.toString());
    } finally {
      System.setIn(input);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "rnu x, loom run",
    "statsu 1, loom status",
    "init, loom setup",
    "ls, loom tasks",
    "taks, loom tasks",
    "run x --workspcae=y, --workspace",
  })
  void typoIsAnsweredWithTheNameThatWasMeant(String words, String expected) {
    assertEquals(ExitCode.USAGE, line().execute(words.split(" ")));
    assertTrue(errors.toString().contains("Did you mean: " + expected + "?"), errors.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"unod", "cancle", "reset-learnin", "xyzzy", "undo2"})
  void typoNeverLeadsToACommandThatDeletesOrStops(String word) {
    assertEquals(ExitCode.USAGE, line().execute(word));
    assertFalse(errors.toString().contains("Did you mean"), errors.toString());
  }

  @Test
  void numberThatIsNoneIsExplainedByAnExample() {
    assertEquals(ExitCode.USAGE, line().execute("run", "x", "--budget-cost", "much"));
    assertTrue(errors.toString().contains("'much' must be a number, for example 0.5"));
    assertEquals(ExitCode.USAGE, line().execute("serve", "--port", "99999"));
    assertTrue(errors.toString().contains("--port must be from 0 to 65535, not 99999."));
  }

  @Test
  void helpOfACommandIsAlsoReachedByTheCommandHelp() {
    var out = new StringWriter();
    assertEquals(0, line().setOut(new PrintWriter(out, true)).execute("help", "run"));
    assertTrue(out.toString().startsWith("Usage: loom run"), out.toString());
  }

  @Test
  void invalidArgumentIsAUsageErrorWithoutAStackTrace() {
    assertEquals(ExitCode.USAGE, line().execute("tasks", "--server", "nowhere"));
    assertEquals("loom: Not an http address: nowhere\n", errors.toString());
  }

  @Test
  void aFolderWithoutConfigurationIsNotTrusted() {
    assertEquals(ExitCode.FAILED, line().execute("trust", "/nowhere"));
    assertTrue(errors.toString().contains("/nowhere has neither loom.toml nor"));
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
