package dev.loom.builtin;

import dev.loom.api.model.Assignment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/// Verifies an answer without understanding its text: checks that the answer exists, that the files
/// in the evidence exist and are not empty, and that the last call of each tool succeeded.
final class RuleVerifier {
  private RuleVerifier() {}

  static String verify(Assignment.Verify assignment) {
    var issues = new ArrayList<String>();
    if (assignment.answer().isBlank()) {
      issues.add("There is no answer.");
    } else if (assignment.answer().strip().startsWith("BLOCKED:")) {
      issues.add("The answer says that the work is blocked.");
    }
    for (var file : assignment.files()) {
      if (!file.exists()) {
        issues.add("The file " + file.path() + " does not exist.");
      } else if (file.sizeBytes() == 0) {
        issues.add("The file " + file.path() + " is empty.");
      }
    }
    Map<String, Boolean> lastOutcomes = new LinkedHashMap<>();
    assignment.calls().forEach(call -> lastOutcomes.put(call.tool(), call.success()));
    lastOutcomes.forEach(
        (tool, success) -> {
          if (!success) {
            issues.add("The last call of " + tool + " failed.");
          }
        });
    var passed = issues.isEmpty();
    var hasEvidence = !assignment.files().isEmpty() || !lastOutcomes.isEmpty();
    var verdict = new LinkedHashMap<String, Object>();
    verdict.put("passed", passed);
    verdict.put("confidence", !passed ? 0.9 : hasEvidence ? 0.85 : 0.6);
    verdict.put(
        "feedback",
        passed
            ? "The built-in rules checked files and tool calls, not the meaning, and found"
                + " no problem."
            : String.join(" ", issues));
    verdict.put("issues", issues);
    return PlanWriter.json(verdict);
  }
}
