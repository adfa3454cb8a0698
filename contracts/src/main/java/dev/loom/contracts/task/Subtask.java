package dev.loom.contracts.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.loom.contracts.id.SubtaskId;
import java.util.List;
import java.util.Objects;

/// One piece of a plan.
///
/// @param dependsOn what must be completed first
/// @param modelTier how capable a model it needs, 1 to 3
/// @param verificationTier how thoroughly its result is judged, 1 to 3
/// @param criticalPath whether the task cannot succeed at all without it
/// @param synthesis whether it puts the others' results together, and so waits for all of them
/// @param acceptanceCriteria what must hold when it is done, empty when nobody said
/// @param deliverables files that must exist when it is done, relative to the workspace
public record Subtask(
    SubtaskId id,
    String description,
    List<SubtaskId> dependsOn,
    int modelTier,
    int verificationTier,
    @JsonProperty("is_critical_path") boolean criticalPath,
    @JsonProperty("is_synthesis") boolean synthesis,
    String acceptanceCriteria,
    List<String> deliverables) {
  /// The lowest and the highest tier, of models and of verification.
  public static final int TIER_MIN = 1;

  public static final int TIER_MAX = 3;

  public Subtask {
    Objects.requireNonNull(id, "id");
    if (description.isBlank()) {
      throw new IllegalArgumentException("a subtask has a description");
    }
    dependsOn = List.copyOf(dependsOn);
    requireTier("modelTier", modelTier);
    requireTier("verificationTier", verificationTier);
    Objects.requireNonNull(acceptanceCriteria, "acceptanceCriteria");
    deliverables = List.copyOf(deliverables);
  }

  private static void requireTier(String name, int tier) {
    if (tier < TIER_MIN || tier > TIER_MAX) {
      throw new IllegalArgumentException(name + " is " + TIER_MIN + " to " + TIER_MAX);
    }
  }

  /// The same for models of another tier.
  public Subtask withModelTier(int newModelTier) {
    return new Subtask(
        id,
        description,
        dependsOn,
        newModelTier,
        verificationTier,
        criticalPath,
        synthesis,
        acceptanceCriteria,
        deliverables);
  }

  /// A subtask with the tiers most have.
  public static Subtask create(SubtaskId id, String description, List<SubtaskId> dependsOn) {
    return new Subtask(id, description, dependsOn, 1, 1, false, false, "", List.of());
  }
}
