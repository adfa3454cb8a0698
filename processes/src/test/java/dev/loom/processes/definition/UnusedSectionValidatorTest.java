package dev.loom.processes.definition;

import static dev.loom.processes.definition.TestDefinitions.withName;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnusedSectionValidatorTest {
  static Stream<Arguments> eachProblemOfAnUnusedSectionIsReported() {
    return Stream.of(
        withName(
            "memory: {extract_types: [a, {description: d}, [b]]}",
            "memory.extract_types[2] (line 2): expected keys and values, found a list",
            "memory.extract_types[1].type (line 2): missing; expected text"),
        withName(
            "memory: {extract_types: ['']}",
            "memory.extract_types[0].type (line 2): empty; expected text"),
        withName("memory: [a]", "memory (line 2): expected keys and values, found a list"),
        withName(
            "workspace_analysis: {scan_for: '*.csv'}",
            "workspace_analysis.scan_for (line 2): expected a list, found the text '*.csv'"),
        withName(
            "planner_examples: [{subtasks: [{model_tier: 9}]}]",
            "planner_examples[0].goal (line 2): missing; expected text",
            "planner_examples[0].subtasks[0].id (line 2): missing; expected text",
            "planner_examples[0].subtasks[0].model_tier (line 2): expected a whole number from 1 to"
                + " 3, found the number 9"),
        withName(
            "replanning: {triggers: {a: b}}",
            "replanning.triggers (line 2): expected a list, found keys and values"),
        withName(
            "tests:\n  - {goal: g}\n  - {id: t}\n  - {id: t, goal: g}",
            "tests[0].id (line 3): missing; expected text",
            "tests[1].goal (line 4): missing; expected text",
            "tests[2].id (line 5): duplicate test id 't'"),
        withName(
            "tests: [{id: t, goal: g, mode: dry, timeout_seconds: 0, requires_network: 1}]",
            "tests[0].mode (line 2): expected one of deterministic, live, found 'dry'",
            "tests[0].timeout_seconds (line 2): expected a whole number from 1 to 86400, found the"
                + " number 0",
            "tests[0].requires_network (line 2): expected true or false, found the number 1"),
        withName(
            "tests: [{id: t, goal: g, acceptance: {phases: [a], deliverables: {must_exist: a}}}]",
            "tests[0].acceptance.phases (line 2): expected keys and values, found a list",
            "tests[0].acceptance.deliverables.must_exist (line 2): expected a list, found the text"
                + " 'a'"));
  }

  @ParameterizedTest
  @MethodSource
  void eachProblemOfAnUnusedSectionIsReported(String yaml, List<String> problems) {
    assertEquals(problems, TestDefinitions.parseInvalid(yaml).problems());
  }
}
