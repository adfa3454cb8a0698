package dev.loom.engine.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests approvals and the control of running tasks.
@Timeout(60)
class ApprovalAndControlCasesTest {
  private static final long SECONDS_MAX = 20;

  @TempDir static Path directory;

  private static RunningLoom loom;

  @BeforeAll
  static void start() {
    loom = RunningLoom.start(directory);
  }

  @AfterAll
  static void stop() {
    loom.close();
  }

  private static JsonNode expect(String status, SubmittedTask task) {
    var ended = task.ended();
    assertEquals(status, ended.path("status").asText(), ended.path("errors").toString());
    return ended;
  }

  private static void assertApproved(SubmittedTask task, String subtask) {
    var response = task.approve(subtask);
    assertEquals(200, response.status(), response.body().toString());
    assertTrue(response.body().path("resolved_pending").asBoolean(), response.body().toString());
  }

  @Case(56)
  void manualModeRequiresApprovalAfterEverySubtask() {
    var task =
        loom.submit(Script.plans(Step.of("a"), Step.of("b", "a")), "approval_mode", "manual");
    for (var subtask : new String[] {"a", "b"}) {
      task.awaited(event -> isApprovalFor(event, subtask));
      assertEquals("waiting_approval", task.status());
      assertApproved(task, subtask);
    }
    expect("completed", task);
    assertEquals(2, task.events("approval_received").size());
  }

  private static boolean isApprovalFor(JsonNode event, String subtask) {
    return event.path("event_type").asText().equals("approval_requested")
        && event.path("data").path("subtask_id").asText().equals(subtask);
  }

  @Case(57)
  void aRejectedResultWithoutAReasonFailsTheTask() {
    var task = loom.submit(Script.plans(Step.of("a")), "approval_mode", "manual");
    task.awaited("approval_requested");
    task.reject("a", "");
    expect("failed", task);
    assertEquals("Rejected by human reviewer", task.subtask("a").path("summary").asText());
    assertEquals(1, task.events("subtask_started").size());
  }

  @Case(57)
  void aRejectedResultWithAReasonIsRetriedWithTheReason() {
    var userText = new AtomicReference<>("");
    var script =
        Script.of(
            turn -> {
              if (turn.attempt() == 2) {
                userText.set(turn.prompt());
              }
              return Script.writesItsFile(turn);
            });
    var task = loom.submit(script, "approval_mode", "manual");
    task.awaited("approval_requested");
    task.reject("a", "the title is missing");
    task.awaited("subtask_retrying");
    task.awaited(
        event ->
            isApprovalFor(event, "a")
                && event.path("data").path("step_id").asText().startsWith("a.2."));
    assertApproved(task, "a");
    expect("completed", task);
    assertTrue(userText.get().contains("the title is missing"), userText.get());
  }

  @Case(58)
  void aDangerousCommandRequiresApprovalInAutoMode() throws Exception {
    var workspace = loom.folder();
    Files.createDirectories(workspace.resolve("build/x"));
    var task = loom.submitIn(workspace, Script.of(Script.after(Turn.runs("rm -rf build"))));
    var request = task.awaited("approval_requested").path("data");
    assertTrue(
        request.path("proposed_action").asText().contains("rm -rf build"), request.toString());
    assertEquals("high", request.path("risk_level").asText());
    assertEquals("waiting_approval", task.status());
    assertTrue(Files.exists(workspace.resolve("build/x")));
    assertApproved(task, "a");
    expect("completed", task);
    assertTrue(Files.notExists(workspace.resolve("build")));
  }

  @Case(58)
  void aRejectedCommandNeverRunsAndTheModelContinues() throws Exception {
    var workspace = loom.folder();
    Files.createDirectories(workspace.resolve("build/x"));
    var script =
        Script.of(
            Script.turns(
                turn -> Turn.runs("rm -rf build"),
                turn -> Turn.writes("kept.txt", turn.lastOutput().text()),
                turn -> Turn.says("kept it")));
    var task = loom.submitIn(workspace, script);
    task.awaited("approval_requested");
    task.reject("a", "I need it");
    expect("completed", task);
    assertTrue(Files.exists(workspace.resolve("build/x")));
    var userText = Files.readString(workspace.resolve("kept.txt"));
    assertTrue(userText.contains("it was rejected. Reason: I need it. Use another way"), userText);
  }

  @Case(59)
  void writingASecretsFileRequiresApproval() {
    var task = loom.submit(Script.of(Script.after(Turn.writes(".env", "KEY=1"))));
    task.awaited("approval_requested");
    assertTrue(Files.notExists(task.workspace().resolve(".env")));
    assertApproved(task, "a");
    expect("completed", task);
    assertTrue(Files.exists(task.workspace().resolve(".env")));
  }

  /// Runs the responder only on the last allowed attempt; earlier attempts respond with an empty
  /// text.
  private static Turn.Responder onLastAttempt(Turn.Responder last) {
    return turn -> turn.attempt() < 4 ? Turn.says("") : last.respond(turn);
  }

  @Case(60)
  void mediumConfidenceNeedsNoApprovalInAutoMode() {
    var task = loom.submit(Script.of(onLastAttempt(Script::writesItsFile)));
    expect("completed", task);
    assertEquals(0.714, task.subtask("a").path("confidence").asDouble(), 0.001);
    assertFalse(task.eventTypes().contains("approval_requested"));
  }

