package dev.loom.engine.faults;

import dev.loom.api.model.ModelResponse;
import java.util.function.Consumer;
import java.util.function.Function;

/// Where in a life a fault shows.
final class FaultInjection {
  private FaultInjection() {}

  /// Some of the victim's turns go wrong, then it works as it should.
  static Consumer<FaultScenario> someTurns(ResponseScript wrong) {
    return scenario ->
        scenario.executor =
            call ->
                call.isForVictim()
                        && (!scenario.afterWrite || call.hasWritten())
                        && scenario.nextCallFails()
                    ? wrong.answer(call)
                    : call.goodTurn();
  }

  /// All turns of the victim go wrong.
  static Consumer<FaultScenario> allTurns(ResponseScript wrong) {
    return scenario ->
        scenario.executor = call -> call.isForVictim() ? wrong.answer(call) : call.goodTurn();
  }

  /// The first plans are wrong: once, or so often that the goal is done as a whole.
  static Consumer<FaultScenario> plans(Function<ScenarioCall, String> wrong) {
    return scenario ->
        scenario.planner =
            call ->
                scenario.nextCallFails() ? ScenarioCall.says(wrong.apply(call)) : call.goodPlan();
  }

  /// The verifier of an honest worker answers like this once, or every time.
  static Consumer<FaultScenario> verdicts(Function<ScenarioCall, ModelResponse> wrong) {
    return scenario -> {
      scenario.verificationTier = 2;
      scenario.verifier =
          call -> scenario.nextCallFails() ? wrong.apply(call) : call.honestVerdict();
    };
  }

  /// The verifier of a liar that writes the wrong thing, and never anything else.
  static Consumer<FaultScenario> verdictsOnLies(Function<ScenarioCall, ModelResponse> wrong) {
    return scenario -> {
      scenario.verificationTier = 2;
      scenario.executor = call -> call.isForVictim() ? wrongContent(call) : call.goodTurn();
      scenario.verifier = call -> call.isForVictim() ? wrong.apply(call) : call.honestVerdict();
    };
  }

  /// It writes something else than what was asked for, and says that it is done.
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
