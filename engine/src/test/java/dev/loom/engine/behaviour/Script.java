package dev.loom.engine.behaviour;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.contracts.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What models say about one goal.
record Script(Turn.Saying planner, Turn.Saying executor, Turn.Saying verifier) {
  /// A plan; each subtask writes one file with its name, and every verdict is a yes.
  static Script plans(Step... steps) {
    return new Script(plan(steps), Script::writesItsFile, turn -> Turn.judges(true, 0.9));
  }

  /// One subtask `a`.
  static Script of(Turn.Saying executor) {
    return plans(Step.of("a")).executing(executor);
  }

  Script planning(Turn.Saying other) {
    return new Script(other, executor, verifier);
  }

  Script executing(Turn.Saying other) {
    return new Script(planner, other, verifier);
  }

  Script judging(Turn.Saying other) {
    return new Script(planner, executor, other);
  }

  static Turn.Saying plan(Step... steps) {
    return turn -> Turn.says(json(turn.goal(), List.of(steps)));
  }

  private static String json(String goal, List<Step> steps) {
    return Json.write(Map.of("subtasks", steps.stream().map(step -> step.planned(goal)).toList()));
  }

  /// One answer after the other; the last one again and again.
  static Turn.Saying inTurn(Turn.Saying... sayings) {
    return turn -> sayings[Math.min(turn.attempt(), sayings.length) - 1].answer(turn);
  }

  /// One turn after the other in each attempt; the last one again and again.
  static Turn.Saying turns(Turn.Saying... sayings) {
    return turn -> sayings[Math.min(turn.number(), sayings.length) - 1].answer(turn);
  }

  /// Makes one call and then says that it is done.
  static Turn.Saying after(ModelResponse call) {
    return turns(turn -> call, turn -> Turn.says("did " + turn.subtask()));
  }

  static Turn.Saying text(String... answers) {
    return inTurn(
        Arrays.stream(answers)
            .map(answer -> (Turn.Saying) turn -> Turn.says(answer))
            .toArray(Turn.Saying[]::new));
  }

  static ModelResponse writesItsFile(Turn turn) throws ModelException, InterruptedException {
    return after(Turn.writes(turn.subtask() + ".txt", "by " + turn.subtask())).answer(turn);
  }
}
