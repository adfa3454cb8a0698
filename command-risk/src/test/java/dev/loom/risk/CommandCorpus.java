package dev.loom.risk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads lists of command lines from the test resources.
final class CommandCorpus {
  private static final int HEXADECIMAL = 16;
  private static final Pattern BY_NUMBER = Pattern.compile("⟦([0-9a-f]+)⟧");

  private CommandCorpus() {}

  /// Returns the commands of a list, in which a line is a command, a line that starts with `##` is
  /// a heading, and `⟦hex⟧` stands for the character with that code.
  static List<String> read(String name) throws IOException {
    try (var stream = CommandCorpus.class.getResourceAsStream("/policy/" + name)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("##"))
          .map(CommandCorpus::withCharactersByNumber)
          .toList();
    }
  }

  private static String withCharactersByNumber(String line) {
    return BY_NUMBER
        .matcher(line)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(
                    Character.toString(Integer.parseInt(match.group(1), HEXADECIMAL))));
  }
}
