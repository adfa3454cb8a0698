package dev.loom.orchestrator.loop;

import dev.loom.contracts.id.Sha256;

/// Computes the hash that binds an approval to one exact action of one step.
public final class ActionHash {
  private ActionHash() {}

  /// @return the SHA-256 of the step and the action, in hexadecimal
  public static String compute(String step, String action) {
    return Sha256.hex(step + "\0" + action);
  }
}
