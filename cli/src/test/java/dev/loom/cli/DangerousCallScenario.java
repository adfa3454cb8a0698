package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Runs dangerous tasks on one home: half of them are decided on the first engine, the others on
/// the next one after a `kill -9`.
final class DangerousCallScenario {
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final LoomLauncher loom;
  private final List<Case> cases = new ArrayList<>();

  DangerousCallScenario(LoomLauncher loom) {
    this.loom = loom;
  }

  /// One task.
  ///
  /// @param afterRestart whether it is decided only after the restart
  private record Case(
      String task,
      DangerousSample sample,
      Path workspace,
      boolean approved,
      boolean afterRestart) {}

  /// @param indices of the samples
  /// @param rotation 0 to 3: varies which samples are approved and which are decided later
  void run(List<Integer> indices, int rotation, Path work) throws Exception {
    String pendingBefore;
    try (var server = loom.serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      for (int position = 0; position < indices.size(); position++) {
        submit(rest, indices.get(position), (position + rotation) % 4, work);
      }
      for (var each : cases) {
        PollingDeadline.after(TIMEOUT)
            .until(each.sample() + " needs approval", () -> isPending(rest, each));
      }
      assertUntouched(true);
      answer(rest, false);
      assertUntouched(false);
      pendingBefore = pendingActions(rest);
      server.kill();
    }
    assertUntouched(false);
    try (var server = loom.serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      assertEquals(pendingBefore, pendingActions(rest), "another pending action after the restart");
      assertUntouched(false);
      answer(rest, true);
      for (var each : cases) {
        check(each, rest);
      }
      server.stop();
    }
  }

  private void submit(LoomRestClient rest, int index, int role, Path work) throws Exception {
    var workspace = Files.createDirectories(work.resolve("t" + index));
    DangerousSample.prepare(workspace);
    var task =
        rest.submit(
            Map.of(
                "goal", DangerousCallScript.goal(index),
                "workspace", workspace.toString(),
                "approval_mode", "auto"));
    cases.add(new Case(task, DangerousSample.ALL.get(index), workspace, role % 2 == 0, role >= 2));
  }

  private static boolean isPending(LoomRestClient rest, Case each) throws Exception {
    var task = rest.task(each.task());
    var status = task.path("status").asText();
    assertTrue(
        !status.equals("completed") && !status.equals("failed"),
        () -> each.sample() + " did not need approval: " + task);
    return task.path("waiting_for").size() == 1;
  }

  private void assertUntouched(boolean all) throws Exception {
    for (var each : cases) {
      if (all || each.afterRestart()) {
        assertEquals(
            0,
            each.sample().runs(each.workspace()),
            () -> each.sample() + " ran before its approval");
      }
    }
  }

  /// Returns the actions that are decided later, with their hashes.
  private String pendingActions(LoomRestClient rest) throws Exception {
    var pendingBefore = new StringBuilder();
    for (var each : cases) {
      if (each.afterRestart()) {
        pendingBefore
            .append(each.task())
            .append(' ')
            .append(pendingDecision(rest, each))
            .append('\n');
      }
    }
    return pendingBefore.toString();
  }

  private static JsonNode pendingDecision(LoomRestClient rest, Case each) throws Exception {
    return rest.task(each.task()).path("waiting_for").path(0);
  }

  private void answer(LoomRestClient rest, boolean afterRestart) throws Exception {
    for (var each : cases) {
      if (each.afterRestart() == afterRestart) {
        var body =
            Map.of(
                "subtask_id",
                "danger",
                "approved",
                each.approved(),
                "action_hash",
                pendingDecision(rest, each).path("action_hash").asText());
        var answer = rest.post("/tasks/" + each.task() + "/approve", Json.write(body));
        assertEquals(200, answer.statusCode(), answer.body());
      }
    }
    for (var each : cases) {
      if (each.afterRestart() == afterRestart) {
        rest.awaitFinished(each.task());
      }
    }
  }

  private static void check(Case each, LoomRestClient rest) throws Exception {
    int expected = each.approved() ? 1 : 0;
    int runs = each.sample().runs(each.workspace());
    System.out.printf(
        "%-20s %-55s %-4s %-15s ran %d%n",
        each.sample().family(),
        each.sample().text(),
        each.approved() ? "yes" : "no",
        each.afterRestart() ? "after kill -9" : "same engine",
        runs);
    assertEquals(expected, runs, () -> each.sample().toString());
    var types = rest.events(each.task()).stream().map(LoomRestClient.Event::type).toList();
    // Includes the harmless call that follows.
    assertEquals(expected + 1, types.stream().filter("tool_call_started"::equals).count());
    assertEquals(1, types.stream().filter("approval_requested"::equals).count());
    assertTrue(
        !each.approved()
            || types.indexOf("approval_requested") < types.indexOf("approval_received")
                && types.indexOf("approval_received") < types.indexOf("tool_call_started"),
        () -> each.sample() + ": " + types);
  }
}
