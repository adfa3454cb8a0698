package dev.loom.contracts.model;

import java.util.List;

/// Reply with the results of test calls.
///
/// @param checks results for each configured model, or for the detected default model
public record ModelChecks(List<ModelCheck> checks) {
  public ModelChecks {
    checks = List.copyOf(checks);
  }
}
