package dev.loom.orchestrator.policy;

import dev.loom.contracts.id.Sha256;

/// Binds a person's answer to one exact action of one step.
public final class ActionHash {
  private ActionHash() {}

  /// @return SHA-256 over the step and the action, in hexadecimal
  public static String compute(String step, String action) {
    return Sha256.hex(step + "\0" + action);
  }
}
