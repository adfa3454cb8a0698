package dev.loom.processes.definition;

import dev.loom.contracts.process.ProcessDefinition.Rule;
import java.util.ArrayList;
import java.util.List;

/// Reads `verification.rules`. Regular expressions become rules; what a model should judge is
/// checked and goes no further.
final class Rules {
  static final int RULES_MAX = 64;

  private static final String LLM = "llm";
  private static final String REGEX = "regex";
  private static final String ERROR = "error";

  private Rules() {}

  static List<Rule> read(Fields definition) {
    var verification = definition.section("verification").orElse(null);
    if (verification == null) {
      return List.of();
    }
    var written = verification.sections("rules");
    if (written.size() > RULES_MAX) {
      verification.problem("rules", "expected at most " + RULES_MAX + " rules");
    }
    var rules = new ArrayList<Rule>();
    for (var rule : written) {
      read(rule, rules);
    }
    verification.warnOfUnknown();
    return rules;
  }

  private static void read(Fields fields, List<Rule> rules) {
    var name = fields.requiredText("name");
    var description = fields.text("description");
    var check = fields.requiredText("check");
    var error = fields.choice("severity", "warning", List.of("warning", ERROR)).equals(ERROR);
    var type = fields.choice("type", LLM, List.of(LLM, REGEX));
    fields.choice("target", "output", List.of("output", "deliverables"));
    if (type.equals(REGEX) && !check.isEmpty()) {
      RulePattern.problem(check).ifPresent(what -> fields.problem("check", what));
      rules.add(new Rule(name, description.isEmpty() ? name : description, check, error));
    }
    fields.warnOfUnknown();
  }
}
