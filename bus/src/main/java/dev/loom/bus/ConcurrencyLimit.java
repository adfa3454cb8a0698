package dev.loom.bus;

/// Maximum numbers of running and queued requests of a request server.
///
/// @param runningMax maximum number of requests processed at a time
/// @param waitingMax maximum number of queued requests; further ones fail as overloaded
public record ConcurrencyLimit(int runningMax, int waitingMax) {
  public ConcurrencyLimit {
    if (runningMax < 1 || waitingMax < 0) {
      throw new IllegalArgumentException("runningMax must be at least 1 and waitingMax at least 0");
    }
  }
}
