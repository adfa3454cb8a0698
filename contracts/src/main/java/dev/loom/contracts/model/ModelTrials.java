package dev.loom.contracts.model;

import java.util.List;

/// What came of asking the models.
///
/// @param trials of every configured model, or of the one that was found
public record ModelTrials(List<ModelTrial> trials) {
  public ModelTrials {
    trials = List.copyOf(trials);
  }
}
