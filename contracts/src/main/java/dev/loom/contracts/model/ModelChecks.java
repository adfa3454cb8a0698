package dev.loom.contracts.model;

import java.util.List;

/// What came of asking the models.
///
/// @param trials of every configured model, or of the one that was found
public record ModelChecks(List<ModelCheck> trials) {
  public ModelChecks {
    trials = List.copyOf(trials);
  }
}
