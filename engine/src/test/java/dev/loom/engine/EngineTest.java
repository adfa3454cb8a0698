package dev.loom.engine;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelProvider;
import dev.loom.api.model.ModelRole;
import dev.loom.api.model.ToolCall;
import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.CrashPolicy;
import dev.loom.api.tool.Tool;
import dev.loom.api.tool.ToolContext;
import dev.loom.api.tool.ToolDescriptor;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.ModelUsage;
import dev.loom.contracts.task.TaskCommand;
import dev.loom.contracts.task.TaskSnapshot;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests a complete engine in this JVM with a scripted model.
@Timeout(120)
class EngineTest {
  @TempDir Path home;
  @TempDir Path workspace;

  /// Returns options for a free port; the only configured model has a role that no test uses.
  private EngineOptions options() {
    return withRules(Set.of(ModelRole.EXTRACTOR));
  }

  private EngineOptions options(ModelProvider model) {
    return options().withProvider(model);
  }

  private EngineOptions withRules(Set<ModelRole> roles) {
    var rules =
        ModelConfig.create("builtin", "", "", "").withRoles(roles).withMaxTokens(4096).withTier(1);
    var config = LoomConfig.defaults();
    return new EngineOptions(
        new Home(home),
        config.withServer(config.server().withPort(0)).withModels(Map.of("rules", rules)),
        Map.of(),
        List.of(),
        List.of());
  }

  private static ToolCall write(String id) {
    return new ToolCall("c", "write_file", Map.of("path", id + ".txt", "content", "by " + id));
  }

  private static ToolCall recordStep(String id) {
    return new ToolCall("c", "ledger", Map.of());
  }

  private TaskSpec goal(String goal) {
    return TaskSpec.create(goal, workspace.toString());
  }

