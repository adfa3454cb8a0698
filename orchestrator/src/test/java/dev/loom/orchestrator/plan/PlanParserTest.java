package dev.loom.orchestrator.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.Subtask;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
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
        "{\"thoughts\":\"none\"} " + ONE,
        // IBM/AssetOpsBench#482, langgenius/dify#41958, vectorize-io/hindsight#2542,
        // coze-dev/coze-studio#2609, veritasfuji-japan/veritas_os#208 and #328
        "```json" + ONE + "```",
        "Here is `the` plan, see `a` and ``b``: " + ONE,
        "```json\n```\n" + ONE,
        "<think>Maybe {\"steps\":[]} or {a:1}?</think>\n" + ONE,
        "}" + ONE,
        "{\"steps\":[]}\n{\"ok\":true}\n" + ONE
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
            "{\"subtasks\": [{\"id\":\"a\",\"description\":\"d\",\"depends_on\":\"b\"}]}",
            "'a' depends on 'b', which is not in the plan"),
        arguments(
            "{\"subtasks\": [{\"id\":\"a\",\"description\":\"d\",\"deliverables\":\"a, b\"}]}",
            "subtask 1: deliverables must be a list of paths"),
        arguments(
            "{\"subtasks\": [{\"description\":\"d\"}, {\"description\":\"d\",\"depends_on\":[1]}]}",
            "'step-2' depends on '1', which is not in the plan"),
        arguments(
            "{\"subtasks\": [{\"id\":1,\"description\":\"d\"}, {\"id\":1,\"description\":\"e\"}]}",
            "two subtasks have the id '1'"),
        arguments(
            ONE + " No: {\"subtasks\":[{\"id\":\"a\",\"description\":\"d\"},{\"id\":",
            "the last plan of the answer is incomplete or no valid JSON"),
        arguments(
            ONE + " No: [{\"id\":\"a\",\"description\":\"say \"hi\" now\"}]",
            "the last plan of the answer is incomplete or no valid JSON"),
        arguments("{\"subtasks\":[{\"id\":\"a\",\"descr", "the answer contains no JSON object"),
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

  /// Each subtask as `id:description<dependency,dependency`.
  private static String summary(PlanParser.Result result) {
    return result.problems().isEmpty()
        ? result.subtasks().stream()
            .map(
                subtask ->
                    subtask.id() + ":" + subtask.description() + dependencies(subtask.dependsOn()))
            .collect(Collectors.joining(" "))
        : result.problems().toString();
  }

  private static String dependencies(List<SubtaskId> ids) {
    return ids.isEmpty()
        ? ""
        : ids.stream().map(SubtaskId::value).collect(Collectors.joining(",", "<", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        // syntax
        "{'subtasks':[{'id':'one','description':'a',},{'id':'two','description':'b','depends_on':['one'],},],}|one:a two:b<one",
        "{subtasks:[{id:'one',description:'a'}]} // done|one:a",
        // FoundationAgents/MetaGPT#733, langgenius/dify#41958, vectorize-io/hindsight#2542
        "{'subtasks':[{'id':'one','description':'a' # the first, 'b'~}, # more~{'id':'two','description':'b'}]}|one:a two:b",
        "```json~{'subtasks':[{'id':'one','description':'use `print` in ```x```'}]}~```|one:use `print` in ```x```",
        "{'subtasks':[{'id':'one','description':'a','is_synthesis':False,'deliverables':None}]}|one:a",
        "{'subtasks':[{'id':'one','description':'a~b'}]}|one:a~b",
        // ids
        "{'subtasks':[{'id':1,'description':'a'},{'id':2,'description':'b','depends_on':[1]}]}|1:a 2:b<1",
        "{'subtasks':[{'id':'1','description':'a'},{'id':'2','description':'b','depends_on':[1]}]}|1:a 2:b<1",
        "{'subtasks':[{'id':'read code','description':'a'},{'id':'two','description':'b','depends_on':['read code']}]}|read-code:a two:b<read-code",
        "{'subtasks':[{'id':'分析','description':'a'},{'id':'报告','description':'b','depends_on':['分析']}]}|step-1:a step-2:b<step-1",
        "{'subtasks':[{'id':'step-2','description':'a'},{'id':'报告','description':'b','depends_on':['step-2']}]}|step-2:a step-3:b<step-2",
        "{'subtasks':[{'id':'a b','description':'a'},{'id':'a-b','description':'b','depends_on':['a b']}]}|a-b-2:a a-b:b<a-b-2",
        "{'subtasks':[{'id':'../x','description':'a'}]}|x:a",
        "{'subtasks':[{'id':'read-code','description':'a'},{'id':'two','description':'b','depends_on':['Read_Code']}]}|read-code:a two:b<read-code",
        "{'subtasks':[{'id':1,'description':'a'},{'id':2,'description':'b','depends_on':['Step 1']}]}|1:a 2:b<1",
        "{'subtasks':[{'id':'a-b','description':'a'},{'id':'ab','description':'b'},{'id':'c','description':'c','depends_on':['A_B']}]}|['c' depends on 'A_B', which is not in the plan]",
        // dependencies
        "{'subtasks':[{'id':'one','description':'a','depends_on':null},{'id':'two','description':'b','depends_on':'one'}]}|one:a two:b<one",
        "{'subtasks':[{'id':'one','description':'a','depends_on':'none'},{'id':'two','description':'b','depends_on':['']}]}|one:a two:b",
        "{'subtasks':[{'id':'one','description':'a'},{'id':'two','description':'b'},{'id':'three','description':'c','dependsOn':'one, two'}]}|one:a two:b three:c<one,two",
        "{'subtasks':[{'id':'one','description':'a'},{'id':'two','description':'b','prerequisites':[{'id':'one'}]}]}|one:a two:b<one",
        "{'subtasks':[{'id':'one','description':'a'},{'id':'two','description':'b','depends_on':'[@one@]'}]}|one:a two:b<one",
        // other names and shapes
        "{'steps':[{'step':1,'task':'a','dependencies':[]},{'step':2,'task':'b','dependencies':[1]}]}|1:a 2:b<1",
        "{'plan':{'subtasks':[{'id':'one','description':'a'}]}}|one:a",
        "{'plan':[{'id':'one','description':'a'}]}|one:a",
        "{'name':'create_plan','arguments':{'subtasks':[{'id':'one','description':'a'}]}}|one:a",
        "{'result':{'plan':{'steps':[{'id':'one','description':'a'}]}}}|one:a",
        "{'subtasks':'[{@id@:@one@,@description@:@a@}]'}|one:a",
        "[{'id':'one','description':'a'},{'id':'two','description':'b'}]|one:a two:b",
        "{'subtasks':{'one':{'description':'a'},'two':{'description':'b','depends_on':['one']}}}|one:a two:b<one",
        "{'subtasks':[{'step':'Read it','id':'one'}]}|one:Read it",
        "{'subtasks':[{'id':'one','description':['a','b']}]}|one:a~b",
        // a draft, then the plan
        "{'subtasks':[{'id':'draft','description':'a'}]} Better: {'subtasks':[{'id':'one','description':'a'}]}|one:a",
        "- [ ] think ```{'subtasks':[{'id':'draft','description':'a'}]}``` ```json~[{'id':'one','description':'a'}]```|one:a",
      })
  void aPlanIsReadAsTolerantlyAsArguments(String answer, String plan) {
    var result =
        PlanParser.parse(answer.replace('\'', '"').replace("@", "\\\"").replace('~', '\n'));
    assertEquals(plan.replace('~', '\n'), summary(result));
  }

  @Test
  void fieldsInOtherFormsAreNotLost() {
    var result =
        PlanParser.parse(
            "{\"subtasks\":[{\"id\":\"a\",\"description\":\"d\",\"model_tier\":\"3\","
                + "\"verification_tier\":2.0,\"is_critical_path\":\"True\",\"isSynthesis\":1,"
                + "\"acceptance_criteria\":[\"x\",\"y\"],"
                + "\"deliverables\":[{\"path\":\"a.md\"},\"b.md\",\"\",null]}]}");
    assertEquals(
        List.of(
            new Subtask(
                new SubtaskId("a"),
                "d",
                List.of(),
                3,
                2,
                true,
                true,
                "x\ny",
                List.of("a.md", "b.md"))),
        result.subtasks());
  }

  @Test
  void aDerivedIdIsNeverThatOfACompletedSubtask() {
    var completed = Subtask.create(new SubtaskId("step-1"), "done", List.of());
    for (var id : List.of("", "\"id\":\"分析\",")) {
      var answer = "{\"subtasks\":[{" + id + "\"description\":\"a\",\"depends_on\":[\"Step 1\"]}]}";
      assertEquals(
          "step-1:done step-2:a<step-1", summary(PlanParser.parse(answer, List.of(completed))));
    }
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
