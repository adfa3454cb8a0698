package dev.loom.orchestrator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Subtask;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class PlanParserTest {
  private static final String ONE = "{\"subtasks\":[{\"id\":\"s1\",\"description\":\"do it\"}]}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        ONE,
        "```json\n" + ONE + "\n```",
        "Here is my {plan}:\n" + ONE + "\nGood luck {with} it!",
        "\uFEFF" + ONE,
        "{\"thoughts\":\"none\"} " + ONE
      })
  void aPlanIsFoundInsideOtherText(String answer) {
    assertEquals(
        List.of(Subtask.create(new SubtaskId("s1"), "do it", List.of())),
        PlanParser.parse(answer).subtasks());
  }

  static Stream<Arguments> wrong() {
    return Stream.of(
        arguments("", "the answer contains no JSON object"),
        arguments("[1,2]", "the answer contains no JSON object"),
        arguments("{\"subtasks\": 5}", "the JSON object has no list \"subtasks\""),
        arguments("{\"subtasks\": []}", "the plan has no subtasks"),
        arguments("{\"subtasks\": [7]}", "subtask 1 is not an object"),
        arguments("{\"subtasks\": [{\"id\":\"a\"}]}", "subtask 1 has no description"),
        arguments(
            "{\"subtasks\": [{\"id\":\"../x\",\"description\":\"d\"}]}",
            "subtask 1: the id '../x' may contain only letters, digits, _ and -, and must begin"
                + " with a letter or a digit"),
        arguments(
            "{\"subtasks\": [{\"id\":\"a\",\"description\":\"d\",\"depends_on\":\"b\"}]}",
            "subtask 1: depends_on must be a list of ids"),
        arguments(
            "{\"subtasks\": [{\"id\":\"a\",\"description\":\"d\",\"depends_on\":[\"zz\"]}]}",
            "'a' depends on 'zz', which is not in the plan"),
        arguments(
            "{\"subtasks\": [{\"id\":\"a\",\"description\":\"d\",\"model_tier\":9}]}",
            "subtask 1: model_tier must be a whole number from 1 to 3"),
        arguments(
            "{\"subtasks\": [{\"id\":\"a\",\"description\":\"d\",\"depends_on\":[\"a\"]}]}",
            "these subtasks form a dependency cycle: [a]"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void everyProblemIsNamed(String answer, String problem) {
    assertEquals(List.of(problem), PlanParser.parse(answer).problems());
  }

  @Test
  void aMissingIdMeansTheNextStep() {
    var result =
        PlanParser.parse("{\"subtasks\":[{\"description\":\"a\"},{\"description\":\"b\"}]}");
    assertEquals(
        List.of("step-1", "step-2"),
        result.subtasks().stream().map(subtask -> subtask.id().value()).toList());
  }

  @Test
  void malformedAnswersOfAMegabyteAreRejectedQuickly() {
    for (var answer :
        List.of(
            "{".repeat(1_000_000),
            "{}".repeat(500_000),
            "{\"subtasks\":" + "[".repeat(100_000),
            "{\"a\":\"" + "\\\"".repeat(500_000))) {
      assertTrue(!PlanParser.parse(answer).problems().isEmpty());
    }
  }
}
