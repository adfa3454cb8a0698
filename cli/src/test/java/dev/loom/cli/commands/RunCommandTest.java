package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class RunCommandTest {
  private final FakeRestServer server = new FakeRestServer().on("GET /health", "{}");

  @AfterEach
  void close() {
    server.close();
  }

  private static String stream(String lastEvent) {
    return "data: {\"seq\":1,\"task_id\":\"t1\",\"event_type\":\""
        + lastEvent
        + "\",\"data\":{}}\n\n";
  }

  private void runUntil(int exitCode, String lastEvent, String... options) {
    server.on("POST /tasks", "{\"task_id\":\"t1\"}").on("GET /tasks/t1/stream", stream(lastEvent));
    var arguments = new ArrayList<>(List.of("run", "Do it"));
    arguments.addAll(List.of(options));
    server.run(exitCode, arguments.toArray(String[]::new));
  }

  @Test
  void exitCodeFollowsTheTerminalEvent() {
    runUntil(ExitCode.COMPLETED, "task_completed");
    runUntil(ExitCode.FAILED, "task_failed");
    runUntil(ExitCode.CANCELLED, "task_cancelled");
  }

  @ParameterizedTest
  @CsvSource({
    "waiting for model: m is away, paused, 75",
    "waiting for model: m is away, executing, 0",
    "lunch, paused, 0",
  })
  void anOutageEndsTheRunWithoutATerminalWhileTheTaskStaysPaused(
      String reason, String status, int exitCode) {
    server
        .on("POST /tasks", "{\"task_id\":\"t1\"}")
        .on("GET /tasks/t1", "{\"status\":\"" + status + "\"}")
        .on(
            "GET /tasks/t1/stream",
            "data: {\"seq\":1,\"event_type\":\"task_paused\",\"data\":{\"reason\":\""
                + reason
                + "\"}}\n\n"
                + stream("task_completed"));
    server.run(exitCode, "run", "Do it");
    assertFalse(server.requests().toString().contains("cancel"), server.requests().toString());
  }

  @Test
  void optionsAreSentWithTheGoal() {
    var directory = Path.of("").toAbsolutePath().toString();
    server.on(
        "GET /processes?workspace=" + URLEncoder.encode(directory, StandardCharsets.UTF_8), "[]");
    server.on("GET /models", "[{\"provider\":\"builtin\"}]");
    runUntil(
        ExitCode.COMPLETED,
        "task_completed",
        "--approval-mode=manual",
        "--process=audit",
        "--plan-only",
        "--budget-tokens=9");
    var request = server.requests().get(4);
    assertTrue(request.contains("\"goal\":\"Do it\""), request);
    assertTrue(request.contains("\"approval_mode\":\"manual\""), request);
    assertTrue(request.contains("\"process\":\"audit\""), request);
    assertTrue(request.contains("\"plan_only\":true"), request);
    assertTrue(request.contains("\"budget\":{\"max_tokens\":9}"), request);
    assertEquals(6, server.requests().size());
  }

  @Test
  void goalIsReadFromStandardInputIfItIsADashOrMissing() {
    var input = System.in;
    try {
      for (var arguments : List.of(List.of("run", "-"), List.of("run"))) {
        System.setIn(new ByteArrayInputStream("Grüße\nalle\n".getBytes(StandardCharsets.UTF_8)));
        server
            .on("POST /tasks", "{\"task_id\":\"t1\"}")
            .on("GET /tasks/t1/stream", stream("task_completed"));
        server.run(ExitCode.COMPLETED, arguments.toArray(String[]::new));
        var request = server.requests().get(server.requests().size() - 2);
        assertTrue(request.contains("\"goal\":\"Grüße\\nalle\""), request);
      }
    } finally {
      System.setIn(input);
    }
  }

  @Test
  void recordingNeedsItsOwnEngine() {
    server.run(ExitCode.USAGE, "run", "Do it", "--record", "run.jsonl");
    assertTrue(server.errors().contains("recording.directory"), server.errors());
  }

  @Test
  void aProcessOfAWorkspaceThatIsNotTrustedIsRefused(@TempDir Path workspace) throws Exception {
    var directory = Files.createDirectories(workspace.resolve("loom-processes"));
    var file = Files.writeString(directory.resolve("evil.yaml"), "name: evil\n");
    server.on(
        "GET /processes?workspace="
            + URLEncoder.encode(workspace.toString(), StandardCharsets.UTF_8),
        "[{\"name\": \"evil\", \"source\": \"" + file + "\"}]");
    server.run(ExitCode.CONFIG, "run", "Do it", "--process=evil", "-w", workspace.toString());
    assertTrue(server.errors().contains("loom trust " + workspace), server.errors());
    assertFalse(server.requests().toString().contains("POST /tasks"));
  }
}
