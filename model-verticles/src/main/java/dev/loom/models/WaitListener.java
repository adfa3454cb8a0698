package dev.loom.models;

import java.time.Duration;

/// Receives the waits of a model call that take longer than a moment.
@FunctionalInterface
interface WaitListener {
  /// @param reason why the call waits
  /// @param attempt number of the failed attempt, from 1
  /// @param wait time until the next attempt
  void onWait(String reason, int attempt, Duration wait);
}
