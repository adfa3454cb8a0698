package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShellCommandsTest {
  /// The commands of a line, their words joined by `_`.
  private static String commands(String line) {
    return String.join(
        ", ",
        ShellCommands.parse(line).commands().stream()
            .map(command -> String.join("_", texts(command.words())))
            .toList());
  }

  private static List<String> texts(List<Word> words) {
    return words.stream().map(Word::text).toList();
  }

  private static SimpleCommand only(String line) {
    var commands = ShellCommands.parse(line).commands();
    assertEquals(1, commands.size(), line);
    return commands.getFirst();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '|',
      value = {
        "a b; c && d || e ~ a_b, c, d, e",
        "a | b & c ~ a, b, c",
        "(a; b) ~ a, b",
        "a 'b c' \"d e\" f\\ g ~ a_b c_d e_f g",
        "a # b ~ a",
        "f() { a; }; f ~ {_a, }, f",
        "x=1 a ~ x=1_a",
        "a {b,c} ~ a_b_c",
        "x=rm; $x y ~ x=rm, rm_y"
      })
  void aLineIsSplitIntoSimpleCommands(String line, String expected) {
    assertEquals(expected, commands(line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a $(b c)", "a \"$(b c)\"", "a `b c`", "a <(b c)", "a ${x:-$(b c)}"})
  void commandSubstitutionsAreCommands(String line) {
    assertTrue(commands(line).contains("b_c"), commands(line));
  }

  @Test
  void redirectionsAreNotArguments() {
    var command = only("a <in >out 2>>err b 2>&1");
    assertEquals(List.of("a", "b"), texts(command.words()));
    assertEquals(List.of("in"), texts(command.inputFiles()));
    assertEquals(List.of("out"), texts(command.outputFiles()));
    assertEquals(List.of("err"), texts(command.appendedFiles()));
  }

  @Test
  void hereDocumentsAndHereStringsAreTheInputOfTheirCommand() {
    assertEquals("b\nc\n", only("a <<EOF\nb\nc\nEOF\n").hereText().toString());
    assertEquals("b c\n", only("a <<< 'b c'").hereText().toString());
  }

  @Test
  void aHereDocumentRunsItsSubstitutionsUnlessItsDelimiterIsQuoted() {
    assertEquals("a, b", commands("a <<EOF\n$(b)\nEOF"));
    assertEquals("a", commands("a <<'EOF'\n$(b)\nEOF"));
  }

  @Test
  void onlyTheReaderOfAPipeIsPiped() {
    var commands = ShellCommands.parse("a | b").commands();
    assertFalse(commands.getFirst().piped());
    assertTrue(commands.getLast().piped());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a 'b", "a \"b", "a $(b", "a `b", "f() { f; }", "a \u200bb", "a\rb"})
  void unsupportedSyntaxIsUnparsable(String line) {
    assertFalse(ShellCommands.parse(line).parsable());
  }

  @Test
  void substitutionsDeeperThanTheLimitAreUnparsable() {
    int depth = ShellCommands.DEPTH_MAX;
    assertTrue(ShellCommands.parse("$(".repeat(depth) + ")".repeat(depth)).parsable());
    assertFalse(ShellCommands.parse("$(".repeat(depth + 1) + ")".repeat(depth + 1)).parsable());
  }
}
