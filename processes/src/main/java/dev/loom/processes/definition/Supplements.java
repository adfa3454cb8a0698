package dev.loom.processes.definition;

import dev.loom.processes.yaml.Excerpt;
import java.util.HashSet;
import java.util.List;

/// Checks the keys that say something to rooms which do not listen yet: tests, dependencies,
/// memory, examples, replanning, workspace analysis. A definition that is wrong there is wrong.
final class Supplements {
  private static final int TEST_SECONDS = 900;
  private static final int TEST_SECONDS_MAX = 24 * 60 * 60;

  private Supplements() {}

  static void check(Fields definition) {
    definition.texts("dependencies");
    definition.section("memory").ifPresent(Supplements::checkMemory);
    definition.section("workspace_analysis").ifPresent(Supplements::checkAnalysis);
    definition.section("replanning").ifPresent(Supplements::checkReplanning);
    definition.sections("planner_examples").forEach(Supplements::checkExample);
    var ids = new HashSet<String>();
    for (var test : definition.sections("tests")) {
      var id = checkTest(test);
      if (!id.isEmpty() && !ids.add(id)) {
        test.problem("id", "duplicate test id '" + Excerpt.of(id) + "'");
      }
    }
  }

  private static void checkMemory(Fields memory) {
    for (var type : memory.sectionsOrTexts("extract_types", "type")) {
      type.requiredText("type");
      type.text("description");
      type.warnOfUnknown();
    }
    memory.text("extraction_guidance");
    memory.warnOfUnknown();
  }

  private static void checkAnalysis(Fields analysis) {
    analysis.texts("scan_for");
    analysis.text("guidance");
    analysis.warnOfUnknown();
  }

  private static void checkReplanning(Fields replanning) {
    replanning.textOrTexts("triggers");
    replanning.text("guidance");
    replanning.warnOfUnknown();
  }

  private static void checkExample(Fields example) {
    example.requiredText("goal");
    for (var subtask : example.sections("subtasks")) {
      subtask.requiredText("id");
      subtask.text("description");
      subtask.texts("depends_on");
      Phases.tier(subtask, "model_tier", Phases.MODEL_TIER);
      subtask.warnOfUnknown();
    }
    example.warnOfUnknown();
  }

  private static String checkTest(Fields test) {
    var id = test.requiredText("id");
    test.choice("mode", "deterministic", List.of("deterministic", "live"));
    test.requiredText("goal");
    test.whole("timeout_seconds", TEST_SECONDS, 1, TEST_SECONDS_MAX);
    test.flag("requires_network");
    test.texts("requires_tools");
    test.section("acceptance").ifPresent(Supplements::checkAcceptance);
    test.warnOfUnknown();
    return id;
  }

  private static void checkAcceptance(Fields acceptance) {
    checkList(acceptance, "phases", "must_include");
    checkList(acceptance, "deliverables", "must_exist");
    checkList(acceptance, "verification", "forbidden_patterns");
    acceptance.warnOfUnknown();
  }

  private static void checkList(Fields acceptance, String section, String key) {
    acceptance
        .section(section)
        .ifPresent(
            fields -> {
              fields.texts(key);
              fields.warnOfUnknown();
            });
  }
}
