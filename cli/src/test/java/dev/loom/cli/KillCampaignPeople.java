package dev.loom.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
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

/// The people of a campaign: they answer what tasks ask, some at once and some only after several
/// lives of the engine, and they cancel, pause, steer, rate and undo. What an engine confirmed to
/// them they remember.
final class KillCampaignPeople {
  private static final int LIVES_MAX = 4;
  private static final int OK = 200;
  private static final int CONFLICT = 409;

  private final Random random;
  private final List<JournalAuditPromise> promises = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private final Map<String, Integer> answerFrom = new HashMap<>();
  private final Map<String, Boolean> decisions = new HashMap<>();
  private final Set<String> paused = new HashSet<>();
  private final Set<String> steered = new HashSet<>();
  private final Set<String> rated = new HashSet<>();
  private final Set<String> undone = new HashSet<>();
  private final Map<String, Integer> done = new TreeMap<>();
  private int words;
  private int life;
  private boolean isLast;

  KillCampaignPeople(Random random) {
    this.random = random;
  }

  /// What they say when asked for a colour.
  static String colour(int number) {
    return "colour " + number;
  }

  void nextLife() {
    life++;
  }

  /// From now on nobody waits.
  void lastLife() {
    isLast = true;
  }

  /// Looks at a task and does what is to be done.
  ///
  /// @return whether it is over, and nothing is left to be done to it
  boolean look(LoomRest rest, String id, KillCampaignOrders.Order order)
      throws IOException, InterruptedException {
    var task = rest.task(id);
    var status = task.path("status").asText();
    if (Set.of("completed", "failed", "cancelled").contains(status)) {
      rate(rest, id, order);
      undo(rest, id, order);
      return true;
    }
    disturb(rest, id, order, status);
    for (var asked : task.path("waiting_for")) {
      if (isTime(id + asked.path("id").asText())) {
        answer(rest, id, order, asked);
      }
    }
    return false;
  }

  private boolean isTime(String what) {
    int from = answerFrom.computeIfAbsent(what, w -> life + random.nextInt(LIVES_MAX));
    return isLast || life >= from;
  }

  private void disturb(LoomRest rest, String id, KillCampaignOrders.Order order, String status)
      throws IOException, InterruptedException {
    switch (order.kind()) {
      case CANCEL, REFUSE -> {
        if (isTime(id + " cancel")) {
          cancel(rest, id);
        }
      }
      case PAUSE -> pause(rest, id, status);
      case STEER -> {
        if (!steered.contains(id)) {
          var text = "Instruction " + ++words;
          if (confirmed(rest, id, "steer", Map.of("instruction", text))) {
            steered.add(id);
            promise(id, "task_steered", "/instruction", text);
          }
        }
      }
      case GRAPH, RETRY, REPLAN, DANGER, ASK, TOKENS, CALLS, FILES -> {
        // Left in peace.
      }
    }
  }

  private void cancel(LoomRest rest, String id) throws IOException, InterruptedException {
    var answer = rest.post("/tasks/" + id + "/cancel", "{}");
    if (answer.statusCode() == OK
        && Json.parse(answer.body()).path("status").asText().equals("cancelled")) {
      promise(id, "task_cancelled", "", "");
    }
  }

  private void pause(LoomRest rest, String id, String status)
      throws IOException, InterruptedException {
    if (status.equals("paused")) {
      if (isTime(id + " resume")) {
        confirmed(rest, id, "resume", Map.of());
      }
    } else if (!paused.contains(id) && isTime(id + " pause")) {
      var reason = "Pause " + ++words;
      if (confirmed(rest, id, "pause", Map.of("reason", reason))) {
        promise(id, "task_paused", "/reason", reason);
      }
      paused.add(id);
    }
  }

