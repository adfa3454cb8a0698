package dev.loom.contracts.config;

/// `[model_calls]`: the deadlines and limits of every call to a model.
///
/// @param connectTimeoutSeconds to reach the endpoint
/// @param firstByteTimeoutSeconds from the request to the first byte of the answer
/// @param idleTimeoutSeconds between two pieces of an answer
/// @param totalTimeoutSeconds for one try as a whole
/// @param attemptsMax tries of one call on one model
/// @param parallelMax calls at a time on one model
/// @param circuitFailuresMax failures in a row after which a model is left alone for a while
/// @param circuitResetSeconds how long
/// @param rateLimitWaitSeconds how long one call may wait because an endpoint asks to be asked less
///   often, before the next model is asked
public record ModelCallConfig(
    int connectTimeoutSeconds,
    int firstByteTimeoutSeconds,
    int idleTimeoutSeconds,
    int totalTimeoutSeconds,
    int attemptsMax,
    int parallelMax,
    int circuitFailuresMax,
    int circuitResetSeconds,
    int rateLimitWaitSeconds) {
  private static final int RATE_LIMIT_WAIT_SECONDS = 900;

  public ModelCallConfig {
    ConfigBounds.requireRange("model_calls.connect_timeout_seconds", connectTimeoutSeconds, 1, 600);
    ConfigBounds.requireRange(
        "model_calls.first_byte_timeout_seconds", firstByteTimeoutSeconds, 1, 3_600);
    ConfigBounds.requireRange("model_calls.idle_timeout_seconds", idleTimeoutSeconds, 1, 3_600);
    ConfigBounds.requireRange("model_calls.total_timeout_seconds", totalTimeoutSeconds, 1, 3_600);
    ConfigBounds.requireRange("model_calls.attempts_max", attemptsMax, 1, 20);
    ConfigBounds.requireRange("model_calls.parallel_max", parallelMax, 1, 10_000);
    ConfigBounds.requireRange("model_calls.circuit_failures_max", circuitFailuresMax, 1, 1_000);
    ConfigBounds.requireRange("model_calls.circuit_reset_seconds", circuitResetSeconds, 1, 3_600);
    ConfigBounds.requireRange(
        "model_calls.rate_limit_wait_seconds", rateLimitWaitSeconds, 0, 3_000);
  }

  /// Limits with the usual patience for rate limits.
  public ModelCallConfig(
      int connectTimeoutSeconds,
      int firstByteTimeoutSeconds,
      int idleTimeoutSeconds,
      int totalTimeoutSeconds,
      int attemptsMax,
      int parallelMax,
      int circuitFailuresMax,
      int circuitResetSeconds) {
    this(
        connectTimeoutSeconds,
        firstByteTimeoutSeconds,
        idleTimeoutSeconds,
        totalTimeoutSeconds,
        attemptsMax,
        parallelMax,
        circuitFailuresMax,
        circuitResetSeconds,
        RATE_LIMIT_WAIT_SECONDS);
  }

  public static ModelCallConfig defaults() {
    return new ModelCallConfig(10, 120, 60, 900, 3, 64, 5, 10);
  }
}
