package dev.loom.processes.definition;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.process.ProcessDefinition.PhaseMode;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.processes.yaml.LogText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Parses and validates `phases`, including their dependencies and deliverables.
final class PhaseParser {
  static final int DEFAULT_MODEL_TIER = 2;
  static final int DEFAULT_VERIFICATION_TIER = 1;
  private static final int FILE_CHARS_MAX = 255;
  private static final char EM_DASH = '\u2014';

  private PhaseParser() {}

  /// A parsed phase whose dependencies and deliverables are not validated.
  ///
  /// @param subtask creates the subtask; fails if the phase has problems
  record Phase(
      YamlFields fields,
      String id,
      List<String> dependsOn,
      List<String> deliverables,
      Supplier<Subtask> subtask) {}

  static List<Phase> parse(YamlFields definition, PhaseMode mode) {
    var phases = definition.sectionList("phases").stream().map(PhaseParser::parsePhase).toList();
    if (phases.size() > Plan.SUBTASKS_MAX) {
      definition.addProblem("phases", "expected at most " + Plan.SUBTASKS_MAX + " phases");
      return phases;
    }
    if (phases.isEmpty() && mode == PhaseMode.STRICT) {
      definition.addProblem("phases", "missing; phase_mode strict requires phases");
    }
    checkDependencies(definition, phases);
    checkDeliverables(phases);
    return phases;
  }

  static List<Subtask> toSubtasks(List<Phase> phases) {
    return phases.stream().map(phase -> phase.subtask().get()).toList();
  }

  private static Phase parsePhase(YamlFields fields) {
    var id = fields.requiredText("id");
    if (!id.isEmpty() && !SubtaskId.isValid(id)) {
      fields.addProblem(
          "id",
          ("expected 1 to 64 letters, digits, hyphens and underscores, starting with a letter or"
                  + " digit; found '%s'")
              .formatted(LogText.excerpt(id)));
    }
    var description = fields.requiredText("description");
    var dependsOn = fields.textList("depends_on").stream().distinct().toList();
    var modelTier = tier(fields, "model_tier", DEFAULT_MODEL_TIER);
    var verificationTier = tier(fields, "verification_tier", DEFAULT_VERIFICATION_TIER);
    var criticalPath = fields.flag("is_critical_path");
    var synthesis = fields.flag("is_synthesis");
    var criteria = fields.optionalText("acceptance_criteria");
    var deliverables = fields.textList("deliverables").stream().map(PhaseParser::fileOf).toList();
    fields.warnUnknownKeys();
    return new Phase(
        fields,
        id,
        dependsOn,
        deliverables,
        () ->
            new Subtask(
                new SubtaskId(id),
                description,
                dependsOn.stream().map(SubtaskId::new).toList(),
                modelTier,
                verificationTier,
                criticalPath,
                synthesis,
                criteria,
                deliverables));
  }

  private static int tier(YamlFields fields, String key, int fallback) {
    return fields.integer(key, fallback, Subtask.TIER_MIN, Subtask.TIER_MAX);
  }

  private static void checkDependencies(YamlFields definition, List<Phase> phases) {
    var dependencies = new LinkedHashMap<String, List<String>>();
    for (var phase : phases) {
      if (!phase.id().isEmpty()
          && dependencies.putIfAbsent(phase.id(), phase.dependsOn()) != null) {
        phase.fields().addProblem("id", "duplicate phase id '" + LogText.excerpt(phase.id()) + "'");
      }
    }
    for (var phase : phases) {
      for (var dependency : phase.dependsOn()) {
        if (!dependencies.containsKey(dependency)) {
          var known = LogText.excerpt(String.join(", ", dependencies.keySet()));
          phase
              .fields()
              .addProblem(
                  "depends_on",
                  "unknown phase '" + LogText.excerpt(dependency) + "'; the phases are " + known);
        }
      }
    }
    findCycle(dependencies)
        .ifPresent(
            cycle ->
                definition.addProblem("phases", "dependency cycle " + String.join(" -> ", cycle)));
  }

  private static void checkDeliverables(List<Phase> phases) {
    Map<String, String> owners = new HashMap<>();
    for (var phase : phases) {
      for (var file : phase.deliverables()) {
        findProblem(file).ifPresent(problem -> phase.fields().addProblem("deliverables", problem));
        var owner = owners.putIfAbsent(file, phase.id());
        if (owner != null) {
          phase
              .fields()
              .addProblem(
                  "deliverables",
                  "duplicate deliverable '%s'; phase '%s' already has it"
                      .formatted(LogText.excerpt(file), LogText.excerpt(owner)));
        }
      }
    }
  }

  /// Returns the first cycle, from a phase back to itself.
  ///
  /// @param dependencies the dependencies of each phase; names that are not a key are ignored
  static Optional<List<String>> findCycle(Map<String, List<String>> dependencies) {
    var remaining = new LinkedHashMap<>(dependencies);
    while (remaining.values().removeIf(ids -> ids.stream().noneMatch(remaining::containsKey))) {
      // Each pass removes at least one phase.
    }
    if (remaining.isEmpty()) {
      return Optional.empty();
    }
    // Each remaining phase depends on another one, so this path leads back to one of its phases.
    var path = new ArrayList<String>();
    var id = remaining.keySet().iterator().next();
    while (!path.contains(id)) {
      path.add(id);
      id = remaining.get(id).stream().filter(remaining::containsKey).findFirst().orElseThrow();
    }
    path.add(id);
    return Optional.of(List.copyOf(path.subList(path.indexOf(id), path.size())));
  }

  /// Returns the file name of a deliverable, written as `report.md — description`.
  static String fileOf(String deliverable) {
    var dash = deliverable.indexOf(EM_DASH);
    var file = (dash < 0 ? deliverable : deliverable.substring(0, dash)).strip();
    return file.startsWith("./") ? file.substring(2) : file;
  }

  /// Returns the problem of a file name; empty if it is a path within the workspace.
  static Optional<String> findProblem(String file) {
    var quoted = "'" + LogText.excerpt(file) + "'";
    if (file.isEmpty()) {
      return Optional.of("expected a file name before the dash");
    }
    if (file.length() > FILE_CHARS_MAX || file.chars().anyMatch(Character::isISOControl)) {
      return Optional.of(
          "expected a file name of at most %s characters, none of them control characters; found %s"
              .formatted(FILE_CHARS_MAX, quoted));
    }
    var leavesWorkspace = file.startsWith("/") || List.of(file.split("[/\\\\]")).contains("..");
    return leavesWorkspace
        ? Optional.of("expected a path within the workspace, found " + quoted)
        : Optional.empty();
  }
}
