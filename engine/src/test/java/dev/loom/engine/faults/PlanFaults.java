package dev.loom.engine.faults;

import static dev.loom.engine.faults.FaultInjection.plans;

import dev.loom.api.model.ModelResponse;
import dev.loom.bus.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Planners with missing or faulty plans. The executors are correct.
final class PlanFaults {
  private static final int HUGE = 10 * 1024 * 1024;

  private PlanFaults() {}

  static List<FaultyModel> all() {
    var models = new ArrayList<FaultyModel>();
    wrapped(models);
    mutated(models);
    broken(models);
    replans(models);
    return models;
  }

  private static String text(ScenarioCall call) {
    return call.goodPlan().text();
  }

  /// Returns a model whose plan has one changed subtask.
  private static FaultyModel mutated(String name, Consumer<Map<String, Object>> mutation) {
    return FaultyModel.recoverable(
        name,
        plans(
            call -> {
              var subtasks = call.plan("");
              mutation.accept(subtasks.get(call.scenario().random.nextInt(subtasks.size())));
              return Json.write(Map.of("subtasks", subtasks));
            }));
  }

  private static void wrapped(List<FaultyModel> models) {
    models.add(
        FaultyModel.recoverable(
            "plan with prose around it", plans(v -> "Sure {ok}! Here:\n" + text(v) + "\nBye {")));
    models.add(
        FaultyModel.recoverable(
            "plan in a code fence", plans(v -> "```json\n" + text(v) + "\n```")));
    models.add(
        FaultyModel.recoverable(
            "plan with text behind it", plans(v -> text(v) + "\n\nShall I begin? {\"yes\":1}")));
    models.add(
        FaultyModel.recoverable(
            "plan that is an array", plans(v -> Json.write((Object) v.plan("")))));
    models.add(
        FaultyModel.recoverable(
            "plan after thinking aloud with braces",
            plans(v -> "<think>{\"subtasks\": maybe}</think>" + text(v))));
  }

  private static void mutated(List<FaultyModel> models) {
    models.add(mutated("plan without an id", subtask -> subtask.remove("id")));
    models.add(mutated("plan with an invalid id", s -> s.put("id", "../etc; rm")));
    models.add(mutated("plan with an unknown dependency", s -> s.put("depends_on", List.of("x"))));
    models.add(mutated("plan with a cycle", s -> s.put("depends_on", List.of(s.get("id")))));
    models.add(mutated("plan with dependencies as text", s -> s.put("depends_on", "alpha")));
    models.add(mutated("plan with a blank description", s -> s.put("description", " \n\t")));
    models.add(mutated("plan without a description", s -> s.remove("description")));
    models.add(mutated("plan with a tier of 99", s -> s.put("model_tier", 99)));
    models.add(mutated("plan with a tier in words", s -> s.put("verification_tier", "high")));
    models.add(
        mutated("plan with deliverables as an object", s -> s.put("deliverables", Map.of("a", 1))));
    models.add(
        mutated(
            "plan with a description of 9,000 characters",
            s -> s.put("description", "x".repeat(9_000))));
    models.add(
        FaultyModel.recoverable(
            "plan with the same id twice",
            plans(
                call -> {
                  var subtasks = new ArrayList<>(call.plan(""));
                  subtasks.add(subtasks.getFirst());
                  return Json.write(Map.of("subtasks", subtasks));
                })));
    models.add(
        FaultyModel.recoverable(
            "plan with a subtask that is a number",
            plans(call -> "{\"subtasks\":[1,null,\"two\",[]]}")));
  }

