package dev.loom.contracts.process;

import dev.loom.contracts.task.Subtask;
import java.util.List;
import java.util.Objects;

/// Domain-specific instructions for tasks: a persona, phases and rules.
///
/// @param persona role that the models assume, empty for none
/// @param phaseMode how strictly the phases constrain the plan
/// @param phases phases as subtasks with their deliverables
/// @param rules patterns that results must not contain
/// @param toolGuidance advice on tools for the executor, empty for none
/// @param requiredTools tools without which the process cannot be used
/// @param excludedTools tools that are not offered to models
public record ProcessDefinition(
    String name,
    String version,
    String description,
    String persona,
    PhaseMode phaseMode,
    List<Subtask> phases,
    List<Rule> rules,
    String toolGuidance,
    List<String> requiredTools,
    List<String> excludedTools) {
  public ProcessDefinition {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(persona, "persona");
    Objects.requireNonNull(phaseMode, "phaseMode");
    phases = List.copyOf(phases);
    rules = List.copyOf(rules);
    Objects.requireNonNull(toolGuidance, "toolGuidance");
    requiredTools = List.copyOf(requiredTools);
    excludedTools = List.copyOf(excludedTools);
  }

  /// How strictly the phases constrain a plan.
  public enum PhaseMode {
    /// The phases are the plan.
    STRICT,
    /// The planner is instructed to follow the phases.
    GUIDED,
    /// The planner is shown the phases as a suggestion.
    SUGGESTIVE
  }

  /// Pattern that a result must not contain.
  ///
  /// @param check regular expression; a match violates the rule
  /// @param error whether a violation fails the subtask or only produces a warning
  public record Rule(String name, String description, String check, boolean error) {}
}
