package dev.loom.contracts.model;

import java.util.List;
import java.util.Objects;

/// What came of asking a model something small.
///
/// @param name its alias
/// @param model its id at its endpoint
/// @param provider the provider's kind, such as `ollama`
/// @param answer what it said, in one line; empty when it did not answer
/// @param examined how many things were looked at
/// @param problems what keeps it from working, each in one line with its remedy
public record ModelCheck(
    String name,
    String model,
    String provider,
    String answer,
    int examined,
    List<String> problems) {
  public ModelCheck {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(provider, "provider");
    Objects.requireNonNull(answer, "answer");
    problems = List.copyOf(problems);
  }
}
