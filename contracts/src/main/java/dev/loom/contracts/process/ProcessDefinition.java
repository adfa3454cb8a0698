package dev.loom.contracts.process;

import dev.loom.contracts.task.Subtask;
import java.util.List;
import java.util.Objects;

/// Domain expertise for tasks: a persona, phases, rules.
///
/// @param persona who the models are told to be, empty for nobody in particular
/// @param phaseMode how strictly the phases bind the plan
/// @param phases as subtasks, each with its deliverables
/// @param rules what a result must not contain
/// @param toolGuidance advice on tools for the executor, empty for none
/// @param requiredTools without which it cannot be followed
/// @param excludedTools that are not offered
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

  /// How strictly phases bind a plan.
  public enum PhaseMode {
    /// The phases are the plan.
    STRICT,
    /// The planner is shown the phases and asked to follow them.
    GUIDED,
    /// The planner is shown the phases as one possibility.
    SUGGESTIVE
  }

  /// Something a result must not contain.
  ///
  /// @param check a regular expression; a match breaks the rule
  /// @param error whether breaking it fails the subtask, or only warns
  public record Rule(String name, String description, String check, boolean error) {}
}
