package dev.loom.risk;

import static dev.loom.risk.TestCalls.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleReaderTest {
  private static RuleTable read(String... lines) {
    var reader = new RuleReader();
    reader.read("x.txt", "category a Does a\nsecret-category s Does s\n");
    reader.read("x.txt", String.join("\n", lines));
    return reader.table();
  }

  private static List<String> reasons(RuleTable table, String line) {
    var call = call(line);
    return table.stanzas().getOrDefault(call.program(), List.of()).stream()
        .flatMap(stanza -> stanza.assess(call).stream())
        .map(RiskAssessment::reason)
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' high a Does'           | no program or list before this line",
        "' high b Does'           | needs a category and a reason",
        "' high a'                | needs a category and a reason",
        "' hihg a Does'           | unknown action: hihg a Does",
        "' allow if frist.word:x' | unknown selector: frist",
        "' allow if wrod:x'       | unknown test: wrod",
        "' allow if word'         | values are missing or not allowed: word",
        "' allow if glob:x'       | values are missing or not allowed: glob:x",
        "' allow if word:@none'   | no list before this line is named @none",
        "' allow if word:x glob'  | not one test: word:x glob",
        "' allow if'              | not one test:",
        "' allow if word:\"x'     | the line ends within quotes",
        "' allow if match:('      | Unclosed group",
        "' next'                  | next needs each",
        "' allow if next.word:x'  | a test of a neighbouring argument needs each",
        "' a x if glob'           | a rule that names words has no condition",
        "' wrapper x'             | For input string"
      })
  void aMalformedRuleIsNamedByFileAndLine(String rule, String problem) {
    var header = problem.startsWith("no program") ? "# nothing" : "program";
    var error = assertThrows(IllegalArgumentException.class, () -> read("# comment", header, rule));
    assertTrue(error.getMessage().startsWith("x.txt:3: " + problem), error.getMessage());
  }

  @Test
  void theFirstRuleThatAppliesDecides() {
    var table =
        read("p q", "  allow if word:x", "  high a First if flag:f", "  medium a Second if glob");
    assertEquals(List.of("First: `p -f *`"), reasons(table, "p -f *"));
    assertEquals(List.of("Second: `q *`"), reasons(table, "q *"));
    assertEquals(List.of(), reasons(table, "p -f x"));
    assertEquals(List.of(), reasons(table, "p y"));
  }

  @Test
  void rulesForEachArgumentSeeItsNeighbours() {
    var table =
        read("p", "  each skip if word:-o", "  each high a Reads if word:x and previous.word:in");
    assertEquals(List.of("Reads: `p in x`"), reasons(table, "p in x"));
    assertEquals(List.of(), reasons(table, "p -o x in"));
  }

  @Test
  void aRuleThatNamesWordsUsesTheReasonOfItsCategory() {
    var table = read("p", "  a b c*", "  s login");
    assertEquals(List.of("Does a: `p b x cd`"), reasons(table, "p b x cd"));
    assertEquals(List.of("Does s: `p login …`"), reasons(table, "p login secret"));
    assertEquals(List.of(), reasons(table, "p cd b"));
  }

  @Test
  void listsAndContinuedLinesAreJoined() {
    var table =
        read("list l", "  x \"y z\"", "@l", "p", "  allow if word:a,", "      b or", "    glob");
    assertEquals(Set.of("x", "y z"), table.lists().get("l"));
    assertEquals(Set.of("x", "y z", "p"), table.stanzas().keySet());
  }
}
