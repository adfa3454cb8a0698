package dev.loom.engine.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.Message;
import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRequest;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.TokenUsage;
import dev.loom.api.model.ToolCall;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real runs of the real engine, recorded and replayed.
@Timeout(120)
class ReplayTest {
  @TempDir Path temp;
  private RecordedRuns runs;

  @BeforeEach
  void noRunYet() {
    runs = new RecordedRuns(temp);
  }

  private TaskSpec goal(String goal) throws Exception {
    return TaskSpec.of(goal, runs.workspace().toRealPath().toString());
  }

  private static ModelResponse says(String text, ToolCall... calls) {
    return new ModelResponse(
        text, "", List.of(calls), new TokenUsage(70, 30), "scripted-1", ModelResponse.Stop.DONE);
  }

  private static String subtask(ModelRequest request) {
    return request.messages().get(1).text().replaceAll("(?s).*## Subtask (\\S+).*", "$1");
  }

  private static ToolCall write(String id, String text) {
    return new ToolCall("c", "write_file", Map.of("path", id + ".txt", "content", text));
  }

  private static String plan(int subtasks, String more) {
    return IntStream.rangeClosed(1, subtasks)
        .mapToObj(
            n -> "{\"id\":\"s" + n + "\",\"description\":\"write number " + n + "\"" + more + "}")
        .collect(Collectors.joining(",", "{\"subtasks\":[", "]}"));
  }

  /// Writes a file in each subtask; a verifier refuses the first attempt of the second.
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
                    request.messages().get(1).text().contains("Feedback on the attempt before");
                yield request.messages().stream().anyMatch(Message.ToolOutput.class::isInstance)
                    ? says("I wrote it for " + id)
                    : says(
                        "I write it now, by " + id,
                        write(id, "by " + id + (again ? " on second thoughts" : "")));
              }
            });
  }

  @Test
  void aRunOfTheBuiltInRulesIsTheSameWhenItIsReplayed() throws Exception {
    Files.writeString(runs.workspace().resolve("A.java"), "class A {\n  // TODO: mend this\n}\n");
    var task =
        runs.record(
            runs.options(Optional.empty()),
            goal("Count the files by type, find every TODO and write what you found to FOUND.md"));
    assertEquals(TaskStatus.COMPLETED, task.status(), task.errors().toString());

    Files.delete(runs.workspace().resolve("FOUND.md"));
    var comparison = Replay.of(runs.transcript());

    RecordedRuns.assertSame(comparison);
    assertFalse(comparison.cut());
    assertEquals("completed", comparison.status());
    assertTrue(comparison.toolCalls() > 0);
    assertFalse(Files.exists(runs.workspace().resolve("FOUND.md")), "a tool ran");
  }

  @Test
  void parallelSubtasksARefusedResultAndItsRetryAreTheSameWhenTheyAreReplayed() throws Exception {
    var task = runs.record(runs.options(Optional.of(writer(10))), goal("write ten files"));
    assertEquals(TaskStatus.COMPLETED, task.status(), task.errors().toString());
    assertEquals(1, task.subtasks().get(1).retryCount());

    var comparison = Replay.of(runs.transcript());

    RecordedRuns.assertSame(comparison);
    assertEquals(10, comparison.subtasks());
    assertEquals(11, comparison.toolCalls());
    assertEquals(task.usage(), comparison.usage());
    System.err.println("replayed in " + comparison.millis());
  }
}
