package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.risk.RiskAssessment.Level;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CommandRiskTest {
  private static final int CORPUS_LINES_MIN = 1_000;
  private static final int FUZZED_LINES = 100_000;
  private static final int LINE_CHARS = 10_000;

  private static final String[] PIECES = {
    "rm", "-rf", "x", " ", " ", ";", "|", "&", "\n", "'", "\"", "\\", "$", "${", "}", "$(", ")",
    "(", "`", "<<EOF", "EOF", "\nEOF\n", "<<<", "<(", ">", ">>", "&>", "{", "a,b", "a=", "$a", "if",
    "then", "fi", "case", "in", "esac", "for", "do", "done", "#", "$'", "\\x72", "$((", "))", "[[",
    "*", "?", "[", "\u00a0", "\0", "\r", "eval", "bash", "-c", "env", "xargs", "find", "-exec",
    "sed", "s/a/b/", "awk", "print", "git", "push", "psql", "drop", "table", ".env", "\uffff", "~"
  };

  private static Optional<RiskAssessment> shell(String line) {
    return ArgumentRisk.assess(Map.of("command", line));
  }

  @Test
  void everyDangerousCommandOfTheCorpusNeedsApproval() throws IOException {
    var corpus = CommandCorpus.read("dangerous-commands.txt");
    assertTrue(corpus.size() >= CORPUS_LINES_MIN, "only " + corpus.size() + " lines");
    assertEquals(corpus.size(), new HashSet<>(corpus).size(), "the corpus contains a line twice");
    assertEquals(List.of(), corpus.stream().filter(line -> shell(line).isEmpty()).toList());
  }

  @Test
  void noBenignCommandNeedsApproval() throws IOException {
    var corpus = CommandCorpus.read("benign-commands.txt");
    assertTrue(corpus.size() >= CORPUS_LINES_MIN, "only " + corpus.size() + " lines");
    assertEquals(corpus.size(), new HashSet<>(corpus).size(), "the corpus contains a line twice");
    assertEquals(List.of(), corpus.stream().filter(line -> shell(line).isPresent()).toList());
  }

  @Test
  void everyReasonNamesTheEffectAndTheCommandWithoutInvisibleCharacters() throws IOException {
    for (var line : CommandCorpus.read("dangerous-commands.txt")) {
      var risk = shell(line).orElseThrow();
      assertTrue(
          risk.reason().matches("[A-Z][a-z]+ [^`]{4,80}: `[^\\p{Cntrl}\\p{Cf}\uffff]+`"),
          risk.reason());
    }
  }

  @Test
  void aDestructiveCommandIsHighRiskAndAnUnclearOneIsMedium() {
    assertEquals(
        Optional.of(
            new RiskAssessment(Level.HIGH, "delete", "Deletes files recursively: `rm -rf build`")),
        shell("cd x && rm -rf build"));
    assertEquals(Level.MEDIUM, shell("$X y").orElseThrow().level());
    assertEquals(Level.MEDIUM, shell("echo 'open").orElseThrow().level());
    assertEquals(Level.HIGH, shell("$X y; rm -rf z; echo 'open").orElseThrow().level());
  }

  @Test
  void endlesslyNestedCommandsNeedApproval() {
    for (var bomb :
        List.of("$(", "\"$(", "`", "${a:-", "\"${a:-\"", "<(", "$((", "a=(", "bash -c '", "{a,")) {
      assertTrue(shell(bomb.repeat(LINE_CHARS / bomb.length())).isPresent(), bomb);
    }
    assertTrue(shell("env ".repeat(LINE_CHARS / 4)).isPresent());
    assertTrue(shell("git push ".repeat(100_000)).isPresent());
  }

  @Test
  void longHostileLinesAreAnalyzedWithinTheTimeLimit() {
    for (var part :
        List.of(
            "{{",
            "[",
            "(",
            ")",
            "case a in ",
            "npx a ",
            "a=$a$a;",
            "<<A ",
            "sed 's/[",
            "awk 'print ",
            "find -exec ",
            "xargs -n 1 ",
            "docker run ",
            "\\",
            "git -c ",
            "/*",
            "echo ../",
            "> .e* ",
            "uv run npx ",
            "f(){ ",
            "${a",
            "$a ",
            "{a,b}",
            "rm a ",
            "eval ",
            "alias a=")) {
      shell(part.repeat(LINE_CHARS / part.length()));
    }
  }

  @Test
  void noneOfAHundredThousandRandomLinesThrows() {
    var random = new Random(20_261_122);
    int analyzed = 0;
    for (int i = 0; i < FUZZED_LINES; i++) {
      var line = new StringBuilder();
      for (int pieces = random.nextInt(25); pieces >= 0; pieces--) {
        line.append(PIECES[random.nextInt(PIECES.length)]);
      }
      shell(line.toString());
      analyzed++;
    }
    assertEquals(FUZZED_LINES, analyzed);
  }
}
