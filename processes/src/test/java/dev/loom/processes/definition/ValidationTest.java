package dev.loom.processes.definition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What is said about each way of being wrong. The messages are part of the product.
@Timeout(30)
class ValidationTest {
  private static ParseResult.Invalid broken(String yaml) {
    return assertInstanceOf(
        ParseResult.Invalid.class,
        DefinitionParser.parse("f", yaml.getBytes(StandardCharsets.UTF_8)));
  }

  private static Arguments wrong(String yaml, String... problems) {
    return Arguments.of(yaml, List.of(problems));
  }

  private static Arguments wrongBehindName(String yaml, String... problems) {
    return wrong("name: x\n" + yaml, problems);
  }

  static Stream<Arguments> top() {
    return Stream.of(
        wrong("", "the file is empty"),
        wrong("- a", "expected keys and values, such as name: my-process"),
        wrong("just text", "expected keys and values, such as name: my-process"),
        wrong("name: x\nname: y", "line 2: the key 'name' is there twice"),
        wrong("version: 1", "name (line 1): missing; expected text"),
        wrong("name: ''", "name (line 1): empty; expected text"),
        wrong(
            "name: My Process",
            "name (line 1): expected 1 to 64 lower-case letters, digits and hyphens, starting with"
                + " a letter or digit; found 'My Process'"),
        wrong("name: [x]", "name (line 1): expected text, found a list"),
        wrongBehindName(
            "phase_mode: loose",
            "phase_mode (line 2): expected one of strict, guided, suggestive, found 'loose'"),
        wrongBehindName("phase_mode: [strict]", "phase_mode (line 2): expected text, found a list"),
        wrongBehindName(
            "phase_mode: strict",
            "phases (line 1): missing; phase_mode strict makes the phases the plan"),
        wrongBehindName("tags: one", "tags (line 2): expected a list, found the text 'one'"),
        wrongBehindName("tags: [{a: b}]", "tags[0] (line 2): expected text, found keys and values"),
        wrongBehindName(
            "persona: {a: b}", "persona (line 2): expected text, found keys and values"),
        wrongBehindName("tools: 5", "tools (line 2): expected keys and values, found the number 5"),
        wrongBehindName(
            "tools:\n  required: [a, b]\n  excluded: [b]",
            "tools.excluded (line 4): the tool 'b' is required as well"),
        wrongBehindName(
            "dependencies: {pandas: 2}",
            "dependencies (line 2): expected a list, found keys and values"));
  }

  static Stream<Arguments> phases() {
    return Stream.of(
        wrongBehindName("phases: 7", "phases (line 2): expected a list, found the number 7"),
        wrongBehindName(
            "phases: [a]", "phases[0] (line 2): expected keys and values, found the text 'a'"),
        wrongBehindName(
            "phases: [{description: d}]", "phases[0].id (line 2): missing; expected text"),
        wrongBehindName(
            "phases: [{id: ../a, description: d}]",
            "phases[0].id (line 2): expected 1 to 64 letters, digits, hyphens and underscores,"
                + " starting with a letter or digit; found '../a'"),
        wrongBehindName(
            "phases: [{id: a}]", "phases[0].description (line 2): missing; expected text"),
        wrongBehindName(
            "phases: [{id: a, description: ' '}]",
            "phases[0].description (line 2): empty; expected text"),
        wrongBehindName(
            "phases:\n  - {id: a, description: d}\n  - {id: a, description: d}",
            "phases[1].id (line 4): duplicate phase id 'a'"),
        wrongBehindName(
            "phases:\n  - id: a\n    description: d\n    depends_on: [b]",
            "phases[0].depends_on (line 5): unknown phase 'b'; the phases are a"),
        wrongBehindName(
            "phases: [{id: a, description: d, depends_on: b}]",
            "phases[0].depends_on (line 2): expected a list, found the text 'b'"),
        wrongBehindName(
            "phases:\n"
                + "  - {id: z, description: d, depends_on: [p]}\n"
                + "  - {id: p, description: d, depends_on: [q]}\n"
                + "  - {id: q, description: d, depends_on: [p]}",
            "phases (line 3): dependency cycle p -> q -> p"),
        wrongBehindName(
            "phases: [{id: a, description: d, depends_on: [a]}]",
            "phases (line 2): dependency cycle a -> a"),
        wrongBehindName(
            "phases: [{id: a, description: d, model_tier: 4, verification_tier: '1'}]",
            "phases[0].model_tier (line 2): expected a whole number from 1 to 3, found the number 4",
            "phases[0].verification_tier (line 2): expected a whole number from 1 to 3, found the"
                + " text '1'"),
        wrongBehindName(
            "phases: [{id: a, description: d, model_tier: 2.5, is_synthesis: yes}]",
            "phases[0].model_tier (line 2): expected a whole number from 1 to 3, found the number"
                + " 2.5",
            "phases[0].is_synthesis (line 2): expected true or false, found the text 'yes'"),
        wrongBehindName(
            "phases:\n"
                + "  - {id: a, description: d, deliverables: [r.md]}\n"
                + "  - {id: b, description: d, deliverables: ['r.md \u2014 again']}",
            "phases[1].deliverables (line 4): duplicate deliverable 'r.md'; phase 'a' has it"
                + " already"),
        wrongBehindName(
            "phases: [{id: a, description: d, deliverables: [../r.md, /etc/x, '\u2014 note']}]",
            "phases[0].deliverables (line 2): expected a path within the workspace, found"
                + " '../r.md'",
            "phases[0].deliverables (line 2): expected a path within the workspace, found"
                + " '/etc/x'",
            "phases[0].deliverables (line 2): expected a file name before the dash"),
        wrongBehindName(
            "phases: [{id: a, description: d, deliverables: [\"a\\0b\"]}]",
            "phases[0].deliverables (line 2): expected a file name of at most 255 characters, none"
                + " of them control characters; found 'a?b'"));
  }

