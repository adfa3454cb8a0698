package dev.loom.contracts.model;

import dev.loom.contracts.RecordChecks;
import java.util.List;

/// Requests a short test call to each model. May take minutes and costs a few tokens per model.
public record CheckModels() {
  /// Result of a test call to a model.
  ///
  /// @param name alias of the model
  /// @param model id of the model at its endpoint
  /// @param provider provider kind, such as `ollama`
  /// @param response response of the model in one line; empty if there was none
  /// @param examined number of checks performed
  /// @param problems problems found, each one line with a remedy
  public record ModelCheck(
      String name,
      String model,
      String provider,
      String response,
      int examined,
      List<String> problems) {
    public ModelCheck {
      RecordChecks.requireNonNull(ModelCheck.class, name, model, provider, response, problems);
      problems = List.copyOf(problems);
    }
  }

  /// Reply with the results of test calls.
  ///
  /// @param checks results for each configured model, or for the detected default model
  public record Checked(List<ModelCheck> checks) {
    public Checked {
      checks = List.copyOf(checks);
    }
  }
}
