package dev.loom.engine.faults;

import static dev.loom.engine.faults.FaultInjection.allTurns;
import static dev.loom.engine.faults.FaultInjection.someTurns;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Endpoints that fail, hang or respond slowly.
final class EndpointFaults {
  private EndpointFaults() {}

  static List<FaultyModel> all() {
    var models = new ArrayList<FaultyModel>();
    models.add(FaultyModel.recoverable("endpoint that fails at times", someTurns(v -> gone())));
    models.add(
        FaultyModel.recoverable(
            "endpoint that fails the planner once",
            scenario -> scenario.planner = v -> v.number() == 0 ? gone() : v.goodPlan()));
    models.add(
        FaultyModel.recoverable(
            "endpoint that fails the verifier once",
            scenario -> {
              scenario.verificationTier = 2;
              scenario.verifier = v -> v.number() == 0 ? gone() : v.honestVerdict();
            }));
    models.add(
        FaultyModel.unrecoverable(
            "endpoint that always fails", "unreachable", allTurns(v -> gone())));
    models.add(
        FaultyModel.unrecoverable(
            "endpoint that rejects an executor", "invalid key", allTurns(v -> rejected())));
    models.add(
        FaultyModel.unrecoverable(
            "endpoint that rejects the planner",
            "Planning failed.*invalid key",
            scenario -> scenario.planner = v -> rejected()));
    models.add(
        FaultyModel.recoverable(
            "endpoint that hangs once",
            someTurns(v -> v.scenario().isFirstHang() ? hang() : v.goodTurn())));
    models.add(FaultyModel.recoverable("slow endpoint", someTurns(EndpointFaults::trickle)));
    return models;
  }

  private static ModelResponse gone() throws ModelException {
    throw ModelException.retryable("The endpoint is unreachable.", null);
  }

  private static ModelResponse rejected() throws ModelException {
    throw ModelException.permanent("invalid key");
  }

  /// Blocks until interrupted.
  private static ModelResponse hang() throws InterruptedException {
    new CountDownLatch(1).await();
    throw new IllegalStateException("the latch was opened");
  }

  private static ModelResponse trickle(ScenarioCall call) throws InterruptedException {
    for (int delta = 0; delta < 50; delta++) {
      call.listener().onDelta(new ModelListener.TextDelta("."));
      Thread.sleep(2);
    }
    return call.goodTurn();
  }
}