  private TaskSnapshot run(EngineOptions options, String goal) throws Exception {
    try (var engine = Engine.start(options)) {
      return engine.execute(goal(goal));
    }
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

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(60, TimeUnit.SECONDS));
  }

  @Test
  void aGoalIsPlannedDoneInParallelVerifiedAndReported() throws Exception {
    var model = ScriptedModel.calling(EngineTest::write, "a", "b", "c");
    var task = run(options(model), "the goal");
    assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
    assertEquals("by b", Files.readString(workspace.resolve("b.txt")));
    assertEquals(3, task.result().workspaceChanges().filesCreated());
    // One plan and two turns per subtask; the plan requests no model verification.
    assertEquals(new ModelUsage(7 * 7, 7 * 3, 0, 0), task.result().usage());
  }

  /// A model repeats a key, and a file has it in base64 form: nothing of it is kept or sent again.
  @Test
  void configuredSecretsReachNeitherTheJournalNorPrompts() throws Exception {
    var key = "sk-canary-journal-0a1b2c3d";
    var encoded = Base64.getEncoder().encodeToString(("key=" + key).getBytes(UTF_8));
    Files.writeString(workspace.resolve("notes.txt"), "is " + encoded + " and " + key + "\n");
    var prompts = new CopyOnWriteArrayList<String>();
    var script = ScriptedModel.calling(id -> read(), "a").script();
    var model =
        new ScriptedModel(
            request -> {
              prompts.add(request.messages().toString());
              return script.apply(request);
            });
    var base = options(model);
    var options =
        new EngineOptions(
            base.home(), base.config(), Map.of("MY_TOKEN", key), List.of(), base.providers());
    var events = new CopyOnWriteArrayList<JournalEntry>();
    try (var engine = Engine.start(options)) {
      engine.subscribe(events::add);
      var task = engine.execute(goal("use " + key));
      assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
    }
    assertTrue(prompts.toString().contains("is a2V5PX[secret]"), prompts.toString());
    for (var kept : List.of(prompts.toString(), events.toString(), database())) {
      assertFalse(kept.contains(key), kept);
      assertFalse(kept.contains(encoded.substring(8, 30)), kept);
    }
  }

  /// A file that a command wrote, which a model verifies, and the two halves of a key that two
  /// calls print: neither shows the key to a model, in an event or in the database.
  @Test
  void secretsInEvidenceOrCutInTwoReachNoReader() throws Exception {
    var key = "sk-canary-evidence-0a1b2c3d4e";
    Files.writeString(workspace.resolve("key"), key);
    var commands =
        List.of("cut -c1-14 key; cp key out.txt", "cut -c15- key", "cat key | sed 's/./& /g'");
    var prompts = new CopyOnWriteArrayList<String>();
    var plan =
        "{\"subtasks\":[{\"id\":\"a\",\"description\":\"do a\",\"verification_tier\":2,"
            + "\"acceptance_criteria\":\"out.txt exists\"}]}";
    var model =
        new ScriptedModel(
            request -> {
              prompts.add(request.role() + " " + request.messages());
              var turn = request.messages().size() / 2 - 1;
              return switch (request.role()) {
                case PLANNER -> ScriptedModel.says(plan);
                case EXECUTOR ->
                    turn < commands.size()
                        ? ScriptedModel.says("", shell(commands.get(turn)))
                        : ScriptedModel.says("Done.");
                default -> ScriptedModel.says("{\"passed\":true,\"confidence\":0.9}");
              };
            });
    var base = options(model);
    var options =
        new EngineOptions(
            base.home(), base.config(), Map.of("MY_TOKEN", key), List.of(), base.providers());
    var events = new CopyOnWriteArrayList<JournalEntry>();
    try (var engine = Engine.start(options)) {
      engine.subscribe(events::add);
      var task = engine.execute(goal("copy the key"));
      assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
    }
    assertTrue(prompts.toString().contains("VERIFIER"), prompts.toString());
    assertTrue(prompts.getLast().contains("out.txt"), prompts.getLast());
    for (var kept : List.of(prompts.toString(), events.toString(), database())) {
      for (var part : List.of(key.substring(0, 14), key.substring(14), "s k - c a n a r y")) {
        assertFalse(kept.contains(part), kept);
      }
    }
  }

  @Test
  void damageOfTheDatabaseIsNamedAtTheStart() throws Exception {
    try (var engine = Engine.start(options(ScriptedModel.calling(id -> read(), "a")))) {
      engine.execute(goal("read"));
      assertEquals(List.of(), engine.storageProblems());
    }
    var database = home.resolve("loom.db");
    var bytes = Files.readAllBytes(database);
    var at = new String(bytes, ISO_8859_1).lastIndexOf("read_file");
    bytes[at] ^= 1;
    Files.write(database, bytes);
    try (var engine = Engine.start(options())) {
      assertFalse(engine.storageProblems().isEmpty());
    }
  }

  private static ToolCall shell(String command) {
    return new ToolCall("c", "shell_execute", Map.of("command", command));
  }

  private static ToolCall read() {
    return new ToolCall("c", "read_file", Map.of("path", "notes.txt"));
  }

  private String database() throws Exception {
    var content = new StringBuilder();
    for (var name : List.of("loom.db", "loom.db-wal")) {
      if (Files.exists(home.resolve(name))) {
        content.append(Files.readString(home.resolve(name), ISO_8859_1));
      }
    }
    return content.toString();
  }

  @Test
  void theBuiltInRulesCompleteAGoalWithoutAModel() throws Exception {
    Files.writeString(workspace.resolve("A.java"), "class A {\n  // TODO: fix this\n}\n");
    var task =
        run(
            withRules(EnumSet.allOf(ModelRole.class)),
            "Find every TODO and write what you found to found.md");
    assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
    var found = Files.readString(workspace.resolve("found.md"));
    assertTrue(found.contains("A.java:2"), found);
  }

  @Test
  void aGoalBeyondTheBuiltInRulesFailsWithConfigurationAdvice() throws Exception {
    var task =
        run(withRules(EnumSet.allOf(ModelRole.class)), "Refactor the auth module to use JWT");
    assertEquals(TaskStatus.FAILED, task.status());
    assertTrue(
        task.result().errors().toString().contains("loom.toml"), task.result().errors().toString());
  }

  @Test
  void subscribersGetAllEventsOfATaskInOrder() throws Exception {
    var seen = new LinkedBlockingQueue<JournalEntry>();
    var model = ScriptedModel.calling(EngineTest::write, "a");
    try (var engine = Engine.start(options(model))) {
      engine.subscribe(seen::add);
      var task = engine.execute(goal("the goal"));
      long seq = 0;
      EventType last = null;
      while (last != EventType.TASK_COMPLETED) {
        var entry = seen.poll(10, TimeUnit.SECONDS);
        assertEquals(++seq, entry.seq());
        assertEquals(task.taskId(), entry.taskId());
        last = entry.type();
      }
    }
  }

  @Test
  void anUnfinishedTaskResumesInTheNextEngineWithoutRepeatingSteps() throws Exception {
    var steps = new CopyOnWriteArrayList<String>();
    var stuck = new CountDownLatch(1);
    var attempts = new AtomicInteger();
    Tool tool =
        new StepRecorder(
            step -> {
              steps.add(step);
              if (step.startsWith("b.") && attempts.getAndIncrement() == 0) {
                stuck.countDown();
                new CountDownLatch(1).await();
              }
            });
    var options = options(ScriptedModel.calling(EngineTest::recordStep, "a", "b")).withTool(tool);
    var first = Engine.start(options);
    var aDone = latchOn(first, EventType.SUBTASK_COMPLETED);
    var id = first.submit(goal("the goal"));
    await(stuck);
    await(aDone);
    first.close();
    try (var second = Engine.start(options)) {
      var ended = latchOn(second, EventType.TASK_COMPLETED);
      if (!second.find(id).status().isFinished()) {
        await(ended);
      }
      assertEquals(TaskStatus.COMPLETED, second.find(id).status());
    }
    assertEquals(1, steps.stream().filter("a.1.1.1"::equals).count());
    // The interrupted call is repeated, because the tool allows it.
    assertEquals(2, steps.stream().filter("b.1.1.1"::equals).count());
  }

  @Test
  void anEngineThatCannotListenResumesNoTask() throws Exception {
    var stuck = new CountDownLatch(1);
    Tool tool =
        new StepRecorder(
            step -> {
              stuck.countDown();
              new CountDownLatch(1).await();
            });
    var options = options(ScriptedModel.calling(EngineTest::recordStep, "a")).withTool(tool);
    try (var first = Engine.start(options)) {
      first.submit(goal("the goal"));
      await(stuck);
    }
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var portInUse =
          new EngineOptions(
              options.home(),
              options.config().withPort(taken.getLocalPort()),
              options.environment(),
              options.tools(),
              options.providers());
      assertThrows(EngineException.class, () -> Engine.start(portInUse));
    }
    try (var database = DriverManager.getConnection("jdbc:sqlite:" + home.resolve("loom.db"));
        var events = database.createStatement().executeQuery("SELECT type FROM event")) {
      var types = new ArrayList<String>();
      while (events.next()) {
        types.add(events.getString(1));
      }
      assertTrue(types.contains("tool_call_started"), types.toString());
      assertFalse(types.contains("task_recovered"), types.toString());
    }
  }

  @Test
  void cancellingInterruptsTheToolAndTheTaskStaysCancelled() throws Exception {
    var started = new CountDownLatch(1);
    var interrupted = new CountDownLatch(1);
    Tool tool =
        new StepRecorder(
            step -> {
              started.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException stopped) {
                interrupted.countDown();
                throw stopped;
              }
            });
    var model = ScriptedModel.calling(EngineTest::recordStep, "a");
    try (var engine = Engine.start(options(model).withTool(tool))) {
      var id = engine.submit(goal("the goal"));
      await(started);
      assertEquals(
          TaskStatus.CANCELLED, engine.execute(id, new TaskCommand.Cancel("enough")).status());
      await(interrupted);
      var again =
          assertThrows(
              ServiceException.class, () -> engine.execute(id, new TaskCommand.Cancel("again")));
      assertTrue(again.getMessage().contains("already cancelled"), again.getMessage());
    }
  }

  @Test
  void aDangerousCommandRunsOnlyAfterApprovalEvenAcrossARestart() throws Exception {
    Files.createDirectories(workspace.resolve("build/x"));
    var command = Map.<String, Object>of("command", "rm -rf build");
    var model = ScriptedModel.calling(id -> new ToolCall("c", "shell_execute", command), "a");
    var first = Engine.start(options(model));
    var approvalRequested = latchOn(first, EventType.APPROVAL_REQUESTED);
    var id = first.submit(goal("the goal"));
    await(approvalRequested);
    assertEquals(TaskStatus.WAITING_APPROVAL, first.find(id).status());
    first.close();
    try (var second = Engine.start(options(model))) {
      var ended = latchOn(second, EventType.TASK_COMPLETED);
      assertTrue(Files.exists(workspace.resolve("build")));
      assertTrue(
          second
              .execute(
                  id,
                  new TaskCommand.ResolveApproval(new SubtaskId("a"), true, "", Optional.empty()))
              .changed());
      await(ended);
      assertTrue(Files.notExists(workspace.resolve("build")));
    }
  }

  @Test
  void twoCyclicPlansFallBackToOneSubtask() throws Exception {
    var circle = "{\"subtasks\":[{\"id\":\"a\",\"description\":\"d\",\"depends_on\":[\"a\"]}]}";
    var model =
        new ScriptedModel(
            request ->
                switch (request.role()) {
                  case PLANNER -> ScriptedModel.says(circle);
                  case VERIFIER -> ScriptedModel.says("{\"passed\":true,\"confidence\":0.9}");
                  case EXECUTOR, EXTRACTOR -> ScriptedModel.says("done");
                });
    var task = run(options(model), "the goal");
    assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
    assertEquals("execute-goal", task.subtasks().getFirst().id().value());
  }

  @Test
  void anUnknownWorkspaceIsRejectedAtSubmission() {
    try (var engine = Engine.start(options())) {
      for (var wrong : List.of("/no/such/place", "relative/path")) {
        var failure =
            assertThrows(
                ServiceException.class, () -> engine.submit(TaskSpec.create("the goal", wrong)));
        assertTrue(failure.getMessage().contains(wrong), failure.getMessage());
      }
    }
  }

  @Test
  void aSecondEngineOnTheSameHomeFailsWithTheAddressOfTheFirst() {
    try (var engine = Engine.start(options())) {
      var failure = assertThrows(EngineException.class, () -> Engine.start(options()));
      assertTrue(failure.getMessage().contains(engine.address().toString()), failure.getMessage());
    }
    Engine.start(options()).close();
  }

  @Test
  void manualModeRequiresApprovalOfEveryResult() throws Exception {
    var spec = TaskSpec.create("the goal", workspace.toString(), ApprovalMode.MANUAL);
    try (var engine = Engine.start(options(ScriptedModel.calling(EngineTest::write, "a")))) {
      var approvalRequested = latchOn(engine, EventType.APPROVAL_REQUESTED);
      var ended = latchOn(engine, EventType.TASK_COMPLETED);
      var id = engine.submit(spec);
      await(approvalRequested);
      assertEquals(TaskStatus.WAITING_APPROVAL, engine.find(id).status());
      engine.execute(
          id, new TaskCommand.ResolveApproval(new SubtaskId("a"), true, "", Optional.empty()));
      await(ended);
    }
  }

  /// Passes each of its step ids to the test.
  private record StepRecorder(StepAction action) implements Tool {
    interface StepAction {
      void run(String step) throws InterruptedException;
    }

    @Override
    public ToolDescriptor descriptor() {
      return ToolDescriptor.of(
          "ledger", "Writes its step down.", Map.of("type", "object", "properties", Map.of()));
    }

    /// Changes no file, so that calls of two subtasks run at the same time.
    @Override
    public List<ToolEffect> effects(Arguments arguments) {
      return List.of(new ToolEffect.ChangesData("the list of steps"));
    }

    @Override
    public CrashPolicy onCrash() {
      return CrashPolicy.RETRY;
    }

    @Override
    public ToolResult execute(Arguments arguments, ToolContext context)
        throws InterruptedException {
      action.run(context.stepId());
      return ToolResult.ok("noted");
    }
  }
}
