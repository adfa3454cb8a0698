package dev.loom.contracts.config;

/// `[verification]`: how results are judged.
///
/// @param tier1Enabled checks that need no model
/// @param tier2Enabled another model's judgement
/// @param tier3Enabled several judgements, the majority of which counts
/// @param tier3VoteCount how many
public record VerificationConfig(
    boolean tier1Enabled, boolean tier2Enabled, boolean tier3Enabled, int tier3VoteCount) {
  public VerificationConfig {
    ConfigBounds.requireRange("verification.tier3_vote_count", tier3VoteCount, 1, 25);
  }

  public static VerificationConfig defaults() {
    return new VerificationConfig(true, true, false, 3);
  }
}
