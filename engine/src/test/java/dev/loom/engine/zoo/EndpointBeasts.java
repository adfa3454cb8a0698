package dev.loom.engine.zoo;

import static dev.loom.engine.zoo.Faults.allTurns;
import static dev.loom.engine.zoo.Faults.someTurns;

import dev.loom.api.model.ModelException;
import dev.loom.api.model.ModelListener;
import dev.loom.api.model.ModelResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Endpoints that fail, hang or dawdle.
final class EndpointBeasts {
  private EndpointBeasts() {}

  static List<Beast> all() {
    var beasts = new ArrayList<Beast>();
    beasts.add(Beast.recoverable("endpoint that fails now and then", someTurns(v -> gone())));
    beasts.add(
        Beast.recoverable(
            "endpoint that fails the planner once",
            life -> life.planner = v -> v.number() == 0 ? gone() : v.goodPlan()));
    beasts.add(
        Beast.recoverable(
            "endpoint that fails the verifier once",
            life -> {
              life.verificationTier = 2;
              life.verifier = v -> v.number() == 0 ? gone() : v.honestVerdict();
            }));
    beasts.add(
        Beast.hopeless("endpoint that fails for ever", "nobody here", allTurns(v -> gone())));
    beasts.add(
        Beast.hopeless("endpoint that refuses a worker", "wrong key", allTurns(v -> refused())));
    beasts.add(
        Beast.hopeless(
            "endpoint that refuses the planner",
            "Planning failed.*wrong key",
            life -> life.planner = v -> refused()));
    beasts.add(
        Beast.recoverable(
            "endpoint that hangs once",
            someTurns(v -> v.life().hangsOnce() ? hang() : v.goodTurn())));
    beasts.add(Beast.recoverable("endpoint that dawdles", someTurns(EndpointBeasts::trickle)));
    return beasts;
  }

  private static ModelResponse gone() throws ModelException {
    throw ModelException.retryable("There is nobody here.", null);
  }

  private static ModelResponse refused() throws ModelException {
    throw ModelException.permanent("It is the wrong key.");
  }

  /// Comes back only by being interrupted.
  private static ModelResponse hang() throws InterruptedException {
    new CountDownLatch(1).await();
    throw new IllegalStateException("a latch that nobody opens was open");
  }

  private static ModelResponse trickle(Visit visit) throws InterruptedException {
    for (int piece = 0; piece < 50; piece++) {
      visit.listener().onDelta(new ModelListener.TextDelta("."));
      Thread.sleep(2);
    }
    return visit.goodTurn();
  }
}
