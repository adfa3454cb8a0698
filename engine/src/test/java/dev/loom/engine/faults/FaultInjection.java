package dev.loom.engine.faults;

import dev.loom.api.model.ModelResponse;
import java.util.function.Consumer;
import java.util.function.Function;

/// Injects faults at the stages of a scenario.
final class FaultInjection {
  private FaultInjection() {}

  /// Some turns of the victim are faulty.
  static Consumer<FaultScenario> someTurns(ResponseScript wrong) {
    return scenario ->
        scenario.executor =
            call ->
                call.isForVictim()
                        && (!scenario.afterWrite || call.hasWritten())
                        && scenario.nextCallFails()
                    ? wrong.respond(call)
                    : call.goodTurn();
  }

  /// All turns of the victim are faulty.
  static Consumer<FaultScenario> allTurns(ResponseScript wrong) {
    return scenario ->
        scenario.executor = call -> call.isForVictim() ? wrong.respond(call) : call.goodTurn();
  }

  /// The first plans are faulty: one, or enough to trigger the fallback plan.
  static Consumer<FaultScenario> plans(Function<ScenarioCall, String> wrong) {
    return scenario ->
        scenario.planner =
            call ->
                scenario.nextCallFails() ? ScenarioCall.says(wrong.apply(call)) : call.goodPlan();
  }

  /// The first verdicts on correct work are faulty.
  static Consumer<FaultScenario> verdicts(Function<ScenarioCall, ModelResponse> wrong) {
    return scenario -> {
      scenario.verificationTier = 2;
      scenario.verifier =
          call -> scenario.nextCallFails() ? wrong.apply(call) : call.honestVerdict();
    };
  }

  /// All verdicts on an executor that always writes wrong content are faulty.
  static Consumer<FaultScenario> verdictsOnLies(Function<ScenarioCall, ModelResponse> wrong) {
    return scenario -> {
      scenario.verificationTier = 2;
      scenario.executor = call -> call.isForVictim() ? wrongContent(call) : call.goodTurn();
      scenario.verifier = call -> call.isForVictim() ? wrong.apply(call) : call.honestVerdict();
    };
  }

  /// Writes wrong content and reports success.
  static ModelResponse wrongContent(ScenarioCall call) {
    if (call.hasWritten()) {
      return ScenarioCall.says("I wrote exactly what was asked for.");
    }
    return ScenarioCall.says(
        "",
        call.scenario().filesOf(call.subtask()).keySet().stream()
            .map(path -> ScenarioCall.write(path, "something else"))
            .toList());
  }
}
