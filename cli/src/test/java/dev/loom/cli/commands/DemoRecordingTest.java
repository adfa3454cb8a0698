package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
import dev.loom.bus.transcript.Transcript;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Records the demo with the real engine and [DemoModel] and compares it with the shipped
/// recording.
///
/// After a change of the script or of prompts: `./mvnw test -pl cli -am -Dtest=DemoRecordingTest
/// -Dsurefire.failIfNoSpecifiedTests=false -Ddemo.record=true`.
@Timeout(120)
class DemoRecordingTest {
  private static final Path SHIPPED =
      Path.of("src", "main", "resources", "dev", "loom", "cli", "commands", "demo.jsonl");

  @TempDir Path temp;

  private Path record() throws Exception {
    var file = temp.resolve("demo.jsonl");
    try (var folder = DemoDirectory.create();
        var model = DemoModel.start()) {
      var home = new Home(folder.home());
      var flags =
          Map.of(
              "server.port", "0",
              "models.demo.provider", "openai_compatible",
              "models.demo.base_url", model.baseUrl(),
              "models.demo.model", "demo",
              "models.demo.roles", "planner,executor,verifier,extractor");
      var config = Engine.loadConfig(home, folder.path(), Map.of(), flags);
      var options = new EngineOptions(home, config, Map.of(), List.of(), List.of());
      try (var engine = Engine.start(options.withTranscript(file))) {
        run(engine, TaskSpec.create(DemoDirectory.GOAL, folder.workspace().toString()));
      }
      // Replace the temporary path, which differs in each recording.
      var text =
          Files.readString(file).replace(folder.workspace().toString(), "/tmp/loom-demo/shop");
      Files.writeString(file, text);
    }
    return file;
  }

  private static void run(Engine engine, TaskSpec spec) throws Exception {
    var ended = new CountDownLatch(1);
    var approvalRequested = new CountDownLatch(1);
    var subtask = new AtomicReference<SubtaskId>();
    engine.subscribe(
        entry -> {
          switch (entry.type()) {
            case APPROVAL_REQUESTED -> {
              subtask.set(new SubtaskId(Json.parse(entry.data()).path("subtask_id").asText()));
              approvalRequested.countDown();
            }
            case TASK_COMPLETED, TASK_FAILED -> ended.countDown();
            default -> {
              // Other events are not needed.
            }
          }
        });
    var task = engine.submit(spec);
    approvalRequested.await(60, TimeUnit.SECONDS);
    engine.execute(
        task,
        new TaskCommand.ResolveApproval(
            subtask.get(), true, "Approved by the demo.", Optional.empty()));
    ended.await(60, TimeUnit.SECONDS);
    assertEquals(TaskStatus.COMPLETED, engine.find(task).status());
  }

  /// Returns the decisions and actions of the engine, without prompts.
  private static List<String> trace(Transcript transcript) {
    return transcript.entries().stream()
        .<String>mapMulti(
            (entry, lines) -> {
              switch (entry) {
                case TranscriptEntry.AcceptedPlan e -> lines.accept(Json.write(e.plan()));
                case TranscriptEntry.Verification e ->
                    lines.accept(e.subtaskId() + " " + e.attempt() + " " + e.verdict().outcome());
                case TranscriptEntry.ServiceCall e when e.service().equals("tool") ->
                    lines.accept(
                        e.fields().get("step") + " " + e.fields().get("tool") + arguments(e));
                case TranscriptEntry.ModelCall e ->
                    lines.accept(e.step() + " " + e.answer().orElseThrow().response().text());
                case TranscriptEntry.TaskEnd e -> lines.accept(e.status() + " " + e.summary());
                default -> {
                  // Prompts, paths and times may differ.
                }
              }
            })
        .sorted()
        .toList();
  }

  private static Map<?, ?> arguments(TranscriptEntry.ServiceCall call) {
    return new TreeMap<>((Map<?, ?>) call.fields().get("arguments"));
  }

  @Test
  void shippedRecordingEqualsARecordingOfTheCurrentEngine() throws Exception {
    var recorded = record();
    if (Boolean.getBoolean("demo.record")) {
      Files.writeString(SHIPPED, Files.readString(recorded, StandardCharsets.UTF_8));
    }
    assertEquals(trace(Transcript.read(recorded)), trace(Transcript.read(SHIPPED)));
  }
}
