package dev.loom.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/// Simulates the users of a campaign: they answer pending decisions, some at once and some after
/// several engine runs, and cancel, pause, steer, rate and undo tasks. Every confirmed operation is
/// recorded for the audit.
final class KillCampaignUsers {
  private static final int RUNS_UNTIL_ANSWER_MAX = 4;
  private static final int OK = 200;
  private static final int CONFLICT = 409;

  private final Random random;
  private final List<ConfirmedEvent> confirmedEvents = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> answerFrom = new HashMap<>();
  private final Map<String, Boolean> decisions = new HashMap<>();
  private final Set<String> paused = new HashSet<>();
  private final Set<String> steered = new HashSet<>();
  private final Set<String> rated = new HashSet<>();
  private final Set<String> undone = new HashSet<>();
  private final Map<String, Integer> counts = new TreeMap<>();
  private int textCount;
  private int run;
  private boolean isFinalRun;

  KillCampaignUsers(Random random) {
    this.random = random;
  }

  /// Returns the answer to the question of a task of kind ASK.
  static String colour(int number) {
    return "colour " + number;
  }

  void onEngineStart() {
    run++;
  }

  /// Answers every decision at once from now on.
  void onFinalRun() {
    isFinalRun = true;
  }

  /// Checks a task and performs the due operations.
  ///
  /// @return whether the task has ended and no operation remains
  boolean visit(LoomRestClient rest, String id, KillCampaignSubmissions.Submission submission)
      throws IOException, InterruptedException {
    var task = rest.task(id);
    var status = task.path("status").asText();
    if (Set.of("completed", "failed", "cancelled").contains(status)) {
      rate(rest, id, submission);
      undo(rest, id, submission);
      return true;
    }
    interfere(rest, id, submission, status);
    for (var pending : task.path("waiting_for")) {
      if (isDue(id + pending.path("id").asText())) {
        answer(rest, id, submission, pending);
      }
    }
    return false;
  }

  private boolean isDue(String what) {
    int from = answerFrom.computeIfAbsent(what, w -> run + random.nextInt(RUNS_UNTIL_ANSWER_MAX));
    return isFinalRun || run >= from;
  }

  private void interfere(
      LoomRestClient rest, String id, KillCampaignSubmissions.Submission submission, String status)
      throws IOException, InterruptedException {
    switch (submission.kind()) {
      case CANCEL, ABORT -> {
        if (isDue(id + " cancel")) {
          cancel(rest, id);
        }
      }
      case PAUSE -> pause(rest, id, status);
      case STEER -> {
        if (!steered.contains(id)) {
          var text = "Instruction " + ++textCount;
          if (postChange(rest, id, "steer", Map.of("instruction", text))) {
            steered.add(id);
            confirm(id, "task_steered", "/instruction", text);
          }
        }
      }
      case GRAPH, RETRY, REPLAN, DANGER, ASK, TOKENS, CALLS, FILES -> {
        // No interference.
      }
    }
  }

  private void cancel(LoomRestClient rest, String id) throws IOException, InterruptedException {
    var answer = rest.post("/tasks/" + id + "/cancel", "{}");
    if (answer.statusCode() == OK
        && Json.parse(answer.body()).path("status").asText().equals("cancelled")) {
      confirm(id, "task_cancelled", "", "");
    }
  }

  private void pause(LoomRestClient rest, String id, String status)
      throws IOException, InterruptedException {
    if (status.equals("paused")) {
      if (isDue(id + " resume")) {
        postChange(rest, id, "resume", Map.of());
      }
    } else if (!paused.contains(id) && isDue(id + " pause")) {
      var reason = "Pause " + ++textCount;
      if (postChange(rest, id, "pause", Map.of("reason", reason))) {
        confirm(id, "task_paused", "/reason", reason);
      }
      paused.add(id);
    }
  }

