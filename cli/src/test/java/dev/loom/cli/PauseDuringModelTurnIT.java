package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.cli.ScriptedModelServer.Reply;
import dev.loom.cli.ScriptedModelServer.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks that a pause cancels the current model turn without counting as a failure.
@Timeout(120)
class PauseDuringModelTurnIT {
  private static final String PLAN =
      "{\"subtasks\": [{\"id\": \"a\", \"description\": \"say it\", \"depends_on\": [],"
          + " \"model_tier\": 1, \"verification_tier\": 1, \"is_synthesis\": false,"
          + " \"acceptance_criteria\": \"\", \"deliverables\": []}]}";

  @TempDir Path run;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch resumed = new CountDownLatch(1);

  private Reply reply(Role role) throws InterruptedException {
    if (role == Role.PLANNER) {
      return new Reply.Text(PLAN);
    }
    requested.countDown();
    resumed.await();
    return new Reply.Text("It is said.");
  }

  @Test
  void modelTurnCancelledByAPauseIsRepeatedWithoutAFailure() throws Exception {
    try (var model = ScriptedModelServer.start((role, conversation) -> reply(role));
        var server =
            LoomLauncher.forHome(run.resolve("home"), run).withModel(model.baseUrl()).serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      var workspace = Files.createDirectory(run.resolve("work")).toString();
      var task = rest.submit(Map.of("goal", "say it", "workspace", workspace));
      assertTrue(requested.await(60, TimeUnit.SECONDS));
      assertEquals(200, rest.post("/tasks/" + task + "/pause", "{}").statusCode());
      resumed.countDown();
      assertEquals(200, rest.post("/tasks/" + task + "/resume", "{}").statusCode());
      assertEquals("completed", rest.awaitFinished(task).path("status").asText());
      var types = rest.events(task).stream().map(LoomRestClient.Event::type).toList();
      assertTrue(!types.contains("subtask_failed"), types::toString);
      server.stop();
    }
  }
}
