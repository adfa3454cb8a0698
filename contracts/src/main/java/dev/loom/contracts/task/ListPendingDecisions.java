package dev.loom.contracts.task;

/// Requests what all unfinished tasks wait for from users; what expires first comes first.
///
/// @param countMax maximum number of decisions
public record ListPendingDecisions(int countMax) {
  /// Upper bound of `countMax`.
  public static final int COUNT_MAX = 1_000;

  public ListPendingDecisions {
    if (countMax < 1 || countMax > COUNT_MAX) {
      throw new IllegalArgumentException("countMax must be 1 to " + COUNT_MAX + ": " + countMax);
    }
  }
}
