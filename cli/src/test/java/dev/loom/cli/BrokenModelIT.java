package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.cli.ScriptedModelServer.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks that a broken model endpoint ends the task with an error that names the cause.
@Timeout(180)
class BrokenModelIT {
  @TempDir Path temp;

  /// Runs a task against an endpoint and returns its errors.
  private String errorsWith(String baseUrl) throws Exception {
    var workspace = Files.createDirectory(temp.resolve("work"));
    var loom =
        LoomLauncher.forHome(temp.resolve("home"), temp)
            .withModel(baseUrl)
            .withSetting("model_calls.first_byte_timeout_seconds", "1")
            .withSetting("model_calls.attempts_max", "1")
            .withSetting("model_calls.patience_seconds", "0");
    try (var server = loom.serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      var id = rest.submit(Map.of("goal", "Write a poem", "workspace", workspace.toString()));
      var task = rest.awaitFinished(id);
      assertEquals("failed", task.path("status").asText());
      return task.path("errors").toString();
    }
  }

  private static void assertContains(String errors, String... expected) {
    for (var each : expected) {
      assertTrue(errors.contains(each), () -> "no \"" + each + "\" in " + errors);
    }
  }

  @Test
  void unreachableEndpointIsNamedWithTheKeyToChange() throws Exception {
    var baseUrl = closed();
    assertContains(
        errorsWith(baseUrl), "No model server answers at " + baseUrl, "models.scripted.base_url");
  }

  private static String closed() throws IOException {
    try (var stopped = ScriptedModelServer.start((role, conversation) -> new Reply.NoResponse())) {
      return stopped.baseUrl();
    }
  }

  @Test
  void endpointWithoutAResponseIsNamedWithTheTimeout() throws Exception {
    try (var model = ScriptedModelServer.start((role, conversation) -> new Reply.NoResponse())) {
      assertContains(
          errorsWith(model.baseUrl()),
          model.baseUrl(),
          "within 1 s",
          "model_calls.first_byte_timeout_seconds");
    }
  }

  @Test
  void endpointThatDisconnectsIsNamed() throws Exception {
    try (var model =
        ScriptedModelServer.start(
            (role, conversation) -> new Reply.Disconnect("{\"subtasks\": ["))) {
      assertContains(errorsWith(model.baseUrl()), model.baseUrl(), "broke off");
    }
  }
}
