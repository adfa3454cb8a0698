package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.contracts.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Dangerous tasks in one home: half of them are answered by the engine that asked, the others by
/// the next one after a `kill -9`.
final class DangerRound {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final LoomCommand loom;
  private final List<Case> cases = new ArrayList<>();

  DangerRound(LoomCommand loom) {
    this.loom = loom;
  }

  /// One task.
  ///
  /// @param later whether it is answered only after the restart
  private record Case(
      String task, DangerSpelling spelling, Path workspace, boolean yes, boolean later) {}

  /// @param indices of the spellings
  /// @param turn 0 to 3: who is granted and who waits
  void run(List<Integer> indices, int turn, Path work) throws Exception {
    String shown;
    try (var server = loom.serve();
        var rest = LoomRest.at(server.address())) {
      for (int place = 0; place < indices.size(); place++) {
        submit(rest, indices.get(place), (place + turn) % 4, work);
      }
      for (var each : cases) {
        Deadline.of(PATIENCE).until(each.spelling() + " is asked about", () -> isAsked(rest, each));
      }
      assertUntouched(true);
      answer(rest, false);
      assertUntouched(false);
      shown = shown(rest);
      server.kill();
    }
    assertUntouched(false);
    try (var server = loom.serve();
        var rest = LoomRest.at(server.address())) {
      assertEquals(shown, shown(rest), "another question after the restart");
      assertUntouched(false);
      answer(rest, true);
      for (var each : cases) {
        check(each, rest);
      }
      server.stop();
    }
  }

  private void submit(LoomRest rest, int index, int role, Path work) throws Exception {
    var workspace = Files.createDirectories(work.resolve("t" + index));
    DangerSpelling.prepare(workspace);
    var task =
        rest.submit(
            Map.of(
                "goal", DangerScript.goal(index),
                "workspace", workspace.toString(),
                "approval_mode", "auto"));
    cases.add(new Case(task, DangerSpelling.ALL.get(index), workspace, role % 2 == 0, role >= 2));
  }

  private static boolean isAsked(LoomRest rest, Case each) throws Exception {
    var task = rest.task(each.task());
    var status = task.path("status").asText();
    assertTrue(
        !status.equals("completed") && !status.equals("failed"),
        () -> each.spelling() + " was not asked about: " + task);
    return task.path("waiting_for").size() == 1;
  }

  private void assertUntouched(boolean all) throws Exception {
    for (var each : cases) {
      if (all || each.later()) {
        assertEquals(
            0, each.spelling().runs(each.workspace()), () -> each.spelling() + " ran before a yes");
      }
    }
  }

  /// What waits for an answer, with its hash.
  private String shown(LoomRest rest) throws Exception {
    var shown = new StringBuilder();
    for (var each : cases) {
      if (each.later()) {
        shown.append(each.task()).append(' ').append(waiting(rest, each)).append('\n');
      }
    }
    return shown.toString();
  }

  private static JsonNode waiting(LoomRest rest, Case each) throws Exception {
    return rest.task(each.task()).path("waiting_for").path(0);
  }

  private void answer(LoomRest rest, boolean later) throws Exception {
    for (var each : cases) {
      if (each.later() == later) {
        var body =
            Map.of(
                "subtask_id",
                "danger",
                "approved",
                each.yes(),
                "action_hash",
                waiting(rest, each).path("action_hash").asText());
        var answer = rest.post("/tasks/" + each.task() + "/approve", Json.write(body));
        assertEquals(200, answer.statusCode(), answer.body());
      }
    }
    for (var each : cases) {
      if (each.later() == later) {
        rest.finished(each.task());
      }
    }
  }

  private static void check(Case each, LoomRest rest) throws Exception {
    int wanted = each.yes() ? 1 : 0;
    int ran = each.spelling().runs(each.workspace());
    System.out.printf(
        "%-20s %-55s %-4s %-15s ran %d%n",
        each.spelling().family(),
        each.spelling().text(),
        each.yes() ? "yes" : "no",
        each.later() ? "after kill -9" : "in one life",
        ran);
    assertEquals(wanted, ran, () -> each.spelling().toString());
    var types = rest.events(each.task()).stream().map(LoomRest.Event::type).toList();
    // And the harmless call that follows.
    assertEquals(wanted + 1, types.stream().filter("tool_call_started"::equals).count());
    assertEquals(1, types.stream().filter("approval_requested"::equals).count());
    assertTrue(
        !each.yes()
            || types.indexOf("approval_requested") < types.indexOf("approval_received")
                && types.indexOf("approval_received") < types.indexOf("tool_call_started"),
        () -> each.spelling() + ": " + types);
  }
}
