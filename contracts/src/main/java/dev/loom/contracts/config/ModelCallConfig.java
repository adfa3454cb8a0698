package dev.loom.contracts.config;

/// `[model_calls]`: timeouts and limits of model calls.
///
/// @param connectTimeoutSeconds time to connect to the endpoint
/// @param firstByteTimeoutSeconds time from the request to the first byte of the response
/// @param idleTimeoutSeconds time without data during a response
/// @param totalTimeoutSeconds time for one try
/// @param attemptsMax tries per call and model
/// @param parallelMax concurrent calls per model
/// @param circuitFailuresMax consecutive failures after which the circuit breaker opens
/// @param circuitResetSeconds time for which the circuit breaker stays open
/// @param rateLimitWaitSeconds maximum time a call waits for a rate limit before the next model is
///   tried
/// @param patienceSeconds how long a request waits while every suitable model is unavailable; 0 to
///   fail at once
public record ModelCallConfig(
    int connectTimeoutSeconds,
    int firstByteTimeoutSeconds,
    int idleTimeoutSeconds,
    int totalTimeoutSeconds,
    int attemptsMax,
    int parallelMax,
    int circuitFailuresMax,
    int circuitResetSeconds,
    int rateLimitWaitSeconds,
    int patienceSeconds) {
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
    ConfigBounds.requireRange("model_calls.patience_seconds", patienceSeconds, 0, 7_200);
  }

  public static ModelCallConfig defaults() {
    return new ModelCallConfig(10, 120, 60, 900, 3, 64, 5, 10, 900, 600);
  }
}
