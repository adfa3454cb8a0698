package dev.loom.engine.zoo;

import static dev.loom.engine.zoo.Faults.plans;

import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// Planners that give no plan, or a bad one. The work itself is done well.
final class PlanBeasts {
  private static final int HUGE = 10 * 1024 * 1024;

  private PlanBeasts() {}

  static List<Beast> all() {
    var beasts = new ArrayList<Beast>();
    wrapped(beasts);
    spoiled(beasts);
    broken(beasts);
    replans(beasts);
    return beasts;
  }

  private static String text(Visit visit) {
    return visit.goodPlan().text();
  }

  /// A good plan of which one subtask is spoiled.
  private static Beast spoiled(String name, Consumer<Map<String, Object>> spoiling) {
    return Beast.recoverable(
        name,
        plans(
            visit -> {
              var subtasks = visit.plan("");
              spoiling.accept(subtasks.get(visit.life().random.nextInt(subtasks.size())));
              return Json.write(Map.of("subtasks", subtasks));
            }));
  }

  private static void wrapped(List<Beast> beasts) {
    beasts.add(
        Beast.recoverable(
            "plan with prose around it", plans(v -> "Sure {ok}! Here:\n" + text(v) + "\nBye {")));
    beasts.add(
        Beast.recoverable("plan in a code fence", plans(v -> "```json\n" + text(v) + "\n```")));
    beasts.add(
        Beast.recoverable(
            "plan with text behind it", plans(v -> text(v) + "\n\nShall I begin? {\"yes\":1}")));
    beasts.add(
        Beast.recoverable("plan that is an array", plans(v -> Json.write((Object) v.plan("")))));
    beasts.add(
        Beast.recoverable(
            "plan after thinking aloud with braces",
            plans(v -> "<think>{\"subtasks\": maybe}</think>" + text(v))));
  }

  private static void spoiled(List<Beast> beasts) {
    beasts.add(spoiled("plan without an id", subtask -> subtask.remove("id")));
    beasts.add(spoiled("plan with an id that is none", s -> s.put("id", "../etc; rm")));
    beasts.add(spoiled("plan with an unknown dependency", s -> s.put("depends_on", List.of("x"))));
    beasts.add(spoiled("plan with a circle", s -> s.put("depends_on", List.of(s.get("id")))));
    beasts.add(spoiled("plan with dependencies as text", s -> s.put("depends_on", "alpha")));
    beasts.add(spoiled("plan with a blank description", s -> s.put("description", " \n\t")));
    beasts.add(spoiled("plan without a description", s -> s.remove("description")));
    beasts.add(spoiled("plan with a tier of 99", s -> s.put("model_tier", 99)));
    beasts.add(spoiled("plan with a tier in words", s -> s.put("verification_tier", "high")));
    beasts.add(
        spoiled("plan with deliverables as an object", s -> s.put("deliverables", Map.of("a", 1))));
    beasts.add(
        spoiled(
            "plan with a description of 9,000 characters",
            s -> s.put("description", "x".repeat(9_000))));
    beasts.add(
        Beast.recoverable(
            "plan with the same id twice",
            plans(
                visit -> {
                  var subtasks = new ArrayList<>(visit.plan(""));
                  subtasks.add(subtasks.getFirst());
                  return Json.write(Map.of("subtasks", subtasks));
                })));
    beasts.add(
        Beast.recoverable(
            "plan with a subtask that is a number",
            plans(visit -> "{\"subtasks\":[1,null,\"two\",[]]}")));
  }

