package dev.loom.processes.definition;

import dev.loom.bus.text.SafeRegex;
import dev.loom.contracts.process.ProcessDefinition.Rule;
import java.util.ArrayList;
import java.util.List;

/// Parses `verification.rules`. Only rules of type `regex` are returned; rules of type `llm` are
/// validated but not used yet.
final class RuleParser {
  static final int RULES_MAX = 64;

  private static final String LLM = "llm";
  private static final String REGEX = "regex";
  private static final String ERROR = "error";

  private RuleParser() {}

  static List<Rule> parse(YamlFields definition) {
    var verification = definition.section("verification").orElse(null);
    if (verification == null) {
      return List.of();
    }
    var sections = verification.sectionList("rules");
    if (sections.size() > RULES_MAX) {
      verification.addProblem("rules", "expected at most " + RULES_MAX + " rules");
    }
    var rules = new ArrayList<Rule>();
    for (var rule : sections) {
      parse(rule, rules);
    }
    verification.warnUnknownKeys();
    return rules;
  }

  private static void parse(YamlFields fields, List<Rule> rules) {
    var name = fields.requiredText("name");
    var description = fields.optionalText("description");
    var check = fields.requiredText("check");
    var error = fields.choice("severity", "warning", List.of("warning", ERROR)).equals(ERROR);
    var type = fields.choice("type", LLM, List.of(LLM, REGEX));
    fields.choice("target", "output", List.of("output", "deliverables"));
    if (type.equals(REGEX) && !check.isEmpty()) {
      try {
        SafeRegex.compile(check, 0, SafeRegex.WHOLE_FILE_INSTRUCTIONS_MAX);
      } catch (IllegalArgumentException problem) {
        fields.addProblem("check", problem.getMessage());
      }
      rules.add(new Rule(name, description.isEmpty() ? name : description, check, error));
    }
    fields.warnUnknownKeys();
  }
}
