package dev.loom.processes.definition;

import static dev.loom.processes.definition.TestDefinitions.invalid;
import static dev.loom.processes.definition.TestDefinitions.withName;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.process.ProcessDefinition;
import dev.loom.contracts.process.ProcessDefinition.PhaseMode;
import dev.loom.contracts.process.ProcessDefinition.Rule;
import dev.loom.contracts.task.Subtask;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class DefinitionParserTest {
  private static ParseResult parse(String yaml) {
    return DefinitionParser.parse("file", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static ParseResult.Valid parseValid(String yaml) {
    var draft = parse(yaml);
    if (draft instanceof ParseResult.Valid sound) {
      return sound;
    }
    throw new AssertionError(draft.toString());
  }

  /// A definition with all common keys.
  private static final String GUIDE =
      """
      name: my-custom-process
      version: "1.0"
      description: "Custom domain process"
      persona: |
        You are a domain expert specializing in...

      phase_mode: guided  # strict | guided | suggestive

      phases:
        - id: research
          description: "Gather and analyze data"
          depends_on: []
          model_tier: 2
          verification_tier: 1
          deliverables:
            - "research-notes.md"
          acceptance_criteria: "Notes cover all key areas"

        - id: synthesize
          description: "Synthesize findings into report"
          depends_on: [research]
          model_tier: 3
          verification_tier: 2
          deliverables:
            - "final-report.md"
          acceptance_criteria: "Report is comprehensive and actionable"

      verification:
        rules:
          - name: no-placeholders
            description: "No placeholder text in output"
            check: "(?i)(TODO|PLACEHOLDER|TBD|INSERT HERE)"
            severity: error
            type: regex

      memory:
        extract_types:
          - key_finding
          - recommendation

      tool_guidance: |
        Use the calculator tool for any quantitative analysis.
        Use the spreadsheet tool for data organization.
      """;

  @Test
  void aCompleteDefinitionIsParsed() {
    assertEquals(
        new ParseResult.Valid(
            new ProcessDefinition(
                "my-custom-process",
                "1.0",
                "Custom domain process",
                "You are a domain expert specializing in...",
                PhaseMode.GUIDED,
                List.of(
                    new Subtask(
                        new SubtaskId("research"),
                        "Gather and analyze data",
                        List.of(),
                        2,
                        1,
                        false,
                        false,
                        "Notes cover all key areas",
                        List.of("research-notes.md")),
                    new Subtask(
                        new SubtaskId("synthesize"),
                        "Synthesize findings into report",
                        List.of(new SubtaskId("research")),
                        3,
                        2,
                        false,
                        false,
                        "Report is comprehensive and actionable",
                        List.of("final-report.md"))),
                List.of(
                    new Rule(
                        "no-placeholders",
                        "No placeholder text in output",
                        "(?i)(TODO|PLACEHOLDER|TBD|INSERT HERE)",
                        true)),
                "Use the calculator tool for any quantitative analysis.\n"
                    + "Use the spreadsheet tool for data organization.",
                List.of(),
                List.of()),
            List.of()),
        parse(GUIDE));
  }

  @Test
  void dependenciesAreAccepted() {
    var sound =
        parseValid(
            """
            name: google-analytics
            version: "1.0"
            description: "Google Analytics analysis workflow"
            dependencies:
              - google-analytics-data>=0.18.0
              - pandas>=2.0
            """);
    assertEquals(List.of(), sound.warnings());
  }

  @Test
  void aDefinitionNeedsOnlyAName() {
    assertEquals(
        new ProcessDefinition(
            "x", "1.0", "", "", PhaseMode.GUIDED, List.of(), List.of(), "", List.of(), List.of()),
        parseValid("name: x").definition());
    var phase = parseValid("name: x\nphases: [{id: a, description: do it}]").definition().phases();
    assertEquals(
        List.of(
            new Subtask(new SubtaskId("a"), "do it", List.of(), 2, 1, false, false, "", List.of())),
        phase);
  }

  @Test
  void everySupportedKeyIsAcceptedWithoutWarning() {
    var sound =
        parseValid(
            """
            name: all-keys
            version: 2
            description: d
            author: a
            tags: [x, 1]
            persona: p
            tool_guidance: first
            tools: {guidance: second, required: [read_file], excluded: [shell_execute]}
            phase_mode: strict
            phases:
              - id: a
                description: b
                depends_on: []
                model_tier: 1
                verification_tier: 3
                is_critical_path: true
                is_synthesis: true
                acceptance_criteria: c
                deliverables: ["a.md \u2014 what it is", "./sub/b.csv\u2014tight", 2024.csv]
            verification:
              rules:
                - {name: r, description: s, check: x, severity: warning, type: regex, target: output}
                - {name: llm-rule, check: 'is it good? (', severity: error, type: llm, target: deliverables}
                - {name: llm-default, check: is it short}
            memory:
              extract_types: [{type: t, description: u}, plain]
              extraction_guidance: v
            workspace_analysis: {scan_for: ["*.csv \u2014 data"], guidance: w}
            planner_examples:
              - goal: g
                subtasks: [{id: s, description: d, depends_on: [], model_tier: 2}]
            replanning: {triggers: t, guidance: u}
            dependencies: [pandas]
            tests:
              - id: smoke
                mode: live
                goal: g
                timeout_seconds: 60
                requires_network: true
                requires_tools: [web_search]
                acceptance:
                  phases: {must_include: [a]}
                  deliverables: {must_exist: [a.md]}
                  verification: {forbidden_patterns: ['\\[TBD\\]']}
              - {id: other, goal: g}
            """);
    assertEquals(List.of(), sound.warnings());
    var definition = sound.definition();
    assertEquals("2", definition.version());
    assertEquals("first\nsecond", definition.toolGuidance());
    assertEquals(List.of("read_file"), definition.requiredTools());
    assertEquals(List.of("shell_execute"), definition.excludedTools());
    assertEquals(List.of(new Rule("r", "s", "x", false)), definition.rules());
    assertEquals(
        List.of("a.md", "sub/b.csv", "2024.csv"), definition.phases().getFirst().deliverables());
    assertTrue(definition.phases().getFirst().criticalPath());
    assertTrue(definition.phases().getFirst().synthesis());
  }

  @Test
  void aKeyWithoutAValueIsTreatedAsMissing() {
    assertEquals(
        parseValid("name: x").definition(),
        parseValid("name: x\nversion:\ntags:\nphases:\nphase_mode: ~\ntools:\nmemory:\n")
            .definition());
  }

  @Test
  void theSectionsThatNothingUsesMayHaveAnyContent() {
    assertEquals(
        List.of(),
        parseValid(
                "name: x\nmemory: {extract_types: [[b]]}\nworkspace_analysis: 5\n"
                    + "planner_examples: {a: b}\nreplanning: [c]\n")
            .warnings());
  }

  @Test
  void anUnknownKeyIsAWarningWithItsPathAndLine() {
    var sound =
        parseValid(
            """
            name: x
            schema_version: 2
            phases:
              - id: a
                description: b
                depend_on: [c]
            """);
    assertEquals(
        List.of(
            "schema_version (line 2): unknown key, ignored",
            "phases[0].depend_on (line 6): unknown key, ignored"),
        sound.warnings());
  }

  @Test
  void anInvalidDefinitionHasItsOwnNameOrThatOfItsFile() {
    assertEquals("x", parse("name: x\nphase_mode: 5\n").name());
    assertEquals("file", parse("name: Not A Name\n").name());
    assertEquals("file", parse("- x").name());
    assertEquals("file", parse("name: [").name());
  }

  @Test
  void problemsBeyondTheLimitAreCountedButNotListed() {
    var invalid = (ParseResult.Invalid) parse("name: x\ntags: [" + "'',".repeat(5_000) + "]");
    assertEquals(5_000, invalid.count());
    assertEquals(Diagnostics.LISTED_MAX, invalid.problems().size());
  }

  /// Truncates and mutates a definition ten thousand times; the seed is in the message.
  @Test
  void mutatedBytesNeverCauseAnInternalError() {
    var strays = "[]{}:-?&*!|>'\"%@`#,\n\t \u0000\u0080~<".getBytes(StandardCharsets.UTF_8);
    for (int seed = 0; seed < 10_000; seed++) {
      var random = new Random(seed);
      var bytes = GUIDE.getBytes(StandardCharsets.UTF_8);
      for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
        int at = random.nextInt(bytes.length);
        switch (random.nextInt(3)) {
          case 0 -> bytes[at] = strays[random.nextInt(strays.length)];
          case 1 -> bytes[at] = bytes[random.nextInt(bytes.length)];
          default -> bytes = Arrays.copyOf(bytes, Math.max(1, at));
        }
      }
      if (DefinitionParser.parse("file", bytes) instanceof ParseResult.Invalid invalid) {
        assertFalse(invalid.problems().getFirst().contains("see the log"), "seed " + seed);
      }
    }
  }

  static Stream<Arguments> eachProblemIsReportedWithItsPathLineAndExpectation() {
    return Stream.of(
        invalid("", "the file is empty"),
        invalid("- a", "expected keys and values, such as name: my-process"),
        invalid("just text", "expected keys and values, such as name: my-process"),
        invalid("name: x\nname: y", "line 2: duplicate key 'name'"),
        invalid("version: 1", "name (line 1): missing; expected text"),
        invalid("name: ''", "name (line 1): empty; expected text"),
        invalid(
            "name: My Process",
            "name (line 1): expected 1 to 64 lower-case letters, digits and hyphens, starting with"
                + " a letter or digit; found 'My Process'"),
        invalid("name: [x]", "name (line 1): expected text, found a list"),
        withName(
            "phase_mode: loose",
            "phase_mode (line 2): expected one of strict, guided, suggestive, found 'loose'"),
        withName("phase_mode: [strict]", "phase_mode (line 2): expected text, found a list"),
        withName(
            "phase_mode: strict", "phases (line 1): missing; phase_mode strict requires phases"),
        withName("tags: one", "tags (line 2): expected a list, found the text 'one'"),
        withName("tags: [{a: b}]", "tags[0] (line 2): expected text, found keys and values"),
        withName("persona: {a: b}", "persona (line 2): expected text, found keys and values"),
        withName("tools: 5", "tools (line 2): expected keys and values, found the number 5"),
        withName(
            "tools:\n  required: [a, b]\n  excluded: [b]",
            "tools.excluded (line 4): the tool 'b' is also required"),
        withName(
            "tests:\n  - {goal: g}\n  - {id: t}\n  - {id: t, goal: g}",
            "tests[0].id (line 3): missing; expected text",
            "tests[1].goal (line 4): missing; expected text",
            "tests[2].id (line 5): duplicate test id 't'"),
        withName(
            "tests: [{id: t, goal: g, mode: dry, timeout_seconds: 0}]",
            "tests[0].mode (line 2): expected one of deterministic, live, found 'dry'",
            "tests[0].timeout_seconds (line 2): expected a whole number from 1 to 86400, found the"
                + " number 0"),
        withName(
            "dependencies: {pandas: 2}",
            "dependencies (line 2): expected a list, found keys and values"));
  }

  @ParameterizedTest
  @MethodSource
  void eachProblemIsReportedWithItsPathLineAndExpectation(String yaml, List<String> problems) {
    assertEquals(problems, TestDefinitions.parseInvalid(yaml).problems());
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    var invalid =
        TestDefinitions.parseInvalid(
            """
            name: Bad Name
            phase_mode: loose
            phases:
              - description: d
              - {id: a, description: '', depends_on: [zz]}
            verification: {rules: [{name: r}]}
            """);
    assertEquals(6, invalid.count());
    assertEquals(6, invalid.problems().size());
  }

  @Test
  void aHostileValueIsTruncatedAndSanitizedInItsMessage() {
    var invalid = TestDefinitions.parseInvalid("name: \"" + "\\e[31m\\n".repeat(10_000) + "\"");
    assertTrue(invalid.problems().getFirst().length() < 300);
    assertTrue(invalid.problems().getFirst().chars().noneMatch(Character::isISOControl));
  }
}