  private void answer(LoomRest rest, String id, KillCampaignOrders.Order order, JsonNode asked)
      throws IOException, InterruptedException {
    switch (asked.path("kind").asText()) {
      case "approval" -> {
        if (order.kind() != KillCampaignKind.REFUSE) {
          approve(rest, id, asked);
        }
      }
      case "question" -> {
        var question = asked.path("id").asText();
        reply(rest, id, question, colour(order.number()), "question_answered");
      }
      default -> {
        var choices = List.of("raise", "raise", "finish", "stop");
        var choice = choices.get(random.nextInt(choices.size()));
        reply(rest, id, asked.path("id").asText(), choice, "budget_answered");
      }
    }
  }

  private void approve(LoomRest rest, String id, JsonNode asked)
      throws IOException, InterruptedException {
    var step = asked.path("id").asText();
    var decision = decisions.computeIfAbsent(id + step, s -> random.nextInt(3) > 0);
    var body =
        new HashMap<String, Object>(
            Map.of("subtask_id", asked.path("subtask_id").asText(), "approved", decision));
    if (random.nextInt(3) == 0) {
      body.put("action_hash", "0".repeat(64));
      body.put("approved", true);
      var wrong = rest.post("/tasks/" + id + "/approve", Json.write(body));
      tally("wrong hash", wrong);
      if (wrong.statusCode() != CONFLICT) {
        violations.add(id + ": a wrong hash was answered with " + wrong.statusCode());
      }
      body.put("approved", decision);
    }
    body.put("action_hash", asked.path("action_hash").asText());
    var answer = rest.post("/tasks/" + id + "/approve", Json.write(body));
    tally(decision ? "yes" : "no", answer);
    if (answer.statusCode() == OK
        && Json.parse(answer.body()).path("resolved_pending").asBoolean()) {
      promise(id, "approval_received", "/step_id", step);
    }
  }

  private void reply(LoomRest rest, String id, String question, String text, String event)
      throws IOException, InterruptedException {
    if (confirmed(rest, id, "questions/" + question + "/answer", Map.of("answer", text))) {
      promise(id, event, "/question_id", question);
    }
  }

  private void rate(LoomRest rest, String id, KillCampaignOrders.Order order)
      throws IOException, InterruptedException {
    if (order.number() % 2 == 0 && !rated.contains(id)) {
      var comment = "Comment " + ++words;
      if (confirmed(rest, id, "feedback", Map.of("rating", 4, "comment", comment))) {
        promise(id, "task_feedback", "/feedback/comment", comment);
        rated.add(id);
      }
    }
  }

  private void undo(LoomRest rest, String id, KillCampaignOrders.Order order)
      throws IOException, InterruptedException {
    if (order.kind() == KillCampaignKind.FILES && isUndone(order) && !undone.contains(id)) {
      var answer = rest.post("/tasks/" + id + "/undo", "{}");
      tally("undo", answer);
      undone.add(id);
      violations.addAll(KillCampaignFiles.violations(order, true));
    }
  }

  /// Whether a task of files is undone when it has ended.
  static boolean isUndone(KillCampaignOrders.Order order) {
    return order.number() / KillCampaignKind.values().length % 2 == 1;
  }

  /// Says something that makes a difference unless the task is over by now.
  private boolean confirmed(LoomRest rest, String id, String what, Map<String, ?> body)
      throws IOException, InterruptedException {
    var answer = rest.post("/tasks/" + id + "/" + what, Json.write(body));
    tally(what.startsWith("questions") ? "answer" : what, answer);
    return answer.statusCode() == OK && Json.parse(answer.body()).path("changed").asBoolean();
  }

  private void tally(String what, HttpResponse<String> answer) {
    done.merge(what + " " + answer.statusCode(), 1, Integer::sum);
    if (answer.statusCode() >= 500) {
      violations.add(what + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private void promise(String task, String type, String pointer, String value) {
    done.merge(type, 1, Integer::sum);
    promises.add(new JournalAuditPromise(task, type, pointer, value));
  }

  List<JournalAuditPromise> promises() {
    return promises;
  }

  List<String> violations() {
    return violations;
  }

  /// What was done how often, and with which answers.
  Map<String, Integer> report() {
    return done;
  }
}
