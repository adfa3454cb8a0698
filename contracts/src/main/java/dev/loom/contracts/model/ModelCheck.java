package dev.loom.contracts.model;

import dev.loom.contracts.RecordChecks;
import java.util.List;

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
