package dev.loom.api.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ModelExceptionTest {
  private static final Duration WAIT = Duration.ofSeconds(3);

  @Test
  void permanentFailureIsNotRetried() {
    var failure = ModelException.permanent("wrong key");
    assertFalse(failure.isRetryable());
    assertFalse(failure.isRateLimited());
    assertEquals(Optional.empty(), failure.retryAfter());
  }

  @Test
  void rateLimitIsRetriedWithOrWithoutADelay() {
    assertTrue(ModelException.rateLimited("429", WAIT).isRetryable());
    assertEquals(Optional.of(WAIT), ModelException.rateLimited("429", WAIT).retryAfter());
    assertEquals(Optional.empty(), ModelException.rateLimited("429", null).retryAfter());
    assertTrue(ModelException.rateLimited("429", null).isRateLimited());
  }

  @Test
  void unavailableEndpointIsRetriedLaterAndIsNoRateLimit() {
    var failure = ModelException.retryableAfter("503", WAIT);
    assertTrue(failure.isRetryable());
    assertFalse(failure.isRateLimited());
    assertEquals(Optional.of(WAIT), failure.retryAfter());
  }

  @Test
  void causeIsKept() {
    var cause = new IllegalStateException("reset");
    assertSame(cause, ModelException.retryable("broken stream", cause).getCause());
  }
}
