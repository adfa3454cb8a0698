package dev.loom.processes.definition;

import static dev.loom.processes.definition.TestDefinitions.withName;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.process.ProcessDefinition.PhaseMode;
import dev.loom.contracts.task.Subtask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhaseParserTest {
  static Stream<Arguments> eachProblemOfAPhaseIsReported() {
    return Stream.of(
        withName("phases: 7", "phases (line 2): expected a list, found the number 7"),
        withName("phases: [a]", "phases[0] (line 2): expected keys and values, found the text 'a'"),
        withName("phases: [{description: d}]", "phases[0].id (line 2): missing; expected text"),
        withName(
            "phases: [{id: ../a, description: d}]",
            "phases[0].id (line 2): expected 1 to 64 letters, digits, hyphens and underscores,"
                + " starting with a letter or digit; found '../a'"),
        withName("phases: [{id: a}]", "phases[0].description (line 2): missing; expected text"),
        withName(
            "phases: [{id: a, description: ' '}]",
            "phases[0].description (line 2): empty; expected text"),
        withName(
            "phases:\n  - {id: a, description: d}\n  - {id: a, description: d}",
            "phases[1].id (line 4): duplicate phase id 'a'"),
        withName(
            "phases:\n  - id: a\n    description: d\n    depends_on: [b]",
            "phases[0].depends_on (line 5): unknown phase 'b'; the phases are a"),
        withName(
            "phases: [{id: a, description: d, depends_on: b}]",
            "phases[0].depends_on (line 2): expected a list, found the text 'b'"),
        withName(
            "phases:\n"
                + "  - {id: z, description: d, depends_on: [p]}\n"
                + "  - {id: p, description: d, depends_on: [q]}\n"
                + "  - {id: q, description: d, depends_on: [p]}",
            "phases (line 3): dependency cycle p -> q -> p"),
        withName(
            "phases: [{id: a, description: d, depends_on: [a]}]",
            "phases (line 2): dependency cycle a -> a"),
        withName(
            "phases: [{id: a, description: d, model_tier: 4, verification_tier: '1'}]",
            "phases[0].model_tier (line 2): expected a whole number from 1 to 3, found the number 4",
            "phases[0].verification_tier (line 2): expected a whole number from 1 to 3, found the"
                + " text '1'"),
        withName(
            "phases: [{id: a, description: d, model_tier: 2.5, is_synthesis: yes}]",
            "phases[0].model_tier (line 2): expected a whole number from 1 to 3, found the number"
                + " 2.5",
            "phases[0].is_synthesis (line 2): expected true or false, found the text 'yes'"),
        withName(
            "phases:\n"
                + "  - {id: a, description: d, deliverables: [r.md]}\n"
                + "  - {id: b, description: d, deliverables: ['r.md \u2014 again']}",
            "phases[1].deliverables (line 4): duplicate deliverable 'r.md'; phase 'a' already"
                + " has it"),
        withName(
            "phases: [{id: a, description: d, deliverables: [../r.md, /etc/x, '\u2014 note']}]",
            "phases[0].deliverables (line 2): expected a path within the workspace, found"
                + " '../r.md'",
            "phases[0].deliverables (line 2): expected a path within the workspace, found"
                + " '/etc/x'",
            "phases[0].deliverables (line 2): expected a file name before the dash"),
        withName(
            "phases: [{id: a, description: d, deliverables: [\"a\\0b\"]}]",
            "phases[0].deliverables (line 2): expected a file name of at most 255 characters, none"
                + " of them control characters; found 'a?b'"));
  }

  @ParameterizedTest
  @MethodSource
  void eachProblemOfAPhaseIsReported(String yaml, List<String> problems) {
    assertEquals(problems, TestDefinitions.parseInvalid(yaml).problems());
  }

  @Test
  void aPhaseBecomesASubtaskWithDefaults() {
    var diagnostics = new Diagnostics();
    var fields =
        TestDefinitions.fields(
            "phases: [{id: a, description: do it, depends_on: [b, b]}, {id: b, description: c}]",
            diagnostics);
    var subtasks = PhaseParser.toSubtasks(PhaseParser.parse(fields, PhaseMode.GUIDED));
    assertEquals(
        new Subtask(
            new SubtaskId("a"),
            "do it",
            List.of(new SubtaskId("b")),
            2,
            1,
            false,
            false,
            "",
            List.of()),
        subtasks.getFirst());
    assertEquals(List.of(), diagnostics.toInvalid("x").problems());
  }

  @Test
  void tooManyPhasesAreRejectedWithoutFollowingTheirDependencies() {
    var yaml = new StringBuilder("name: x\nphases:\n");
    for (int i = 0; i < 5_000; i++) {
      yaml.append(" - {id: p%d, description: d, depends_on: [p%d]}\n".formatted(i, i + 1));
    }
    assertEquals(
        List.of("phases (line 3): expected at most 200 phases"),
        TestDefinitions.parseInvalid(yaml.toString()).problems());
  }

  private static Optional<List<String>> find(Map<String, List<String>> dependencies) {
    return PhaseParser.findCycle(dependencies);
  }

  @Test
  void dependenciesWithoutACycleHaveNone() {
    assertEquals(Optional.empty(), find(Map.of()));
    assertEquals(
        Optional.empty(),
        find(Map.of("a", List.of("b", "c"), "b", List.of("d"), "c", List.of("d"), "d", List.of())));
  }

  @Test
  void aCycleIsReportedFromAPhaseBackToItself() {
    assertEquals(Optional.of(List.of("a", "a")), find(Map.of("a", List.of("a"))));
    var dependencies = new LinkedHashMap<String, List<String>>();
    dependencies.put("z", List.of("p"));
    dependencies.put("p", List.of("q"));
    dependencies.put("q", List.of("p"));
    assertEquals(Optional.of(List.of("p", "q", "p")), find(dependencies));
  }

  @Test
  void unknownNamesAreIgnored() {
    assertEquals(Optional.empty(), find(Map.of("a", List.of("unknown"))));
  }

  @ParameterizedTest
  @CsvSource({
    "report.md \u2014 the result, report.md",
    "./sub/data.csv\u2014tight, sub/data.csv",
    "plain.md, plain.md",
    "a-b.md, a-b.md"
  })
  void theFileNameEndsAtTheDash(String deliverable, String file) {
    assertEquals(file, PhaseParser.fileOf(deliverable));
  }

  @ParameterizedTest
  @ValueSource(strings = {"report.md", "a/b/c.csv", "..hidden", "a..b"})
  void aPathWithinTheWorkspaceIsValid(String file) {
    assertEquals(Optional.empty(), PhaseParser.findProblem(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../r.md", "a/../../b", "a\\..\\b", "/etc/x", "a\nb"})
  void anyOtherPathIsAProblem(String file) {
    assertTrue(PhaseParser.findProblem(file).isPresent());
  }
}