  static Stream<Arguments> rules() {
    return Stream.of(
        wrongBehindName(
            "verification: {rules: {a: b}}",
            "verification.rules (line 2): expected a list, found keys and values"),
        wrongBehindName(
            "verification: {rules: [{}]}",
            "verification.rules[0].name (line 2): missing; expected text",
            "verification.rules[0].check (line 2): missing; expected text"),
        wrongBehindName(
            "verification: {rules: [{name: r, check: c, severity: fatal, type: magic, target: all}]}",
            "verification.rules[0].severity (line 2): expected one of warning, error, found"
                + " 'fatal'",
            "verification.rules[0].type (line 2): expected one of llm, regex, found 'magic'",
            "verification.rules[0].target (line 2): expected one of output, deliverables, found"
                + " 'all'"),
        wrongBehindName(
            "verification: {rules: [{name: r, type: regex, check: '(?=a)'}]}",
            "verification.rules[0].check (line 2): invalid regex: invalid or unsupported Perl"
                + " syntax: (?=; expected RE2 syntax, which has no look-around, no back-references"
                + " and no possessive or atomic groups"),
        wrongBehindName(
            "verification: {rules: [{name: r, type: regex, check: '((a{100}){100}){100}'}]}",
            "verification.rules[0].check (line 2): the regex is too costly: expected one that"
                + " compiles to at most 500 instructions; make its counted repetitions {n}"
                + " smaller"),
        wrongBehindName(
            "verification:\n  rules:" + "\n    - {name: r, check: c}".repeat(65),
            "verification.rules (line 4): expected at most 64 rules"));
  }

  static Stream<Arguments> supplements() {
    return Stream.of(
        wrongBehindName(
            "memory: {extract_types: [a, {description: d}, [b]]}",
            "memory.extract_types[2] (line 2): expected keys and values, found a list",
            "memory.extract_types[1].type (line 2): missing; expected text"),
        wrongBehindName(
            "memory: {extract_types: ['']}",
            "memory.extract_types[0].type (line 2): empty; expected text"),
        wrongBehindName("memory: [a]", "memory (line 2): expected keys and values, found a list"),
        wrongBehindName(
            "workspace_analysis: {scan_for: '*.csv'}",
            "workspace_analysis.scan_for (line 2): expected a list, found the text '*.csv'"),
        wrongBehindName(
            "planner_examples: [{subtasks: [{model_tier: 9}]}]",
            "planner_examples[0].goal (line 2): missing; expected text",
            "planner_examples[0].subtasks[0].id (line 2): missing; expected text",
            "planner_examples[0].subtasks[0].model_tier (line 2): expected a whole number from 1 to"
                + " 3, found the number 9"),
        wrongBehindName(
            "replanning: {triggers: {a: b}}",
            "replanning.triggers (line 2): expected a list, found keys and values"),
        wrongBehindName(
            "tests:\n  - {goal: g}\n  - {id: t}\n  - {id: t, goal: g}",
            "tests[0].id (line 3): missing; expected text",
            "tests[1].goal (line 4): missing; expected text",
            "tests[2].id (line 5): duplicate test id 't'"),
        wrongBehindName(
            "tests: [{id: t, goal: g, mode: dry, timeout_seconds: 0, requires_network: 1}]",
            "tests[0].mode (line 2): expected one of deterministic, live, found 'dry'",
            "tests[0].timeout_seconds (line 2): expected a whole number from 1 to 86400, found the"
                + " number 0",
            "tests[0].requires_network (line 2): expected true or false, found the number 1"),
        wrongBehindName(
            "tests: [{id: t, goal: g, acceptance: {phases: [a], deliverables: {must_exist: a}}}]",
            "tests[0].acceptance.phases (line 2): expected keys and values, found a list",
            "tests[0].acceptance.deliverables.must_exist (line 2): expected a list, found the text"
                + " 'a'"));
  }

  @ParameterizedTest
  @MethodSource({"top", "phases", "rules", "supplements"})
  void eachMistakeIsNamedWithItsPlaceAndWhatWasExpected(String yaml, List<String> problems) {
    assertEquals(problems, broken(yaml).problems());
  }

  @Test
  void allMistakesAreReportedAtOnce() {
    var broken =
        broken(
            """
            name: Bad Name
            phase_mode: loose
            phases:
              - description: d
              - {id: a, description: '', depends_on: [zz]}
            verification: {rules: [{name: r}]}
            """);
    assertEquals(6, broken.count());
    assertEquals(6, broken.problems().size());
  }

  @Test
  void aThousandPhasesInARowAreRefusedWithoutFollowingThem() {
    var yaml = new StringBuilder("name: x\nphases:\n");
    for (int i = 0; i < 5_000; i++) {
      yaml.append(" - {id: p%d, description: d, depends_on: [p%d]}\n".formatted(i, i + 1));
    }
    assertEquals(
        List.of("phases (line 3): expected at most 200 phases"),
        broken(yaml.toString()).problems());
  }

  @Test
  void aHostileTextIsCutInItsMessage() {
    var broken = broken("name: \"" + "\\e[31m\\n".repeat(10_000) + "\"");
    assertTrue(broken.problems().getFirst().length() < 300);
    assertTrue(broken.problems().getFirst().chars().noneMatch(Character::isISOControl));
  }
}
