package dev.loom.processes.definition;

import dev.loom.processes.yaml.LogText;
import java.util.HashSet;
import java.util.List;

/// Validates the sections that no module uses yet: tests, dependencies, memory, planner examples,
/// replanning and workspace analysis. A problem in them makes the definition invalid.
final class UnusedSectionValidator {
  private static final int TEST_SECONDS_DEFAULT = 900;
  private static final int TEST_SECONDS_MAX = 24 * 60 * 60;

  private UnusedSectionValidator() {}

  static void check(YamlFields definition) {
    definition.textList("dependencies");
    definition.section("memory").ifPresent(UnusedSectionValidator::checkMemory);
    definition.section("workspace_analysis").ifPresent(UnusedSectionValidator::checkAnalysis);
    definition.section("replanning").ifPresent(UnusedSectionValidator::checkReplanning);
    definition.sectionList("planner_examples").forEach(UnusedSectionValidator::checkExample);
    var ids = new HashSet<String>();
    for (var test : definition.sectionList("tests")) {
      var id = checkTest(test);
      if (!id.isEmpty() && !ids.add(id)) {
        test.addProblem("id", "duplicate test id '" + LogText.excerpt(id) + "'");
      }
    }
  }

  private static void checkMemory(YamlFields memory) {
    for (var type : memory.sectionOrTextList("extract_types", "type")) {
      type.requiredText("type");
      type.optionalText("description");
      type.warnUnknownKeys();
    }
    memory.optionalText("extraction_guidance");
    memory.warnUnknownKeys();
  }

  private static void checkAnalysis(YamlFields analysis) {
    analysis.textList("scan_for");
    analysis.optionalText("guidance");
    analysis.warnUnknownKeys();
  }

  private static void checkReplanning(YamlFields replanning) {
    replanning.checkTextOrList("triggers");
    replanning.optionalText("guidance");
    replanning.warnUnknownKeys();
  }

  private static void checkExample(YamlFields example) {
    example.requiredText("goal");
    for (var subtask : example.sectionList("subtasks")) {
      subtask.requiredText("id");
      subtask.optionalText("description");
      subtask.textList("depends_on");
      PhaseParser.tier(subtask, "model_tier", PhaseParser.DEFAULT_MODEL_TIER);
      subtask.warnUnknownKeys();
    }
    example.warnUnknownKeys();
  }

  private static String checkTest(YamlFields test) {
    var id = test.requiredText("id");
    test.choice("mode", "deterministic", List.of("deterministic", "live"));
    test.requiredText("goal");
    test.integer("timeout_seconds", TEST_SECONDS_DEFAULT, 1, TEST_SECONDS_MAX);
    test.flag("requires_network");
    test.textList("requires_tools");
    test.section("acceptance").ifPresent(UnusedSectionValidator::checkAcceptance);
    test.warnUnknownKeys();
    return id;
  }

  private static void checkAcceptance(YamlFields acceptance) {
    checkList(acceptance, "phases", "must_include");
    checkList(acceptance, "deliverables", "must_exist");
    checkList(acceptance, "verification", "forbidden_patterns");
    acceptance.warnUnknownKeys();
  }

  private static void checkList(YamlFields acceptance, String section, String key) {
    acceptance
        .section(section)
        .ifPresent(
            fields -> {
              fields.textList(key);
              fields.warnUnknownKeys();
            });
  }
}