  private void answer(
      LoomRestClient rest,
      String id,
      KillCampaignSubmissions.Submission submission,
      JsonNode pending)
      throws IOException, InterruptedException {
    switch (pending.path("kind").asText()) {
      case "approval" -> {
        if (submission.kind() != KillCampaignTaskKind.ABORT) {
          approve(rest, id, pending);
        }
      }
      case "question" -> {
        var question = pending.path("id").asText();
        reply(rest, id, question, colour(submission.number()), "question_answered");
      }
      default -> {
        var choices = List.of("raise", "raise", "finish", "stop");
        var choice = choices.get(random.nextInt(choices.size()));
        reply(rest, id, pending.path("id").asText(), choice, "budget_answered");
      }
    }
  }

  private void approve(LoomRestClient rest, String id, JsonNode pending)
      throws IOException, InterruptedException {
    var step = pending.path("id").asText();
    var decision = decisions.computeIfAbsent(id + step, s -> random.nextInt(3) > 0);
    var body =
        new HashMap<String, Object>(
            Map.of("subtask_id", pending.path("subtask_id").asText(), "approved", decision));
    if (random.nextInt(3) == 0) {
      body.put("action_hash", "0".repeat(64));
      body.put("approved", true);
      var wrongHash = rest.post("/tasks/" + id + "/approve", Json.write(body));
      count("wrong hash", wrongHash);
      if (wrongHash.statusCode() != CONFLICT) {
        violations.add(id + ": a wrong hash was answered with " + wrongHash.statusCode());
      }
      body.put("approved", decision);
    }
    body.put("action_hash", pending.path("action_hash").asText());
    var answer = rest.post("/tasks/" + id + "/approve", Json.write(body));
    count(decision ? "approve" : "reject", answer);
    if (answer.statusCode() == OK
        && Json.parse(answer.body()).path("resolved_pending").asBoolean()) {
      confirm(id, "approval_received", "/step_id", step);
    }
  }

  private void reply(LoomRestClient rest, String id, String question, String text, String event)
      throws IOException, InterruptedException {
    if (postChange(rest, id, "questions/" + question + "/answer", Map.of("answer", text))) {
      confirm(id, event, "/question_id", question);
    }
  }

  private void rate(LoomRestClient rest, String id, KillCampaignSubmissions.Submission submission)
      throws IOException, InterruptedException {
    if (submission.number() % 2 == 0 && !rated.contains(id)) {
      var comment = "Comment " + ++textCount;
      if (postChange(rest, id, "feedback", Map.of("rating", 4, "comment", comment))) {
        confirm(id, "task_feedback", "/feedback/comment", comment);
        rated.add(id);
      }
    }
  }

  private void undo(LoomRestClient rest, String id, KillCampaignSubmissions.Submission submission)
      throws IOException, InterruptedException {
    if (submission.kind() == KillCampaignTaskKind.FILES
        && isUndone(submission)
        && !undone.contains(id)) {
      var answer = rest.post("/tasks/" + id + "/undo", "{}");
      count("undo", answer);
      undone.add(id);
      violations.addAll(KillCampaignFileChecks.violations(submission, true));
    }
  }

  /// Returns whether a task of kind FILES is undone after its end.
  static boolean isUndone(KillCampaignSubmissions.Submission submission) {
    return submission.number() / KillCampaignTaskKind.values().length % 2 == 1;
  }

  /// Sends an operation and returns whether it changed the task.
  private boolean postChange(LoomRestClient rest, String id, String what, Map<String, ?> body)
      throws IOException, InterruptedException {
    var answer = rest.post("/tasks/" + id + "/" + what, Json.write(body));
    count(what.startsWith("questions") ? "answer" : what, answer);
    return answer.statusCode() == OK && Json.parse(answer.body()).path("changed").asBoolean();
  }

  private void count(String what, HttpResponse<String> answer) {
    counts.merge(what + " " + answer.statusCode(), 1, Integer::sum);
    if (answer.statusCode() >= 500) {
      violations.add(what + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private void confirm(String task, String type, String pointer, String value) {
    counts.merge(type, 1, Integer::sum);
    confirmedEvents.add(new ConfirmedEvent(task, type, pointer, value));
  }

  List<ConfirmedEvent> confirmedEvents() {
    return confirmedEvents;
  }

  List<String> violations() {
    return violations;
  }

  /// Returns the number of operations by kind and status code.
  Map<String, Integer> report() {
    return counts;
  }
}
