package dev.loom.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.engine.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Records runs of a real engine and replays them.
@Timeout(120)
class ReplayTest {
  @TempDir Path temp;
  private RecordedRuns runs;

  @BeforeEach
  void createRuns() {
    runs = new RecordedRuns(temp);
  }

  private TaskSpec goal(String goal) throws Exception {
    return TaskSpec.create(goal, runs.workspace().toRealPath().toString());
  }

  private static ModelResponse says(String text, ToolCall... calls) {
    return new ModelResponse(
        text,
        "",
        List.of(calls),
        new TokenUsage(70, 30),
        "scripted-1",
        ModelResponse.StopReason.DONE);
  }

  private static String subtask(ModelRequest request) {
    return request.messages().get(1).text().replaceAll("(?s).*## Subtask (\\S+).*", "$1");
  }

  private static ToolCall write(String id, String text) {
    var arguments = new LinkedHashMap<String, Object>();
    arguments.put("path", id + ".txt");
    arguments.put("content", text);
    return new ToolCall("c", "write_file", arguments);
  }

  private static String plan(int subtasks, String more) {
    return IntStream.rangeClosed(1, subtasks)
        .mapToObj(
            n -> "{\"id\":\"s" + n + "\",\"description\":\"write number " + n + "\"" + more + "}")
        .collect(Collectors.joining(",", "{\"subtasks\":[", "]}"));
  }

  /// Writes a file per subtask; the verifier rejects the first attempt of the second subtask.
  private static ModelProvider writer(int subtasks) {
    return RecordedRuns.model(
        request ->
            switch (request.role()) {
              case PLANNER -> says(plan(subtasks, ",\"verification_tier\":2"));
              case VERIFIER ->
                  request.messages().stream().anyMatch(m -> m.text().contains("second thoughts"))
                          || !request.messages().stream().anyMatch(m -> m.text().contains("by s2"))
                      ? says("{\"passed\":true,\"confidence\":0.9,\"feedback\":\"good\"}")
                      : says("{\"passed\":false,\"confidence\":0.9,\"feedback\":\"too short\"}");
              case EXTRACTOR -> says("[]");
              case EXECUTOR -> {
                var id = subtask(request);
                var again =
                    request.messages().get(1).text().contains("Feedback on the previous attempt");
                yield request.messages().stream().anyMatch(Message.ToolOutput.class::isInstance)
                    ? says("I wrote it for " + id)
                    : says(
                        "I write it now, by " + id,
                        write(id, "by " + id + (again ? " on second thoughts" : "")));
              }
            });
  }

  @Test
  void aRunOfTheBuiltInRulesReplaysIdentically() throws Exception {
    Files.writeString(runs.workspace().resolve("A.java"), "class A {\n  // TODO: fix this\n}\n");
    var task =
        runs.record(
            runs.options(Optional.empty()),
            goal("Count the files by type, find every TODO and write what you found to FOUND.md"));
    assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());

    Files.delete(runs.workspace().resolve("FOUND.md"));
    var comparison = Replay.run(runs.transcript());

