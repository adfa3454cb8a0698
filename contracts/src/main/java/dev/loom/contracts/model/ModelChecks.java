package dev.loom.contracts.model;

import java.util.List;

/// Reply with the results of test calls.
///
/// @param trials results for each configured model, or for the detected default model
public record ModelChecks(List<ModelCheck> trials) {
  public ModelChecks {
    trials = List.copyOf(trials);
  }
}
