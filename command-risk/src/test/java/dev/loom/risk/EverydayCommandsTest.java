package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Measures how often a user is asked about everyday commands of development.
class EverydayCommandsTest {
  private static final String CORPUS = "everyday-commands.txt";
  private static final int COMMANDS_MIN = 1_000;
  private static final int PERCENT = 100;

  /// The commands that are asked about in a sandbox. Each destroys what undo cannot bring back or
  /// changes a protected file.
  private static final Map<String, String> ASKED_IN_SANDBOX =
      Map.of(
          "rm -rf dist && npm run build",
          "delete",
          "rm -rf node_modules package-lock.json && npm install",
          "delete",
          "rm -rf build && cmake -S . -B build && cmake --build build",
          "delete",
          "find . -type d -name __pycache__ -exec rm -rf {} +",
          "delete",
          "git clean -fdx -e node_modules",
          "delete",
          "git reset --hard HEAD~1",
          "history",
          "git checkout -- src/a.txt",
          "history",
          "cp .env.example .env",
          "protected");

  private static Map<String, String> asked(
      List<String> corpus, Function<String, Optional<RiskAssessment>> assessment) {
    return corpus.stream()
        .filter(command -> assessment.apply(command).isPresent())
        .collect(
            Collectors.toMap(
                command -> command, command -> assessment.apply(command).get().category()));
  }

  @Test
  void theCorpusIsLargeAndRepeatsNoCommand() throws IOException {
    var corpus = CommandCorpus.read(CORPUS);
    assertTrue(corpus.size() >= COMMANDS_MIN, "only " + corpus.size() + " commands");
    var commands = new HashSet<>(corpus);
    assertEquals(corpus.size(), commands.size(), "the corpus contains a command twice");
    for (var other : List.of("benign-commands.txt", "dangerous-commands.txt")) {
      assertEquals(
          List.of(), CommandCorpus.read(other).stream().filter(commands::contains).toList());
    }
  }

  @Test
  void aSandboxLeavesFewQuestions() throws IOException {
    var corpus = CommandCorpus.read(CORPUS);
    var asked = asked(corpus, CommandRisk::assessInSandbox);
    assertEquals(ASKED_IN_SANDBOX, asked);
    assertTrue(asked.size() * PERCENT <= corpus.size(), asked.size() + " of " + corpus.size());
    System.out.printf(
        "Asked about %d everyday commands of %d in a sandbox, about %d without one%n",
        asked.size(), corpus.size(), asked(corpus, CommandRisk::assess).size());
  }
}
