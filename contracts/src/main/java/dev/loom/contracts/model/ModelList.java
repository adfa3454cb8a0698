package dev.loom.contracts.model;

import dev.loom.api.model.ModelRole;
import dev.loom.contracts.task.Usage;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The models of an engine.
///
/// @param models in the order the router knows them
/// @param choice one sentence on why these, for people
public record ModelList(List<ModelStatus> models, String choice) {
  public ModelList {
    models = List.copyOf(models);
  }

  /// One model, and what became of it since it was there.
  ///
  /// @param name its alias
  /// @param model its id at its endpoint
  /// @param provider the provider's kind, such as `openai_compatible`
  /// @param problem what keeps it from answering and what to do about it; empty while it is healthy
  /// @param circuit `closed` while it is asked, `open` while it is left alone after failures,
  ///   `half_open` while it is tried again
  /// @param inputPriceUsd of a million tokens read, in US dollars, as configured
  /// @param outputPriceUsd of a million tokens written, in US dollars, as configured
  /// @param callsInFlight calls that it is busy with, those that wait for a rate limit included
  /// @param calls tries that have ended, however they did
  /// @param failures tries that failed; being asked to slow down is none
  /// @param rateLimited how often its endpoint asked to be asked less often
  /// @param estimatedAnswers answers whose tokens its endpoint did not report, so that they stand
  ///   in `usage` as an estimate
  /// @param usage what its answers took, and cost by its configured prices
  public record ModelStatus(
      String name,
      String model,
      String provider,
      int tier,
      Set<ModelRole> roles,
      boolean healthy,
      String problem,
      String circuit,
      double inputPriceUsd,
      double outputPriceUsd,
      int callsInFlight,
      long calls,
      long failures,
      long rateLimited,
      long estimatedAnswers,
      Usage usage) {
    public ModelStatus {
      roles = Collections.unmodifiableSortedSet(new TreeSet<>(roles));
      Objects.requireNonNull(problem, "problem");
      Objects.requireNonNull(usage, "usage");
    }

    /// A healthy model, or one that is not, without a price that was not asked yet.
    public ModelStatus(
        String name,
        String model,
        String provider,
        int tier,
        Set<ModelRole> roles,
        String problem,
        String circuit) {
      this(
          name,
          model,
          provider,
          tier,
          roles,
          problem.isEmpty(),
          problem,
          circuit,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          Usage.NONE);
    }
  }
}