  private static void broken(List<FaultyModel> models) {
    models.add(FaultyModel.recoverable("plan with no subtasks", plans(v -> "{\"subtasks\":[]}")));
    models.add(
        FaultyModel.recoverable("plan without the list", plans(v -> "{\"plan\":\"do it\"}")));
    models.add(
        FaultyModel.recoverable(
            "plan of 201 subtasks",
            plans(
                call ->
                    Json.write(
                        Map.of(
                            "subtasks",
                            IntStream.range(0, 201)
                                .mapToObj(i -> Map.of("id", "s" + i, "description", "d"))
                                .toList())))));
    models.add(
        FaultyModel.recoverable(
            "half of a plan",
            plans(
                call -> {
                  var whole = text(call);
                  return whole.substring(0, 1 + call.scenario().random.nextInt(whole.length() - 2));
                })));
    models.add(
        FaultyModel.recoverable("plan of 10 MB of text", plans(v -> "plan ".repeat(HUGE / 5))));
    models.add(FaultyModel.recoverable("plan of 10 MB of braces", plans(v -> "{".repeat(HUGE))));
    models.add(
        FaultyModel.recoverable("plan nested 100,000 deep", plans(v -> "{\"a\":".repeat(100_000))));
    models.add(
        FaultyModel.recoverable("planner that declines", plans(v -> "I can't help with that.")));
    models.add(FaultyModel.recoverable("planner with an empty response", plans(v -> "")));
    models.add(
        FaultyModel.recoverable(
            "planner that answers as a verifier",
            plans(v -> "{\"passed\":true,\"confidence\":1}")));
    models.add(
        FaultyModel.recoverable(
            "planner of garbage", plans(v -> "\u0000\uD83D{\uFFFF\"subtasks\u0001")));
  }

  /// Plans after a failure. The victim of the first plan never succeeds.
  private static void replans(List<FaultyModel> models) {
    models.add(
        FaultyModel.unrecoverable(
            "replans that always fail",
            "does not exist",
            scenario -> {
              failing(scenario, call -> true);
              scenario.planner = call -> replan(call, call.plan("-v" + call.number()));
            }));
    models.add(
        FaultyModel.unrecoverable(
            "replans that drop what was not delivered",
            "No valid new plan was made.*\\.txt",
            scenario -> {
              failing(scenario, call -> true);
              scenario.planner =
                  call -> call.number() == 0 ? call.goodPlan() : replan(call, bare());
            }));
    models.add(
        FaultyModel.unrecoverable(
            "replans that drop what was never begun",
            "No valid new plan was made.*after\\.txt",
            PlanFaults::dropsPendingSubtask));
    models.add(
        FaultyModel.unrecoverable(
            "replans without anything left to do",
            "No valid new plan was made",
            scenario -> {
              failing(scenario, call -> true);
              scenario.planner =
                  call ->
                      call.number() == 0 ? call.goodPlan() : ScenarioCall.says("{\"subtasks\":[]}");
            }));
    models.add(
        FaultyModel.recoverable(
            "replan that finds another way",
            scenario -> {
              failing(scenario, call -> !call.subtask().endsWith("-v1"));
              scenario.planner = call -> replan(call, call.plan(call.number() == 0 ? "" : "-v1"));
            }));
  }

  private static void dropsPendingSubtask(FaultScenario scenario) {
    scenario.expectedFiles.put("after.txt", "after");
    failing(scenario, call -> !call.subtask().endsWith("-v1"));
    scenario.planner =
        call -> {
          if (call.number() > 0) {
            return replan(call, call.plan("-v1"));
          }
          var subtasks = new ArrayList<>(call.plan(""));
          subtasks.add(
              Map.of(
                  "id",
                  "after",
                  "description",
                  "Write after.txt for " + scenario.id,
                  "depends_on",
                  List.of(scenario.victim),
                  "deliverables",
                  List.of("after.txt")));
          return replan(call, subtasks);
        };
  }

  private static void failing(FaultScenario scenario, Predicate<ScenarioCall> still) {
    var turns = new AtomicInteger();
    scenario.executor =
        call ->
            call.isForVictim() && still.test(call)
                ? ScenarioCall.says("It is done, believe me (" + turns.incrementAndGet() + ").")
                : call.goodTurn();
  }

  private static List<Map<String, Object>> bare() {
    return List.of(Map.of("id", "easy", "description", "Say that all is well"));
  }

  private static ModelResponse replan(ScenarioCall call, List<Map<String, Object>> subtasks) {
    return ScenarioCall.says(Json.write(Map.of("subtasks", subtasks)));
  }
}
