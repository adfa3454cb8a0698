package dev.loom.contracts.model;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.loom.api.model.ModelRole;
import dev.loom.contracts.task.ModelUsage;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Requests the configured models with their health. Checks the endpoints, so it may take a few
/// seconds.
public record ListModels() {
  /// Reply with the models of an engine.
  ///
  /// @param models models in the order in which the router prefers them
  /// @param choice one sentence for users on why these models are in use
  public record Found(List<ModelStatus> models, String choice) {
    public Found {
      models = List.copyOf(models);
    }
  }

  /// State and statistics of a model.
  ///
  /// @param name alias of the model
  /// @param model id of the model at its endpoint
  /// @param provider provider kind, such as `openai_compatible`
  /// @param problem why the model is unavailable and how to fix it; empty if it is healthy
  /// @param circuit state of the circuit breaker: `closed`, `open` or `half_open`
  /// @param price configured price
  /// @param statistics counters since the engine started
  public record ModelStatus(
      String name,
      String model,
      String provider,
      int tier,
      Set<ModelRole> roles,
      boolean healthy,
      String problem,
      String circuit,
      @JsonUnwrapped Price price,
      @JsonUnwrapped Statistics statistics) {
    public ModelStatus {
      roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
    }
  }

  /// Price of a model.
  ///
  /// @param inputPriceUsd price of a million input tokens, in US dollars
  /// @param outputPriceUsd price of a million output tokens, in US dollars
  public record Price(double inputPriceUsd, double outputPriceUsd) {}

  /// Counters of a model.
  ///
  /// @param callsInFlight running calls, including those waiting for a rate limit
  /// @param calls finished tries, including cancelled ones; a retried call counts once per try
  /// @param failures failed tries; rate limit responses do not count
  /// @param rateLimited number of rate limit responses
  /// @param estimatedAnswers responses without reported token usage, counted in `usage` by estimate
  /// @param usage tokens and cost of all responses
  public record Statistics(
      int callsInFlight,
      long calls,
      long failures,
      long rateLimited,
      long estimatedAnswers,
      ModelUsage usage) {}
}
