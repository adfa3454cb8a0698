package dev.loom.contracts.config;

/// `[verification]`: verification of results.
///
/// @param tier1Enabled whether to run checks that need no model
/// @param tier2Enabled whether a model verifies results
/// @param tier3Enabled whether several verifications vote
/// @param tier3VoteCount number of votes
public record VerificationConfig(
    boolean tier1Enabled, boolean tier2Enabled, boolean tier3Enabled, int tier3VoteCount) {
  public VerificationConfig {
    ConfigBounds.requireRange("verification.tier3_vote_count", tier3VoteCount, 1, 25);
  }

  public static VerificationConfig defaults() {
    return new VerificationConfig(true, true, false, 3);
  }
}
