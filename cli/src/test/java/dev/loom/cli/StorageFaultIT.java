package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Injects storage faults (disk full, failed sync) into a working engine: no acknowledged data is
/// lost, and the task resumes by itself after the fault. `-Dstore.faults=28:write,5:sync,5:write`
/// selects the faults, `-Dstore.fault.seconds` prolongs them.
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class StorageFaultIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final Duration MORE_FAULT =
      Duration.ofSeconds(Integer.getInteger("store.fault.seconds", 0));

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path run;

  /// Faults as `call errno`: 28 is ENOSPC, 5 is EIO.
  static Stream<String> faults() {
    return Stream.of(System.getProperty("store.faults", "28:write").split(","))
        .map(each -> each.split(":")[1] + " " + each.split(":")[0]);
  }

  @ParameterizedTest
  @MethodSource("faults")
  void runningTaskResumesAfterAStorageFaultAndNewTasksFailFast(String kind) throws Exception {
    var home = Files.createDirectory(run.resolve("home")).toRealPath();
    var database = home.resolve("loom.db");
    var fault = run.resolve("fault");
    var shim = PowerCutShim.compile(run);
    try (var model = ScriptedModelServer.start(new CampaignModelScript(1))) {
      var loom = LoomLauncher.forHome(home, run).withModel(model.baseUrl());
      var failing =
          loom.withEnvironment(
              shim.failingEnvironment(fault, database.toString(), run.resolve("log")));
      var accepted = new ArrayList<String>();
      try (var server = failing.serve();
          var rest = LoomRestClient.forAddress(server.address())) {
        var working = rest.submit(task("one"));
        accepted.add(working);
        PollingDeadline.after(TIMEOUT)
            .until(
                "a tool runs",
                () -> rest.get("/tasks/" + working + "/events").body().contains("tool_call"));

        Files.writeString(fault, kind);
        assertSubmissionFails(rest, kind);
        assertEquals(200, rest.get("/tasks/" + working).statusCode());
        server.assertAliveFor(MORE_FAULT);
        Files.delete(fault);

        assertEquals("completed", rest.awaitFinished(working).path("status").asText());
        accepted.add(rest.submit(task("three")));
        assertEquals("completed", rest.awaitFinished(accepted.getLast()).path("status").asText());
        server.stop();
      }
      finish(loom, database);
      var audit = new CampaignJournalAudit(database);
      System.out.println(kind + ": " + audit.taskCount() + " tasks in the journal");
      assertEquals(List.of(), audit.violations(accepted, EffectLog.readAll(run.resolve("work"))));
    }
  }

  private void assertSubmissionFails(LoomRestClient rest, String kind) throws Exception {
    long begin = System.nanoTime();
    var response = rest.post("/tasks", Json.write(task("two")));
    long millis = Duration.ofNanos(System.nanoTime() - begin).toMillis();
    System.out.println(kind + ": failed after " + millis + " ms: " + response.body());
    assertTrue(response.statusCode() >= 500, response.body());
    assertTrue(response.body().contains("\"code\""), response.body());
  }

  /// Starts another engine that finishes all remaining tasks.
  private static void finish(LoomLauncher loom, Path database) throws Exception {
    try (var server = loom.serve()) {
      server.address();
      PollingDeadline.after(TIMEOUT)
          .until(
              "every task is finished", () -> new CampaignJournalAudit(database).unfinished() == 0);
      server.stop();
    }
  }

  private Map<String, String> task(String name) throws Exception {
    var workspace = Files.createDirectories(run.resolve("work").resolve(name));
    return Map.of("goal", "Task " + name, "workspace", workspace.toString());
  }
}
