package dev.loom.engine.zoo;

import dev.loom.api.model.ModelResponse;
import java.util.function.Consumer;
import java.util.function.Function;

/// Where in a life a fault shows.
final class Faults {
  private Faults() {}

  /// Some of the victim's turns go wrong, then it works as it should.
  static Consumer<Life> someTurns(Script wrong) {
    return life ->
        life.executor =
            visit ->
                visit.isVictims() && (!life.late || visit.hasWritten()) && life.goesWrong()
                    ? wrong.answer(visit)
                    : visit.goodTurn();
  }

  /// All turns of the victim go wrong.
  static Consumer<Life> allTurns(Script wrong) {
    return life ->
        life.executor = visit -> visit.isVictims() ? wrong.answer(visit) : visit.goodTurn();
  }

  /// The first plans are wrong: once, or so often that the goal is done as a whole.
  static Consumer<Life> plans(Function<Visit, String> wrong) {
    return life ->
        life.planner =
            visit -> life.goesWrong() ? Visit.says(wrong.apply(visit)) : visit.goodPlan();
  }

  /// The verifier of an honest worker answers like this once, or every time.
  static Consumer<Life> verdicts(Function<Visit, ModelResponse> wrong) {
    return life -> {
      life.verificationTier = 2;
      life.verifier = visit -> life.goesWrong() ? wrong.apply(visit) : visit.honestVerdict();
    };
  }

  /// The verifier of a liar that writes the wrong thing, and never anything else.
  static Consumer<Life> verdictsOnLies(Function<Visit, ModelResponse> wrong) {
    return life -> {
      life.verificationTier = 2;
      life.executor = visit -> visit.isVictims() ? wrongContent(visit) : visit.goodTurn();
      life.verifier = visit -> visit.isVictims() ? wrong.apply(visit) : visit.honestVerdict();
    };
  }

  /// It writes something else than what was asked for, and says that it is done.
  static ModelResponse wrongContent(Visit visit) {
    if (visit.hasWritten()) {
      return Visit.says("I wrote exactly what was asked for.");
    }
    return Visit.says(
        "",
        visit.life().filesOf(visit.subtask()).keySet().stream()
            .map(path -> Visit.write(path, "something else"))
            .toList());
  }
}
