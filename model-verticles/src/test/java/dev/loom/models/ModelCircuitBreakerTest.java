package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelException;
import dev.loom.contracts.config.ModelCallConfig;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ModelCircuitBreakerTest {
  private static final ModelException DOWN = ModelException.retryable("It is down.", null);

  private final Vertx vertx = Vertx.vertx();
  private final ModelCircuitBreaker breaker =
      new ModelCircuitBreaker(vertx, "a", new ModelCallConfig(5, 10, 10, 10, 1, 4, 2, 1, 60, 0));

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void fail(Exception failure) {
    assertThrows(
        failure.getClass(),
        () ->
            breaker.call(
                () -> {
                  if (failure instanceof ModelException known) {
                    throw known;
                  }
                  throw (InterruptedException) failure;
                }));
  }

  private void awaitHalfOpen() {
    while (!breaker.state().equals("half_open")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void itOpensAfterConsecutiveFailuresAndThenCallsNothing() {
    fail(DOWN);
    assertEquals("closed", breaker.state());
    fail(DOWN);
    assertTrue(breaker.isOpen());
    assertThrows(
        ModelCircuitBreaker.OpenException.class,
        () ->
            breaker.call(
                () -> {
                  throw new AssertionError("called");
                }));
  }

  @Test
  void aSuccessResetsTheCount() throws Exception {
    fail(DOWN);
    assertEquals("x", breaker.call(() -> "x"));
    fail(DOWN);
    assertEquals("closed", breaker.state());
  }

  @Test
  void permanentFailuresRateLimitsAndCancellationsDoNotCount() {
    for (var time = 0; time < 3; time++) {
      fail(ModelException.permanent("Wrong key."));
      fail(ModelException.rateLimited("Slower.", Duration.ZERO));
      fail(new InterruptedException());
    }
    assertEquals("closed", breaker.state());
  }

  @Test
  void aSuccessfulTrialCallClosesIt() throws Exception {
    fail(DOWN);
    fail(DOWN);
    awaitHalfOpen();
    assertEquals("x", breaker.call(() -> "x"));
    while (!breaker.state().equals("closed")) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFailedTrialCallOpensItAgain() {
    fail(DOWN);
    fail(DOWN);
    awaitHalfOpen();
    fail(DOWN);
    assertTrue(breaker.isOpen());
  }
}
