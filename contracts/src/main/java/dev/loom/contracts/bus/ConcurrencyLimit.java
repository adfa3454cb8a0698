package dev.loom.contracts.bus;

/// How much a server takes on.
///
/// @param running how many questions are worked on at a time
/// @param waiting how many more may wait; the next one is refused as overloaded
public record ConcurrencyLimit(int runningMax, int waitingMax) {
  public ConcurrencyLimit {
    if (runningMax < 1 || waitingMax < 0) {
      throw new IllegalArgumentException("permits: at least one running, none or more waiting");
    }
  }
}