    RecordedRuns.assertIdentical(comparison);
    assertFalse(comparison.incomplete());
    assertEquals("completed", comparison.status());
    assertTrue(comparison.toolCalls() > 0);
    assertFalse(Files.exists(runs.workspace().resolve("FOUND.md")), "a tool ran");
  }

  @Test
  void parallelSubtasksAndARetryReplayIdentically() throws Exception {
    var task = runs.record(runs.options(Optional.of(writer(10))), goal("write ten files"));
    assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
    assertEquals(1, task.subtasks().get(1).retryCount());

    var comparison = Replay.run(runs.transcript());

    RecordedRuns.assertIdentical(comparison);
    assertEquals(10, comparison.subtasks());
    assertEquals(11, comparison.toolCalls());
    assertEquals(task.result().usage(), comparison.usage());
  }

  private static Transcript edited(Transcript transcript, String was, String is) {
    var text = new StringBuilder(Transcript.toJson(transcript.header()).toString()).append('\n');
    transcript.entries().forEach(entry -> text.append(Transcript.toJson(entry)).append('\n'));
    assertTrue(text.indexOf(was) >= 0, () -> "no " + was);
    return Transcript.parse("edited", text.toString().replace(was, is));
  }

  private static List<String> areas(ReplayReport comparison) {
    return comparison.differences().stream().map(ReplayDifference::area).distinct().toList();
  }

  /// Edits one entry of the transcript and expects the difference.
  private void assertDiffers(String was, String is, String area, String recorded, String replayed)
      throws InterruptedException {
    var comparison = Replay.run(edited(runs.transcript(), was, is));
    assertFalse(comparison.isIdentical());
    assertTrue(
        comparison.differences().stream()
            .anyMatch(
                each ->
                    each.area().equals(area)
                        && each.recorded().contains(recorded)
                        && each.replayed().contains(replayed)),
        () -> area + " not in " + comparison.differences());
  }

  @Test
  void aChangedArgumentVerdictSubtaskPromptOrEndIsReported() throws Exception {
    var task = runs.record(runs.options(Optional.of(writer(2))), goal("write two files"));
    assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
    // Tool arguments.
    assertDiffers(
        "\"tool\":\"write_file\",\"arguments\":{\"path\":\"s1.txt\"",
        "\"tool\":\"write_file\",\"arguments\":{\"path\":\"s9.txt\"",
        "call",
        "s9.txt",
        "s1.txt");
    // A verdict.
    assertDiffers(
        "\"kind\":\"verdict\",\"subtask_id\":\"s1\",\"attempt\":1,\"verdict\":{\"outcome\":\"verified\"",
        "\"kind\":\"verdict\",\"subtask_id\":\"s1\",\"attempt\":1,\"verdict\":{\"outcome\":\"failed\"",
        "verdict",
        "failed",
        "verified");
    // A planned subtask.
    assertDiffers(
        "\"description\":\"write number 2\",\"depends_on\":[]",
        "\"description\":\"write number 2\",\"depends_on\":[\"s1\"]",
        "plan",
        "[\"s1\"]",
        "\"depends_on\":[]");
    // A prompt.
    assertDiffers(
        "You plan work for other models.",
        "You plan the work of other models.",
        "prompt",
        "the work of",
        "work for");
    assertDiffers(
        "\"input_tokens\":700", "\"input_tokens\":770", "tokens", "770 input", "700 input");
    assertDiffers(
        "\"status\":\"completed\"", "\"status\":\"failed\"", "status", "failed", "completed");
  }

  @Test
  void aChangedVerdictDivergesAndNamesTheMissingRecording() throws Exception {
    runs.record(runs.options(Optional.of(writer(2))), goal("write two files"));
    var comparison =
        Replay.run(
            edited(
                runs.transcript(),
                "{\\\"passed\\\":true,\\\"confidence\\\":0.9,\\\"feedback\\\":\\\"good\\\"}",
                "{\\\"passed\\\":false,\\\"confidence\\\":0.9,\\\"feedback\\\":\\\"bad\\\"}"));
    assertEquals("failed", comparison.status());
    assertTrue(areas(comparison).containsAll(List.of("model", "verdict", "status", "summary")));
    assertTrue(
        comparison.differences().toString().contains("has no model response for step s1.2.1"),
        comparison.differences().toString());
  }

  @Test
  void anIncompleteTranscriptIsComparedUpToItsEnd() throws Exception {
    runs.record(runs.options(Optional.of(writer(2))), goal("write two files"));
    var lines = Files.readAllLines(runs.file());
    for (int count = 3; count < lines.size(); count++) {
      var cut = String.join("\n", lines.subList(0, count)) + "\n{\"kind\":\"mod";
      var comparison = Replay.run(Transcript.parse("cut", cut));
      assertTrue(comparison.incomplete());
      RecordedRuns.assertIdentical(comparison);
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(60, TimeUnit.SECONDS));
  }

  private static CountDownLatch latchOn(Engine engine, EventType type) {
    var seen = new CountDownLatch(1);
    engine.subscribe(
        entry -> {
          if (entry.type() == type) {
            seen.countDown();
          }
        });
    return seen;
  }

  @Test
  void userInputsAreReplayedAtTheirPosition() throws Exception {
    var inTurn = new CountDownLatch(1);
    var stopped = new CountDownLatch(1);
    var turns = new AtomicReference<>(0);
    Files.createDirectories(runs.workspace().resolve("old/x"));
    var model =
        RecordedRuns.model(
            request ->
                switch (request.role()) {
                  case PLANNER -> says(plan(1, ""));
                  case VERIFIER -> says("{\"passed\":true,\"confidence\":0.9}");
                  case EXTRACTOR -> says("[]");
                  case EXECUTOR -> {
                    if (request.messages().stream()
                        .anyMatch(Message.ToolOutput.class::isInstance)) {
                      yield says("It is gone.");
                    }
                    if (turns.getAndUpdate(n -> n + 1) == 0) {
                      inTurn.countDown();
                      try {
                        new CountDownLatch(1).await();
                      } finally {
                        stopped.countDown();
                      }
                    }
                    yield says(
                        "I remove it.",
                        new ToolCall("c", "shell_execute", Map.of("command", "rm -rf old")));
                  }
                });
    try (var engine = Engine.start(runs.options(Optional.of(model)).withTranscript(runs.file()))) {
      var approvalRequested = latchOn(engine, EventType.APPROVAL_REQUESTED);
      var ended = latchOn(engine, EventType.TASK_COMPLETED);
      TaskId task = engine.submit(goal("remove old"));
      await(inTurn);
      engine.execute(task, new TaskCommand.Pause("a moment"));
      await(stopped);
      engine.execute(task, new TaskCommand.Steer("Only the folder old."));
      engine.execute(task, new TaskCommand.Resume());
      await(approvalRequested);
      engine.execute(
          task,
          new TaskCommand.ResolveApproval(new SubtaskId("s1"), true, "go on", Optional.empty()));
      await(ended);
    }
    var transcript = runs.transcript();
    assertEquals(4, transcript.entriesOf(TranscriptEntry.ReceivedInput.class).count());
    Files.createDirectories(runs.workspace().resolve("old/x"));

    var comparison = Replay.run(transcript);

    RecordedRuns.assertIdentical(comparison);
    assertTrue(Files.exists(runs.workspace().resolve("old/x")), "a command ran");
  }

  @Test
  void aCancelledRunReplaysIdentically() throws Exception {
    var inTurn = new CountDownLatch(1);
    var model =
        RecordedRuns.model(
            request -> {
              if (request.role() == ModelRole.PLANNER) {
                return says(plan(1, ""));
              }
              inTurn.countDown();
              new CountDownLatch(1).await();
              throw new IllegalStateException("the latch was opened");
            });
    try (var engine = Engine.start(runs.options(Optional.of(model)).withTranscript(runs.file()))) {
      var ended = latchOn(engine, EventType.TASK_CANCELLED);
      var task = engine.submit(goal("never done"));
      await(inTurn);
      engine.execute(task, new TaskCommand.Cancel("enough"));
      await(ended);
    }
    var comparison = Replay.run(runs.transcript());
    RecordedRuns.assertIdentical(comparison);
    assertEquals("cancelled", comparison.status());
  }

  @Test
  void anExpiredApprovalIsReplayedWithoutWaiting() throws Exception {
    Files.createDirectories(runs.workspace().resolve("old/x"));
    var model =
        RecordedRuns.model(
            request ->
                request.role() == ModelRole.PLANNER
                    ? says(plan(1, ""))
                    : request.messages().stream().anyMatch(Message.ToolOutput.class::isInstance)
                        ? says("BLOCKED: the command was not allowed")
                        : says(
                            "",
                            new ToolCall("c", "shell_execute", Map.of("command", "rm -rf old"))));
    var task =
        runs.record(
            runs.withShortApprovalTimeout(runs.options(Optional.of(model))), goal("remove old"));
    assertEquals(TaskStatus.FAILED, task.status());
    // A replay that waited for this timeout would exceed its own.
    var longTimeout =
        edited(
            runs.transcript(),
            "\"approval_timeout_seconds\":1,",
            "\"approval_timeout_seconds\":100000,");
    RecordedRuns.assertIdentical(Replay.run(longTimeout));
  }
}
