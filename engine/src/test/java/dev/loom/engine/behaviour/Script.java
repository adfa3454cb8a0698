package dev.loom.engine.behaviour;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelResponse;
import dev.loom.bus.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Scripts the model responses for one goal.
record Script(Turn.Responder planner, Turn.Responder executor, Turn.Responder verifier) {
  /// Returns a plan; each subtask writes a file of its name, and every verdict passes.
  static Script plans(Step... steps) {
    return new Script(plan(steps), Script::writesItsFile, turn -> Turn.verdict(true, 0.9));
  }

  /// Returns a plan with one subtask `a`.
  static Script of(Turn.Responder executor) {
    return plans(Step.of("a")).executing(executor);
  }

  Script planning(Turn.Responder other) {
    return new Script(other, executor, verifier);
  }

  Script executing(Turn.Responder other) {
    return new Script(planner, other, verifier);
  }

  Script verifying(Turn.Responder other) {
    return new Script(planner, executor, other);
  }

  static Turn.Responder plan(Step... steps) {
    return turn -> Turn.says(json(turn.goal(), List.of(steps)));
  }

  private static String json(String goal, List<Step> steps) {
    return Json.write(Map.of("subtasks", steps.stream().map(step -> step.toJson(goal)).toList()));
  }

  /// Responds with one responder per attempt; the last one repeats.
  static Turn.Responder sequence(Turn.Responder... responders) {
    return turn -> responders[Math.min(turn.attempt(), responders.length) - 1].respond(turn);
  }

  /// Responds with one responder per turn of an attempt; the last one repeats.
  static Turn.Responder turns(Turn.Responder... responders) {
    return turn -> responders[Math.min(turn.number(), responders.length) - 1].respond(turn);
  }

  /// Makes one tool call and then reports completion.
  static Turn.Responder after(ModelResponse call) {
    return turns(turn -> call, turn -> Turn.says("did " + turn.subtask()));
  }

  static Turn.Responder text(String... answers) {
    return sequence(
        Arrays.stream(answers)
            .map(response -> (Turn.Responder) turn -> Turn.says(response))
            .toArray(Turn.Responder[]::new));
  }

  static ModelResponse writesItsFile(Turn turn) throws ModelException, InterruptedException {
    return after(Turn.writes(turn.subtask() + ".txt", "by " + turn.subtask())).respond(turn);
  }
}
