package dev.loom.contracts.task;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.loom.contracts.id.SubtaskId;
import java.util.List;
import java.util.Objects;

/// Subtask of a plan.
///
/// @param dependsOn subtasks that must be completed first
/// @param modelTier requested tier of the model, 1 to 3; the router takes the nearest one
/// @param verificationTier thoroughness of verification, 1 to 3
/// @param criticalPath whether the task fails if this subtask fails
/// @param synthesis whether it combines the results of all other subtasks and therefore waits for
///   them
/// @param acceptanceCriteria conditions the result must meet, may be empty
/// @param deliverables files that must exist afterwards, relative to the workspace
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
  /// Lowest tier of models and verification.
  public static final int TIER_MIN = 1;

  public static final int TIER_MAX = 3;

  public Subtask {
    Objects.requireNonNull(id, "id");
    if (description.isBlank()) {
      throw new IllegalArgumentException("a subtask must have a description");
    }
    dependsOn = List.copyOf(dependsOn);
    requireTier("modelTier", modelTier);
    requireTier("verificationTier", verificationTier);
    Objects.requireNonNull(acceptanceCriteria, "acceptanceCriteria");
    deliverables = List.copyOf(deliverables);
  }

  private static void requireTier(String name, int tier) {
    if (tier < TIER_MIN || tier > TIER_MAX) {
      throw new IllegalArgumentException(name + " must be " + TIER_MIN + " to " + TIER_MAX);
    }
  }

  /// Returns a copy with another model tier.
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

  /// Creates a subtask with the lowest tiers and no deliverables.
  public static Subtask create(SubtaskId id, String description, List<SubtaskId> dependsOn) {
    return new Subtask(id, description, dependsOn, 1, 1, false, false, "", List.of());
  }
}
