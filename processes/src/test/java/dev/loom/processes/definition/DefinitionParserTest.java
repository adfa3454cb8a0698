package dev.loom.processes.definition;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DefinitionParserTest {
  private static ParseResult read(String yaml) {
    return DefinitionParser.parse("file", yaml.getBytes(StandardCharsets.UTF_8));
  }

  private static ParseResult.Valid sound(String yaml) {
    var draft = read(yaml);
    if (draft instanceof ParseResult.Valid sound) {
      return sound;
    }
    throw new AssertionError(draft.toString());
  }

  /// The example of the guide, section 4.
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
  void theGuidesExampleLoads() {
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
        read(GUIDE));
  }

  @Test
  void theGuidesDependenciesLoad() {
    var sound =
        sound(
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
  void aNameAloneIsADefinitionWithDefaults() {
    assertEquals(
        new ProcessDefinition(
            "x", "1.0", "", "", PhaseMode.GUIDED, List.of(), List.of(), "", List.of(), List.of()),
        sound("name: x").definition());
    var phase = sound("name: x\nphases: [{id: a, description: do it}]").definition().phases();
    assertEquals(
        List.of(
            new Subtask(new SubtaskId("a"), "do it", List.of(), 2, 1, false, false, "", List.of())),
        phase);
  }

  @Test
  void everyKeyIsKnown() {
    var sound =
        sound(
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
                - {name: judged, check: 'is it good? (', severity: error, type: llm, target: deliverables}
                - {name: judged-too, check: is it short}
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
  void aKeyWithNothingBehindItIsAMissingOne() {
    assertEquals(
        sound("name: x").definition(),
        sound("name: x\nversion:\ntags:\nphases:\nphase_mode: ~\ntools:\nmemory:\n").definition());
  }

  @Test
  void anUnknownKeyIsAWarningWithItsPlace() {
    var sound =
        sound(
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
            "schema_version (line 2): unknown key, passed over",
            "phases[0].depend_on (line 6): unknown key, passed over"),
        sound.warnings());
  }

  @Test
  void aBrokenDefinitionKeepsItsNameOrThatOfItsFile() {
    assertEquals("x", read("name: x\nphase_mode: 5\n").name());
    assertEquals("file", read("name: Not A Name\n").name());
    assertEquals("file", read("- x").name());
    assertEquals("file", read("name: [").name());
  }

  @Test
  void problemsBeyondAScreenfulAreCountedNotKept() {
    var broken = (ParseResult.Invalid) read("name: x\ntags: [" + "'',".repeat(5_000) + "]");
    assertEquals(5_000, broken.count());
    assertEquals(Diagnostics.LISTED_MAX, broken.problems().size());
  }

  /// Ten thousand cuts, doublings and stray characters; the seed is in the message.
  @Test
  void whateverTheBytesAreTheAnswerIsADraftAndNeverAFaultOfOurs() {
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
      if (DefinitionParser.parse("file", bytes) instanceof ParseResult.Invalid broken) {
        assertFalse(broken.problems().getFirst().contains("the log"), "seed " + seed);
      }
    }
  }
}
