package dev.loom.processes.definition;

import static dev.loom.processes.definition.TestDefinitions.withName;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.process.ProcessDefinition.Rule;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RuleParserTest {
  static Stream<Arguments> eachProblemOfARuleIsReported() {
    return Stream.of(
        withName(
            "verification: {rules: {a: b}}",
            "verification.rules (line 2): expected a list, found keys and values"),
        withName(
            "verification: {rules: [{}]}",
            "verification.rules[0].name (line 2): missing; expected text",
            "verification.rules[0].check (line 2): missing; expected text"),
        withName(
            "verification: {rules: [{name: r, check: c, severity: fatal, type: magic, target: all}]}",
            "verification.rules[0].severity (line 2): expected one of warning, error, found"
                + " 'fatal'",
            "verification.rules[0].type (line 2): expected one of llm, regex, found 'magic'",
            "verification.rules[0].target (line 2): expected one of output, deliverables, found"
                + " 'all'"),
        withName(
            "verification: {rules: [{name: r, type: regex, check: '(?=a)'}]}",
            "verification.rules[0].check (line 2): Invalid regex: look-ahead (?=...) is not"
                + " supported; rewrite the pattern without it"),
        withName(
            "verification: {rules: [{name: r, type: regex, check: '((a{100}){100}){100}'}]}",
            "verification.rules[0].check (line 2): Invalid regex: it is too costly: expected one that"
                + " compiles to at most 500 instructions; make its counted repetitions {n}"
                + " smaller"),
        withName(
            "verification:\n  rules:" + "\n    - {name: r, check: c}".repeat(65),
            "verification.rules (line 4): expected at most 64 rules"));
  }

  @ParameterizedTest
  @MethodSource
  void eachProblemOfARuleIsReported(String yaml, List<String> problems) {
    assertEquals(problems, TestDefinitions.parseInvalid(yaml).problems());
  }

  @Test
  void onlyRegexRulesAreReturned() {
    var diagnostics = new Diagnostics();
    var fields =
        TestDefinitions.fields(
            """
            verification:
              rules:
                - {name: a, check: x, type: regex, severity: error}
                - {name: b, check: y, type: regex, description: d}
                - {name: c, check: is it short}
            """,
            diagnostics);
    assertEquals(
        List.of(new Rule("a", "a", "x", true), new Rule("b", "d", "y", false)),
        RuleParser.parse(fields));
    assertEquals(List.of(), diagnostics.toInvalid("x").problems());
  }
}
