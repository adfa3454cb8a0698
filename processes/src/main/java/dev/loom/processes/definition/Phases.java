package dev.loom.processes.definition;

import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.process.ProcessDefinition.PhaseMode;
import dev.loom.contracts.task.Plan;
import dev.loom.contracts.task.Subtask;
import dev.loom.processes.yaml.Excerpt;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads `phases`, each on its own and then against each other.
final class Phases {
  static final int MODEL_TIER = 2;
  static final int VERIFICATION_TIER = 1;

  private Phases() {}

  /// A phase as it was written, before it is known to be good.
  record Phase(
      Fields fields,
      String id,
      String description,
      List<String> dependsOn,
      int modelTier,
      int verificationTier,
      boolean criticalPath,
      boolean synthesis,
      String acceptanceCriteria,
      List<String> deliverables) {}

  static List<Phase> read(Fields definition, PhaseMode mode) {
    var phases = definition.sections("phases").stream().map(Phases::phase).toList();
    if (phases.size() > Plan.SUBTASKS_MAX) {
      definition.problem("phases", "expected at most " + Plan.SUBTASKS_MAX + " phases");
      return phases;
    }
    if (phases.isEmpty() && mode == PhaseMode.STRICT) {
      definition.problem("phases", "missing; phase_mode strict makes the phases the plan");
    }
    checkDependencies(definition, phases);
    checkDeliverables(phases);
    return phases;
  }

  static List<Subtask> asSubtasks(List<Phase> phases) {
    return phases.stream()
        .map(
            phase ->
                new Subtask(
                    new SubtaskId(phase.id()),
                    phase.description(),
                    phase.dependsOn().stream().map(SubtaskId::new).toList(),
                    phase.modelTier(),
                    phase.verificationTier(),
                    phase.criticalPath(),
                    phase.synthesis(),
                    phase.acceptanceCriteria(),
                    phase.deliverables()))
        .toList();
  }

  private static Phase phase(Fields fields) {
    var id = fields.requiredText("id");
    if (!id.isEmpty() && !SubtaskId.isValid(id)) {
      fields.problem(
          "id",
          "expected 1 to 64 letters, digits, hyphens and underscores, starting with a letter or"
              + " digit; found '"
              + Excerpt.of(id)
              + "'");
    }
    var phase =
        new Phase(
            fields,
            id,
            fields.requiredText("description"),
            fields.texts("depends_on").stream().distinct().toList(),
            tier(fields, "model_tier", MODEL_TIER),
            tier(fields, "verification_tier", VERIFICATION_TIER),
            fields.flag("is_critical_path"),
            fields.flag("is_synthesis"),
            fields.text("acceptance_criteria"),
            fields.texts("deliverables").stream().map(Deliverable::fileOf).toList());
    fields.warnOfUnknown();
    return phase;
  }

  static int tier(Fields fields, String key, int fallback) {
    return fields.whole(key, fallback, Subtask.TIER_MIN, Subtask.TIER_MAX);
  }

  private static void checkDependencies(Fields definition, List<Phase> phases) {
    var needs = new LinkedHashMap<String, List<String>>();
    for (var phase : phases) {
      if (!phase.id().isEmpty() && needs.putIfAbsent(phase.id(), phase.dependsOn()) != null) {
        phase.fields().problem("id", "duplicate phase id '" + Excerpt.of(phase.id()) + "'");
      }
    }
    for (var phase : phases) {
      for (var need : phase.dependsOn()) {
        if (!needs.containsKey(need)) {
          var known = Excerpt.of(String.join(", ", needs.keySet()));
          phase
              .fields()
              .problem(
                  "depends_on",
                  "unknown phase '" + Excerpt.of(need) + "'; the phases are " + known);
        }
      }
    }
    new DependencyCycle(needs)
        .find()
        .ifPresent(
            circle ->
                definition.problem("phases", "dependency cycle " + String.join(" -> ", circle)));
  }

  private static void checkDeliverables(List<Phase> phases) {
    Map<String, String> owners = new HashMap<>();
    for (var phase : phases) {
      for (var file : phase.deliverables()) {
        Deliverable.problem(file).ifPresent(what -> phase.fields().problem("deliverables", what));
        var owner = owners.putIfAbsent(file, phase.id());
        if (owner != null) {
          phase
              .fields()
              .problem(
                  "deliverables",
                  "duplicate deliverable '"
                      + Excerpt.of(file)
                      + "'; phase '"
                      + Excerpt.of(owner)
                      + "' has it already");
        }
      }
    }
  }
}
