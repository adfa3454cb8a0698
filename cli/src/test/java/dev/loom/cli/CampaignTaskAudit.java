package dev.loom.cli;

import dev.loom.cli.CampaignJournalAudit.Event;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks the events of one task: tool calls, approvals, questions and attempts.
final class CampaignTaskAudit {
  private static final int PLANS_MAX = 3;

  private final String task;
  private final List<Event> events;
  private final int attemptsMax;
  private final List<String> all;
  private int plans;
  private final Set<String> approvalRequests = new HashSet<>();
  private final Set<String> approvals = new HashSet<>();
  private final Set<String> rejections = new HashSet<>();
  private final Map<String, Integer> starts = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Map<String, Integer> questions = new HashMap<>();

  /// @param all receives the violations
  CampaignTaskAudit(String task, List<Event> events, int attemptsMax, List<String> all) {
    this.task = task;
    this.events = events;
    this.attemptsMax = attemptsMax;
    this.all = all;
  }

  /// Adds all violations.
  ///
  /// @param effects number of effects by `task step`
  void check(Map<String, Integer> effects) {
    events.forEach(this::read);
    for (var step : approvalRequests) {
      int times = effects.getOrDefault(task + " " + step, 0);
      if (times > 0 && !approvals.contains(step)) {
        violation(step + " had its effect without approval");
      }
      if (approvals.contains(step)
          && starts.getOrDefault(step, 0) != 1
          && events.stream().anyMatch(event -> event.type().equals("task_completed"))) {
        violation(
            step + " was started " + starts.getOrDefault(step, 0) + " times after its approval");
      }
    }
  }

  private void read(Event event) {
    var data = event.data();
    switch (event.type()) {
      case "approval_requested" -> {
        if (data.path("details").has("tool") && !approvalRequests.add(event.step())) {
          violation(event.step() + " requested approval twice");
        }
      }
      case "approval_received" -> {
        if (!(data.path("approved").asBoolean() ? approvals : rejections).add(event.step())) {
          violation(event.step() + " was answered twice");
        }
      }
      case "question_asked" -> questions.merge(data.path("question_id").asText(), 1, Integer::sum);
      case "question_answered" -> {
        if (questions.merge(data.path("question_id").asText(), 1, Integer::sum) != 2) {
          violation(data.path("question_id").asText() + " was not asked once and answered once");
        }
      }
      case "task_plan_ready" -> plans++;
      case "tool_call_started" -> started(event);
      case "tool_call_completed" -> {
        if (rejections.contains(event.step()) && data.path("success").asBoolean()) {
          violation(event.step() + " succeeded after its rejection");
        }
      }
      case "subtask_failed" -> {
        var subtask = data.path("subtask_id").asText();
        if (failures.merge(subtask, 1, Integer::sum) > attemptsMax * plans) {
          violation(subtask + " failed " + failures.get(subtask) + " times");
        }
      }
      case "model_turn_completed" -> {
        if (data.path("attempt").asInt() > attemptsMax * Math.max(1, plans)) {
          violation(data.path("subtask_id").asText() + " had attempt " + data.path("attempt"));
        }
      }
      case "task_replanning" -> {
        if (data.path("version").asInt() > PLANS_MAX) {
          violation("plan " + data.path("version").asInt() + " was requested");
        }
      }
      default -> {
        // No rule for other events.
      }
    }
  }

  private void started(Event event) {
    var step = event.step();
    int times = starts.merge(step, 1, Integer::sum);
    var isDangerous = event.data().path("args").path("command").asText().contains("rm -rf");
    if ((isDangerous || approvalRequests.contains(step)) && !approvals.contains(step)) {
      violation(step + " was started without approval");
    }
    if (times > 1 && event.data().path("on_crash").asText().equalsIgnoreCase("never")) {
      violation(step + " was started " + times + " times, and is never to be repeated");
    }
  }

  private void violation(String what) {
    all.add("task " + task + ": " + what);
  }
}