  private static void broken(List<Beast> beasts) {
    beasts.add(Beast.recoverable("plan with no subtasks", plans(v -> "{\"subtasks\":[]}")));
    beasts.add(Beast.recoverable("plan without the list", plans(v -> "{\"plan\":\"do it\"}")));
    beasts.add(
        Beast.recoverable(
            "plan of 201 subtasks",
            plans(
                visit ->
                    Json.write(
                        Map.of(
                            "subtasks",
                            IntStream.range(0, 201)
                                .mapToObj(i -> Map.of("id", "s" + i, "description", "d"))
                                .toList())))));
    beasts.add(
        Beast.recoverable(
            "half of a plan",
            plans(
                visit -> {
                  var whole = text(visit);
                  return whole.substring(0, 1 + visit.life().random.nextInt(whole.length() - 2));
                })));
    beasts.add(Beast.recoverable("plan of 10 MB of text", plans(v -> "plan ".repeat(HUGE / 5))));
    beasts.add(Beast.recoverable("plan of 10 MB of braces", plans(v -> "{".repeat(HUGE))));
    beasts.add(
        Beast.recoverable("plan nested 100,000 deep", plans(v -> "{\"a\":".repeat(100_000))));
    beasts.add(Beast.recoverable("planner that refuses", plans(v -> "I can't help with that.")));
    beasts.add(Beast.recoverable("planner that says nothing", plans(v -> "")));
    beasts.add(
        Beast.recoverable(
            "planner that answers as a verifier",
            plans(v -> "{\"passed\":true,\"confidence\":1}")));
    beasts.add(
        Beast.recoverable("planner of garbage", plans(v -> "\u0000\uD83D{\uFFFF\"subtasks\u0001")));
  }

  /// Plans after a failure. The victim of the first plan never gets its work done.
  private static void replans(List<Beast> beasts) {
    beasts.add(
        Beast.hopeless(
            "replans that fail again and again",
            "does not exist",
            life -> {
              failing(life, visit -> true);
              life.planner = visit -> replan(visit, visit.plan("-v" + visit.number()));
            }));
    beasts.add(
        Beast.hopeless(
            "replans that drop what was not delivered",
            "No new plan could be made.*\\.txt",
            life -> {
              failing(life, visit -> true);
              life.planner =
                  visit -> visit.number() == 0 ? visit.goodPlan() : replan(visit, bare());
            }));
    beasts.add(
        Beast.hopeless(
            "replans that drop what was never begun",
            "No new plan could be made.*after\\.txt",
            PlanBeasts::dropsWhatWaits));
    beasts.add(
        Beast.hopeless(
            "replans without anything left to do",
            "No new plan could be made",
            life -> {
              failing(life, visit -> true);
              life.planner =
                  visit -> visit.number() == 0 ? visit.goodPlan() : Visit.says("{\"subtasks\":[]}");
            }));
    beasts.add(
        Beast.recoverable(
            "replan that finds another way",
            life -> {
              failing(life, visit -> !visit.subtask().endsWith("-v1"));
              life.planner = visit -> replan(visit, visit.plan(visit.number() == 0 ? "" : "-v1"));
            }));
  }

  private static void dropsWhatWaits(Life life) {
    life.wanted.put("after.txt", "after");
    failing(life, visit -> !visit.subtask().endsWith("-v1"));
    life.planner =
        visit -> {
          if (visit.number() > 0) {
            return replan(visit, visit.plan("-v1"));
          }
          var subtasks = new ArrayList<>(visit.plan(""));
          subtasks.add(
              Map.of(
                  "id",
                  "after",
                  "description",
                  "Write after.txt for " + life.id,
                  "depends_on",
                  List.of(life.victim),
                  "deliverables",
                  List.of("after.txt")));
          return replan(visit, subtasks);
        };
  }

  private static void failing(Life life, Predicate<Visit> still) {
    var turns = new AtomicInteger();
    life.executor =
        visit ->
            visit.isVictims() && still.test(visit)
                ? Visit.says("It is done, believe me (" + turns.incrementAndGet() + ").")
                : visit.goodTurn();
  }

  private static List<Map<String, Object>> bare() {
    return List.of(Map.of("id", "easy", "description", "Say that all is well"));
  }

  private static ModelResponse replan(Visit visit, List<Map<String, Object>> subtasks) {
    return Visit.says(Json.write(Map.of("subtasks", subtasks)));
  }
}
