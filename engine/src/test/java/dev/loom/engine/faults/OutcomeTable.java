package dev.loom.engine.faults;

import dev.loom.contracts.task.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Formats outcomes as a Markdown table.
final class OutcomeTable {
  private final Map<FaultyModel, List<RunOutcome>> byModel = new LinkedHashMap<>();

  OutcomeTable(List<RunOutcome> outcomes) {
    outcomes.forEach(
        each -> byModel.computeIfAbsent(each.model(), key -> new ArrayList<>()).add(each));
  }

  String table() {
    var table =
        new StringBuilder(
            """
            | fault | runs | recoverable | completed | of these unverified | failed | wrongly completed | not recovered |
            |---|---|---|---|---|---|---|---|
            """);
    var all = new ArrayList<RunOutcome>();
    byModel.forEach(
        (model, outcomes) -> {
          all.addAll(outcomes);
          table.append(line(model.name(), recoverable(model), outcomes));
        });
    return table + line("**all**", "", all);
  }

  private static String recoverable(FaultyModel model) {
    return switch (model.recovery()) {
      case RECOVERABLE -> "yes";
      case UNRECOVERABLE -> "no";
    };
  }

  private static String line(String name, String recoverable, List<RunOutcome> outcomes) {
    return "| %s | %d | %s | %d | %d | %d | %d | %d |\n"
        .formatted(
            name.replace("|", "\\|"),
            outcomes.size(),
            recoverable,
            count(outcomes, each -> each.is(TaskStatus.COMPLETED)),
            count(outcomes, each -> each.is(TaskStatus.COMPLETED) && each.saysUnverified()),
            count(outcomes, each -> each.is(TaskStatus.FAILED)),
            count(outcomes, RunOutcome::isWronglyCompleted),
            count(outcomes, RunOutcome::isUnrecovered));
  }

  private static long count(List<RunOutcome> outcomes, Predicate<RunOutcome> what) {
    return outcomes.stream().filter(what).count();
  }
}
