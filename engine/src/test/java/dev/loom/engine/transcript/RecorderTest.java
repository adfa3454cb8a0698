package dev.loom.engine.transcript;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.transcript.Transcript;
import dev.loom.bus.trust.ProjectTrust;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.transcript.TranscriptEntry;
import dev.loom.engine.Engine;
import dev.loom.engine.EngineException;
import dev.loom.engine.EngineOptions;
import dev.loom.engine.replay.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Records tasks of engines that use the built-in rules.
@Timeout(120)
class RecorderTest {
  private static final String GOAL =
      "Find every TODO in this folder and write what you found to FOUND.md";

  @TempDir Path temp;
  private Path workspace;

  @BeforeEach
  void createWorkspace() throws IOException {
    workspace = Files.createDirectory(temp.resolve("work")).toRealPath();
  }

  private EngineOptions options(Map<String, String> environment, Map<String, String> flags) {
    var home = new Home(temp.resolve("home"));
    var all = new HashMap<>(flags);
    all.put("server.port", "0");
    all.put("models.rules.provider", "builtin");
    all.put("models.rules.roles", "planner,executor,verifier,extractor");
    var config = Engine.loadConfig(home, temp, Map.of(), all);
    return new EngineOptions(home, config, environment, List.of(), List.of());
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void eachTaskIsRecordedInAFileOnlyItsOwnerCanRead() throws Exception {
    var directory = temp.resolve("transcripts");
    Files.writeString(workspace.resolve("a.txt"), "TODO one\n");
    var options = options(Map.of(), Map.of("recording.directory", directory.toString()));
    var tasks = new ArrayList<TaskSnapshot>();
    try (var engine = Engine.start(options)) {
      tasks.add(engine.execute(TaskSpec.create(GOAL, workspace.toString())));
      tasks.add(engine.execute(TaskSpec.create(GOAL + " please", workspace.toString())));
    }
    for (var task : tasks) {
      var file = directory.resolve(task.taskId() + ".jsonl");
      assertEquals("rw-------", mode(file));
      var transcript = Transcript.read(file);
      assertEquals(task.spec().goal(), transcript.taskInput().spec().goal());
      assertEquals(task.status(), transcript.taskEnd().orElseThrow().status());
      var comparison = Replay.run(transcript);
      assertTrue(comparison.isIdentical(), () -> comparison.differences().toString());
    }
    assertEquals("rwx------", mode(directory));
  }

  @Test
  void nothingIsRecordedByDefault() throws Exception {
    try (var engine = Engine.start(options(Map.of(), Map.of()))) {
      engine.execute(TaskSpec.create(GOAL, workspace.toString()));
    }
    try (var files = Files.walk(temp, 1)) {
      assertEquals(
          List.of(temp.resolve("home"), workspace),
          files.filter(file -> !file.equals(temp)).sorted().toList());
    }
  }

  @Test
  void configuredAndEnvironmentSecretsAreRedactedEverywhere() throws Exception {
    var canaries =
        List.of(
            "sk-canary-of-the-file",
            "canary\"with\\quotes",
            "canary-by-reference",
            "canary-of-the-password",
            "canary-signature");
    // A tool outputs the secrets, and the report repeats them.
    Files.writeString(
        workspace.resolve("leak.txt"), "TODO remove " + String.join("\nTODO remove ", canaries));
    var file = temp.resolve("run.jsonl");
    var flags = new HashMap<String, String>();
    flags.put("server.webhook_secret", canaries.get(4));
    flags.putAll(
        Map.of(
            "models.far.provider", "openai_compatible",
            "models.far.base_url", "http://127.0.0.1:1/v1",
            "models.far.model", "m",
            "models.far.roles", "extractor",
            "models.far.api_key", canaries.get(0),
            "models.near.provider", "openai",
            "models.near.base_url", "http://127.0.0.1:1/v1",
            "models.near.model", "m",
            "models.near.roles", "extractor",
            "models.near.api_key", "${PLAIN_NAME}"));
    var environment =
        Map.of(
            "PLAIN_NAME", canaries.get(2),
            "GITHUB_TOKEN", canaries.get(1),
            "db_password", canaries.get(3));
    try (var engine = Engine.start(options(environment, flags).withTranscript(file))) {
      engine.execute(
          new TaskSpec(
              GOAL,
              workspace.toString(),
              Map.of(canaries.get(3), canaries.get(1)),
              ApprovalMode.AUTO,
              Optional.empty(),
              Optional.empty(),
              Map.of(),
              Priority.NORMAL,
              Budget.NONE,
              false));
    }
    var text = Files.readString(file);
    for (var canary : canaries) {
      assertFalse(text.contains(canary), canary);
      var inJson = canary;
      for (int depth = 1; depth <= 3; depth++) {
        inJson = inJson.replace("\\", "\\\\").replace("\"", "\\\"");
        assertFalse(text.contains(inJson), inJson);
      }
    }
    var written = Files.readString(workspace.resolve("FOUND.md"));
    assertTrue(written.contains("TODO remove [secret]"), "no secret was read: " + written);
    assertTrue(text.contains("TODO remove [secret]"), text);
    var comparison = Replay.run(Transcript.read(file));
    assertTrue(comparison.isIdentical(), () -> comparison.differences().toString());
  }

  @Test
  void anExistingFileIsKeptAndAnUnusedOneIsDeleted() throws Exception {
    var file = Files.writeString(temp.resolve("mine.txt"), "mine");
    var failure =
        assertThrows(
            EngineException.class,
            () -> Engine.start(options(Map.of(), Map.of()).withTranscript(file)));
    assertTrue(failure.getMessage().contains("already exists"), failure.getMessage());
    assertEquals("mine", Files.readString(file));
    var nowhere = temp.resolve("no/such/run.jsonl");
    failure =
        assertThrows(
            EngineException.class,
            () -> Engine.start(options(Map.of(), Map.of()).withTranscript(nowhere)));
    assertTrue(failure.getMessage().contains("directory does not exist"), failure.getMessage());
    var unused = temp.resolve("unused.jsonl");
    Engine.start(options(Map.of(), Map.of()).withTranscript(unused)).close();
    assertFalse(Files.exists(unused));
  }

  @Test
  void anUnfinishedTaskHasATranscriptWithoutAnEnd() throws Exception {
    var file = temp.resolve("run.jsonl");
    Files.createDirectories(workspace.resolve("build"));
    var options = options(Map.of(), Map.of()).withTranscript(file);
    try (var engine = Engine.start(options)) {
      engine.submit(TaskSpec.create(GOAL, workspace.toString()));
    }
    var transcript = Transcript.read(file);
    assertEquals(GOAL, transcript.taskInput().spec().goal());
    assertTrue(transcript.entriesOf(TranscriptEntry.AvailableTools.class).findFirst().isPresent());
    assertTrue(LoomConfig.defaults().storage().recording().directory().isEmpty());
  }

  private static void assertReplaysIdentically(Transcript transcript) throws InterruptedException {
    var comparison = Replay.run(transcript);
    assertTrue(comparison.isIdentical(), () -> comparison.differences().toString());
  }

  @Test
  void learnedPatternsArePartOfTheRecording() throws Exception {
    Files.writeString(workspace.resolve("a.txt"), "TODO one\n");
    try (var engine = Engine.start(options(Map.of(), Map.of()))) {
      engine.execute(TaskSpec.create(GOAL, workspace.toString()));
    }
    var file = temp.resolve("second.jsonl");
    try (var engine = Engine.start(options(Map.of(), Map.of()).withTranscript(file))) {
      engine.execute(TaskSpec.create(GOAL, workspace.toString()));
    }
    var transcript = Transcript.read(file);
    assertTrue(
        transcript
            .entriesOf(TranscriptEntry.ModelCall.class)
            .anyMatch(turn -> turn.messages().toString().contains("Plans that worked")));
    assertReplaysIdentically(transcript);
  }

  @Test
  void theProcessDefinitionIsPartOfTheRecording() throws Exception {
    var own = Files.createDirectories(workspace.resolve("loom-processes/tidy"));
    Files.writeString(
        own.resolve("process.yaml"),
        """
        name: tidy
        version: "1.0"
        description: Tidy a folder.
        persona: You tidy folders.
        phase_mode: guided
        phases:
          - id: look
            description: Find every TODO and write what you found to FOUND.md
        """);
    new ProjectTrust(Files.createDirectories(temp.resolve("home"))).trust(workspace);
    var file = temp.resolve("run.jsonl");
    try (var engine = Engine.start(options(Map.of(), Map.of()).withTranscript(file))) {
      engine.execute(
          new TaskSpec(
              GOAL,
              workspace.toString(),
              Map.of(),
              ApprovalMode.AUTO,
              Optional.empty(),
              Optional.of("tidy"),
              Map.of(),
              Priority.NORMAL,
              Budget.NONE,
              false));
    }
    // The replay does not read the definition from the workspace.
    Files.delete(own.resolve("process.yaml"));
    var transcript = Transcript.read(file);
    assertEquals(
        "tidy",
        transcript
            .entriesOf(TranscriptEntry.FollowedProcess.class)
            .findFirst()
            .get()
            .definition()
            .name());
    assertReplaysIdentically(transcript);
  }
}
