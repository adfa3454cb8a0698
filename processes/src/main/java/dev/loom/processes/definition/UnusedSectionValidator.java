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
    definition.read(
        "memory",
        memory -> {
          memory
              .sectionOrTextList("extract_types", "type")
              .forEach(type -> type.readAll(UnusedSectionValidator::checkExtractedType));
          memory.optionalText("extraction_guidance");
        });
    definition.read(
        "workspace_analysis",
        analysis -> {
          analysis.textList("scan_for");
          analysis.optionalText("guidance");
        });
    definition.read(
        "replanning",
        replanning -> {
          replanning.checkTextOrList("triggers");
          replanning.optionalText("guidance");
        });
    definition
        .sectionList("planner_examples")
        .forEach(example -> example.readAll(UnusedSectionValidator::checkExample));
    var ids = new HashSet<String>();
    for (var test : definition.sectionList("tests")) {
      var id = checkTest(test);
      if (!id.isEmpty() && !ids.add(id)) {
        test.addProblem("id", "duplicate test id '" + LogText.excerpt(id) + "'");
      }
    }
  }

  private static void checkExtractedType(YamlFields type) {
    type.requiredText("type");
    type.optionalText("description");
  }

  private static void checkExample(YamlFields example) {
    example.requiredText("goal");
    example
        .sectionList("subtasks")
        .forEach(subtask -> subtask.readAll(UnusedSectionValidator::checkExampleSubtask));
  }

  private static void checkExampleSubtask(YamlFields subtask) {
    subtask.requiredText("id");
    subtask.optionalText("description");
    subtask.textList("depends_on");
    PhaseParser.tier(subtask, "model_tier", PhaseParser.DEFAULT_MODEL_TIER);
  }

  private static String checkTest(YamlFields test) {
    var id = test.requiredText("id");
    test.choice("mode", "deterministic", List.of("deterministic", "live"));
    test.requiredText("goal");
    test.integer("timeout_seconds", TEST_SECONDS_DEFAULT, 1, TEST_SECONDS_MAX);
    test.flag("requires_network");
    test.textList("requires_tools");
    test.read("acceptance", UnusedSectionValidator::checkAcceptance);
    test.warnUnknownKeys();
    return id;
  }

  private static void checkAcceptance(YamlFields acceptance) {
    acceptance.read("phases", phases -> phases.textList("must_include"));
    acceptance.read("deliverables", deliverables -> deliverables.textList("must_exist"));
    acceptance.read("verification", checks -> checks.textList("forbidden_patterns"));
  }
}
