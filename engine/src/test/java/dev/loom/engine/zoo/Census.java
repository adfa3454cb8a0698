package dev.loom.engine.zoo;

import dev.loom.contracts.task.TaskStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Faults and outcomes as a Markdown table.
final class Census {
  private final Map<Beast, List<Outcome>> byBeast = new LinkedHashMap<>();

  Census(List<Outcome> outcomes) {
    outcomes.forEach(
        each -> byBeast.computeIfAbsent(each.beast(), key -> new ArrayList<>()).add(each));
  }

  String table() {
    var table =
        new StringBuilder(
            """
            | fault | runs | recoverable | completed | of these unverified | failed | wrongly completed | not recovered |
            |---|---|---|---|---|---|---|---|
            """);
    var all = new ArrayList<Outcome>();
    byBeast.forEach(
        (beast, outcomes) -> {
          all.addAll(outcomes);
          table.append(line(beast.name(), hope(beast), outcomes));
        });
    return table + line("**all**", "", all);
  }

  private static String hope(Beast beast) {
    return switch (beast.hopeful()) {
      case RECOVERABLE -> "yes";
      case HOPELESS -> "no";
    };
  }

  private static String line(String name, String hope, List<Outcome> outcomes) {
    return "| %s | %d | %s | %d | %d | %d | %d | %d |\n"
        .formatted(
            name.replace("|", "\\|"),
            outcomes.size(),
            hope,
            count(outcomes, each -> each.is(TaskStatus.COMPLETED)),
            count(outcomes, each -> each.is(TaskStatus.COMPLETED) && each.saysUnverified()),
            count(outcomes, each -> each.is(TaskStatus.FAILED)),
            count(outcomes, Outcome::isWronglyCompleted),
            count(outcomes, Outcome::isUnrecovered));
  }

  private static long count(List<Outcome> outcomes, Predicate<Outcome> what) {
    return outcomes.stream().filter(what).count();
  }
}