  @Case(60)
  void lowConfidenceRequiresApprovalForUpToADay() throws Exception {
    var workspace = loom.folder();
    Files.createDirectories(workspace.resolve("build"));
    var script =
        Script.plans(Step.of("a").verifiedByTier(2))
            .executing(onLastAttempt(Script.after(Turn.runs("rm -rf build"))))
            .verifying(turn -> Turn.verdict(true, 0.3));
    var task = loom.submitIn(workspace, script);
    task.awaited("approval_requested");
    assertApproved(task, "a");
    var request = task.awaited(event -> event.path("data").path("details").has("confidence"));
    assertEquals(0.49, request.path("data").path("details").path("confidence").asDouble(), 0.001);
    var at = Instant.parse(request.path("timestamp").asText());
    var expires = Instant.parse(request.path("data").path("expires_at").asText());
    assertEquals(Duration.ofSeconds(86_400), Duration.between(at, expires));
    assertApproved(task, "a");
    expect("completed", task);
  }

  @Case(61)
  void thresholdModeRequiresApprovalBelowTheThresholdOnly() {
    var sure = loom.submit(Script.plans(Step.of("a")), "approval_mode", "confidence_threshold");
    expect("completed", sure);
    assertFalse(sure.eventTypes().contains("approval_requested"));
    var unsure =
        loom.submit(
            Script.of(onLastAttempt(Script::writesItsFile)),
            "approval_mode",
            "confidence_threshold");
    unsure.awaited("approval_requested");
    assertEquals("waiting_approval", unsure.status());
    assertApproved(unsure, "a");
    expect("completed", unsure);
  }

  @Case(61)
  void thresholdModeRequiresApprovalOfDangerousCallsAtAnyConfidence() {
    var task =
        loom.submit(
            Script.of(Script.after(Turn.writes(".env", "KEY=1"))),
            "approval_mode",
            "confidence_threshold");
    task.awaited("approval_requested");
    assertTrue(Files.notExists(task.workspace().resolve(".env")));
    assertApproved(task, "a");
    expect("completed", task);
  }

  @Case(62)
  void cancellingInterruptsTheRunningCallAndIsFinal() throws Exception {
    var stopped = new CountDownLatch(1);
    var script =
        Script.plans(Step.of("a"), Step.of("b", "a"))
            .executing(
                turn -> {
                  try {
                    new CountDownLatch(1).await();
                    return Turn.says("never");
                  } finally {
                    stopped.countDown();
                  }
                });
    var task = loom.submit(script);
    task.awaited("subtask_started");
    assertEquals("cancelled", task.cancel().text("status"));
    assertTrue(stopped.await(SECONDS_MAX, TimeUnit.SECONDS));
    expect("cancelled", task);
    assertEquals("task_cancelled", task.eventTypes().getLast());
    for (var subtask : new String[] {"a", "b"}) {
      assertEquals("skipped", task.subtask(subtask).path("status").asText(), subtask);
    }
  }

  @Case(62)
  void cancellingKillsTheRunningCommand() throws Exception {
    var workspace = loom.folder();
    try (var watch = workspace.getFileSystem().newWatchService()) {
      workspace.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      // Found by its arguments, because it has another id in a sandbox.
      var command = "touch started && exec sleep 30917";
      var task = loom.submitIn(workspace, Script.of(Script.after(Turn.runs(command))));
      awaitFile(watch, workspace.resolve("started"));
      var running =
          ProcessHandle.allProcesses()
              .filter(process -> process.info().commandLine().orElse("").contains("sleep 30917"))
              .toList();
      assertFalse(running.isEmpty());
      assertEquals(200, task.cancel().status());
      for (var process : running) {
        process.onExit().get(SECONDS_MAX, TimeUnit.SECONDS);
      }
      expect("cancelled", task);
    }
  }

  private static void awaitFile(WatchService watch, Path file) throws InterruptedException {
    while (Files.notExists(file)) {
      var changed = watch.poll(SECONDS_MAX, TimeUnit.SECONDS);
      assertNotNull(changed, "no file " + file);
      changed.pollEvents();
      changed.reset();
    }
  }

  @Case(63)
  void anApprovalAfterCancellationHasNoEffect() throws Exception {
    var workspace = loom.folder();
    Files.createDirectories(workspace.resolve("build"));
    var task = loom.submitIn(workspace, Script.of(Script.after(Turn.runs("rm -rf build"))));
    task.awaited("approval_requested");
    assertEquals(200, task.cancel().status());
    var response = task.approve("a");
    assertEquals(409, response.status(), response.body().toString());
    expect("cancelled", task);
    assertEquals("task_cancelled", task.eventTypes().getLast());
    assertTrue(Files.exists(workspace.resolve("build")));
  }

  @Case(64)
  void cancellingAFinishedTaskConflicts() {
    var task = loom.submit(Script.plans(Step.of("a")));
    expect("completed", task);
    for (var response : new RunningLoom.ApiResponse[] {task.cancel(), loom.delete(task.path(""))}) {
      assertEquals(409, response.status());
      assertTrue(response.text("detail").contains("already completed"), response.text("detail"));
    }
    assertEquals("completed", task.status());
  }

  @Case(65)
  void anInstructionReachesTheRunningAndTheNextSubtask() throws Exception {
    var held = new CountDownLatch(1);
    var same = new AtomicReference<>("");
    var next = new AtomicReference<>("");
    var script =
        Script.plans(Step.of("a"), Step.of("b", "a"))
            .executing(
                turn -> {
                  if (turn.subtask().equals("b")) {
                    next.set(turn.prompt());
                  } else if (turn.number() == 1) {
                    held.await();
                  } else {
                    same.set(turn.userText());
                  }
                  return Script.writesItsFile(turn);
                });
    var task = loom.submit(script);
    task.awaited("subtask_started");
    assertEquals(200, task.steer("use blue paint").status());
    held.countDown();
    expect("completed", task);
    assertTrue(same.get().contains("use blue paint"), same.get());
    assertTrue(next.get().contains("use blue paint"), next.get());
  }
}
