package dev.loom.engine.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loom.bus.trust.ProjectTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests planning, execution, verification, retries and failures.
@Timeout(60)
class OrchestrationCasesTest {
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

  private static void assertInOrder(List<String> types, String... expected) {
    var from = 0;
    for (var type : expected) {
      var at = types.subList(from, types.size()).indexOf(type);
      assertTrue(at >= 0, "no " + type + " after the first " + from + " of " + types);
      from += at + 1;
    }
  }

  private static void await(CountDownLatch latch) throws InterruptedException {
    assertTrue(latch.await(SECONDS_MAX, TimeUnit.SECONDS));
  }

  @Case(30)
  void aTaskEmitsItsEventsInOrder() {
    var task = loom.submit(Script.plans(Step.of("a")));
    expect("completed", task);
    assertInOrder(
        task.eventTypes(),
        "task_submitted",
        "task_planning",
        "task_plan_ready",
        "task_executing",
        "subtask_started",
        "subtask_completed",
        "task_completed");
  }

  @Case(31)
  void independentSubtasksRunInParallelAndTheSynthesisLast() throws Exception {
    var bothAtOnce = new CyclicBarrier(2);
    var script =
        Script.plans(Step.of("a"), Step.of("b"), Step.of("c").synthesis())
            .executing(
                turn -> {
                  if (turn.number() == 1 && !turn.subtask().equals("c")) {
                    meet(bothAtOnce);
                  }
                  return Script.writesItsFile(turn);
                });
    var task = loom.submit(script);
    assertEquals(
        100.0, expect("completed", task).path("progress").path("percent_complete").asDouble());
    assertTrue(task.at("subtask_started", "c") > task.at("subtask_completed", "a"));
    assertTrue(task.at("subtask_started", "c") > task.at("subtask_completed", "b"));
    for (var id : List.of("a", "b", "c")) {
      assertEquals("by " + id, Files.readString(task.workspace().resolve(id + ".txt")));
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await(SECONDS_MAX, TimeUnit.SECONDS);
    } catch (Exception alone) {
      throw new AssertionError("the subtasks did not run concurrently", alone);
    }
  }

  @Case(32)
  void threeOfFiveSubtasksStartAndAFourthWhenOneCompletes() throws Exception {
    var held = new ConcurrentHashMap<String, CountDownLatch>();
    List.of("a", "b", "c", "d", "e").forEach(id -> held.put(id, new CountDownLatch(1)));
    var task =
        loom.submit(
            Script.plans(Step.of("a"), Step.of("b"), Step.of("c"), Step.of("d"), Step.of("e"))
                .executing(
                    turn -> {
                      held.get(turn.subtask()).await();
                      return Turn.says("done");
                    }));
    task.awaited(event -> startOf("c", event));
    assertEquals(3, task.events("subtask_started").size());
    held.get("a").countDown();
    task.awaited(event -> startOf("d", event));
    // d starts without waiting for b and c.
    assertEquals(1, task.events("subtask_completed").size());
    held.values().forEach(CountDownLatch::countDown);
    expect("completed", task);
  }

  private static boolean startOf(String subtask, JsonNode event) {
    return event.path("event_type").asText().equals("subtask_started")
        && event.path("data").path("subtask_id").asText().equals(subtask);
  }

  @Case({33, 55})
  void withOneSlotSubtasksRunInOrderAndTwoOfThreeVotesPass(@TempDir Path other) {
    try (var narrow =
        RunningLoom.start(
            other, "execution.max_parallel_subtasks", "1", "verification.tier3_enabled", "true")) {
      var votes = new AtomicInteger();
      var task =
          narrow.submit(
              Script.plans(Step.of("a"), Step.of("b").verifiedByTier(3))
                  .verifying(turn -> Turn.verdict(votes.incrementAndGet() != 2, 0.9)));
      expect("completed", task);
      assertTrue(task.at("subtask_completed", "a") < task.at("subtask_started", "b"));
      assertEquals(3, votes.get());
      var verdict = task.events("verification_completed").getLast().path("verdict");
      assertEquals(3, verdict.path("tier").asInt());
      assertEquals(0.67, verdict.path("confidence").asDouble(), 0.01);
    }
  }

  private static void assertDoneAsOneSubtask(SubmittedTask task, String reason) {
    var ended = expect("completed", task);
    var plan = ended.path("plan").path("subtasks");
    assertEquals(1, plan.size());
    assertEquals("execute-goal", plan.path(0).path("id").asText());
    var rejected = task.events("task_plan_rejected");
    assertEquals(2, rejected.size());
    assertTrue(
        rejected.getFirst().path("reasons").toString().contains(reason), rejected.toString());
    assertTrue(task.events("task_plan_ready").getFirst().path("fallback").asBoolean());
  }

  private static SubmittedTask submitPlan(Turn.Responder planner) {
    return loom.submit(Script.of(Script::writesItsFile).planning(planner));
  }

  @Case(34)
  void twoInvalidPlansFallBackToOneSubtask() {
    assertDoneAsOneSubtask(submitPlan(Script.text("I would begin with…")), "no JSON object");
  }

  @Case(34)
  void aCorrectedPlanIsFollowed() {
    var planner = Script.sequence(turn -> Turn.says("Hm."), Script.plan(Step.of("x")));
    var task = submitPlan(planner);
    var ended = expect("completed", task);
    assertEquals("x", ended.path("plan").path("subtasks").path(0).path("id").asText());
    assertEquals(1, task.events("task_plan_rejected").size());
  }

  @Case(35)
  void anEmptyPlanIsRejectedAndFallsBackToOneSubtask() {
    assertDoneAsOneSubtask(submitPlan(Script.text("{\"subtasks\":[]}")), "subtask");
  }

  @Case(36)
  void anUnknownDependencyIsRejectedByName() {
    assertDoneAsOneSubtask(submitPlan(Script.plan(Step.of("a", "ghost"))), "ghost");
  }

  @Case(36)
  void aCyclicPlanIsRejected() {
    var circle = Script.plan(Step.of("a", "b"), Step.of("b", "a"));
    assertDoneAsOneSubtask(submitPlan(circle), "a");
  }

  @Case(37)
  void aDuplicateIdIsRejectedByName() {
    assertDoneAsOneSubtask(submitPlan(Script.plan(Step.of("twin"), Step.of("twin"))), "twin");
  }

  private static void assertFailedInPlanning(RunningLoom other, String... reasons) {
    var task = other.submit(Script.plans(Step.of("a")));
    var ended = expect("failed", task);
    var failed = task.events("task_failed").getFirst();
    for (var reason : reasons) {
      assertTrue(ended.path("errors").toString().contains(reason), ended.path("errors").toString());
      assertTrue(failed.path("error").asText().contains(reason), failed.toString());
    }
    assertEquals("planning_failed", failed.path("error_type").asText());
  }

  @Case(38)
  void anUnreachableModelFailsTheTaskWithTheReason(@TempDir Path other) {
    try (var down =
        RunningLoom.withoutScripts(
            other,
            "models.down.provider",
            "openai_compatible",
            "models.down.base_url",
            "http://127.0.0.1:9/v1",
            "models.down.model",
            "m",
            "model_calls.attempts_max",
            "1",
            "model_calls.patience_seconds",
            "0")) {
      assertFailedInPlanning(down, "Planning failed", "127.0.0.1:9");
    }
  }

  @Case(39)
  void aMissingModelRoleFailsTheTaskWithTheReason(@TempDir Path other) {
    try (var without =
        RunningLoom.withoutScripts(
            other, "models.rules.provider", "builtin", "models.rules.roles", "extractor")) {
      assertFailedInPlanning(without, "No model configured for role: planner");
    }
  }

  @Case(40)
  void anUnknownToolCallListsTheAvailableTools() {
    var observed = new AtomicReference<>("");
    var script =
        Script.of(
            Script.turns(
                turn -> Turn.calls("teleport", Map.of("to", "mars")),
                turn -> {
                  observed.set(turn.lastOutput().text());
                  return Turn.writes("a.txt", "by foot");
                },
                turn -> Turn.says("done")));
    expect("completed", loom.submit(script));
    assertTrue(observed.get().contains("Unknown tool: teleport"), observed.get());
    assertTrue(observed.get().contains("write_file"), observed.get());
  }

  @Case(41)
  void aResponseWithoutToolCallsIsAnUnverifiedResult() {
    var task = loom.submit(Script.of(turn -> Turn.says("The answer is 42.")));
    assertEquals("The answer is 42.", expect("completed", task).path("summary").asText());
    assertEquals("unverified", task.subtask("a").path("verification").asText());
  }

  @Case(42)
  void aBlockedResponseFailsWithItsReasonWithoutARetry() {
    var task =
        loom.submit(
            Script.plans(Step.of("a").critical())
                .executing(turn -> Turn.says("BLOCKED: there is no database")));
    var ended = expect("failed", task);
    assertTrue(ended.path("errors").toString().contains("there is no database"));
    assertEquals("blocked", task.events("subtask_failed").getFirst().path("category").asText());
    assertEquals(1, task.events("subtask_started").size());
  }

  @Case(42)
  void aBlockedSubtaskMayBeReplanned() {
    var planner =
        Script.sequence(Script.plan(Step.of("first-way")), Script.plan(Step.of("second-way")));
    var script =
        Script.of(
                turn ->
                    turn.subtask().equals("first-way")
                        ? Turn.says("{\"status\": \"blocked\", \"reason\": \"locked\"}")
                        : Script.writesItsFile(turn))
            .planning(planner);
    var task = loom.submit(script);
    expect("completed", task);
    assertTrue(
        task.events("task_replanning").getFirst().path("reason").asText().contains("locked"));
  }

  @Case(43)
  void aModelInALoopIsStoppedAndFails() {
    var outputs = new CopyOnWriteArrayList<String>();
    var task =
        loom.submit(
            Script.plans(Step.of("a").critical())
                .executing(
                    turn -> {
                      if (turn.number() > 1) {
                        outputs.add(turn.lastOutput().text());
                      }
                      return Turn.calls("list_directory", Map.of());
                    }));
    var ended = expect("failed", task);
    assertTrue(ended.path("errors").toString().contains("repeated itself"));
    assertEquals("loop", task.events("subtask_failed").getFirst().path("category").asText());
    // In each of four attempts three calls run and one is rejected with the reason.
    assertEquals(4 * 4, outputs.size());
    assertEquals(
        4, outputs.stream().filter(text -> text.contains("no file changed in between")).count());
  }

  @Case(43)
  void aModelThatNeverFinishesIsStoppedAtTheTurnLimit() {
    var task =
        loom.submit(
            Script.plans(Step.of("a").critical())
                .executing(
                    turn -> Turn.calls("calculator", Map.of("expression", turn.number() + "+1"))));
    var ended = expect("failed", task);
    assertTrue(ended.path("errors").toString().contains("50 model turns"));
    assertEquals("turn_limit", task.events("subtask_failed").getFirst().path("category").asText());
  }

  @Case(44)
  void aSyntaxErrorFailsTheAttemptAndIsFedBack() {
    var observed = new AtomicReference<>("");
    var script =
        Script.of(
            turn -> {
              if (turn.attempt() == 2) {
                observed.set(turn.prompt());
              }
              var json = turn.attempt() == 1 ? "{\"open\": " : "{}";
              return Script.after(Turn.writes("data.json", json)).respond(turn);
            });
    var task = loom.submit(script);
    expect("completed", task);
    var failed = task.events("subtask_failed").getFirst();
    assertEquals(1, failed.path("verification_tier").asInt());
    assertTrue(failed.path("feedback").asText().contains("data.json"), failed.toString());
    assertEquals(1, task.events("subtask_retrying").getFirst().path("attempt").asInt());
    assertEquals(1, task.subtask("a").path("retry_count").asInt());
    assertTrue(observed.get().contains("not valid JSON"), observed.get());
  }

  private static Turn.Responder failing(String subtask) {
    return turn -> turn.subtask().equals(subtask) ? Turn.says("") : Script.writesItsFile(turn);
  }

  @Case({45, 48})
  void replanningStartsWhenNothingElseCanRunAndKeepsCompletedSubtasks() throws Exception {
    var held = new CountDownLatch(1);
    var planner =
        Script.sequence(
            Script.plan(Step.of("done"), Step.of("bad"), Step.of("slow")),
            Script.plan(Step.of("better", "done")));
    var script =
        Script.of(
                turn -> {
                  if (turn.subtask().equals("slow")) {
                    await(held);
                  }
                  return failing("bad").respond(turn);
                })
            .planning(planner);
    var task = loom.submit(script);
    task.awaited(
        event ->
            event.path("event_type").asText().equals("subtask_failed")
                && event.path("data").path("attempt").asInt() == 4);
    held.countDown();
    var ended = expect("completed", task);
    assertTrue(task.at("subtask_completed", "slow") < task.at("task_replanning", ""));
    var replanned = task.events("task_plan_ready").getLast();
    assertEquals(2, replanned.path("version").asInt());
    assertTrue(replanned.path("replanned").asBoolean());
    assertEquals(2, ended.path("plan").path("version").asInt());
    assertEquals("did done", task.subtask("done").path("summary").asText());
    assertEquals(
        1, task.events("subtask_started").stream().filter(each -> isOf("done", each)).count());
  }

  private static boolean isOf(String subtask, JsonNode data) {
    return data.path("subtask_id").asText().equals(subtask);
  }

  @Case(46)
  void aCriticalPathFailureSkipsTheRestWithoutReplanning() {
    var script =
        Script.plans(Step.of("bad").critical(), Step.of("next", "bad"), Step.of("last", "next"))
            .executing(failing("bad"));
    var task = loom.submit(script);
    var ended = expect("failed", task);
    assertEquals(2, ended.path("progress").path("skipped").asInt());
    var failed = task.events("task_failed").getFirst();
    assertEquals("[\"bad\"]", failed.path("failed_subtasks").toString());
    assertFalse(task.eventTypes().contains("task_replanning"));
    var reason = task.subtask("last").path("summary").asText();
    assertTrue(reason.contains("bad failed, which the rest of the task depends on"), reason);
  }

  @Case(47)
  void replanningStopsAfterTwoNewPlans() {
    var task = loom.submit(Script.of(failing("a")));
    expect("failed", task);
    assertEquals(2, task.events("task_replanning").size());
    assertEquals(3 * 4, task.events("subtask_failed").size());
  }

  private static Path process(String name, String yaml) throws Exception {
    var workspace = loom.folder();
    var folder = Files.createDirectories(workspace.resolve("loom-processes"));
    Files.writeString(
        folder.resolve(name + ".yaml"),
        "name: " + name + "\nversion: \"1.0\"\ndescription: d\n" + yaml);
    new ProjectTrust(loom.home()).trust(workspace);
    return workspace;
  }

  private static List<String> planned(SubmittedTask task) {
    return task.now().path("plan").path("subtasks").findValuesAsText("id");
  }

  @Case(49)
  void aStrictProcessIsThePlanAndAGuidedOneIsPlanned() throws Exception {
    var phases =
        """
        phases:
          - {id: one, description: first}
          - {id: two, description: second, depends_on: [one]}
        """;
    for (var mode : List.of("strict", "guided")) {
      var workspace = process("phased", "phase_mode: " + mode + "\n" + phases);
      var task = loom.submitIn(workspace, Script.plans(Step.of("own")), "process", "phased");
      expect("completed", task);
      var strict = mode.equals("strict");
      assertEquals(strict ? List.of("one", "two") : List.of("own"), planned(task));
      if (strict) {
        assertEquals("[\"one\"]", task.subtask("two").path("depends_on").toString());
      }
    }
  }

  @Case(51)
  void aMissingDeliverableFailsOnlyItsPhase() throws Exception {
    var yaml =
        """
        phase_mode: strict
        phases:
          - {id: good, description: g, deliverables: [good.txt]}
          - {id: bad, description: b, deliverables: [missing.md]}
        """;
    var task =
        loom.submitIn(
            process("delivering", yaml), Script.plans(Step.of("a")), "process", "delivering");
    var ended = expect("failed", task);
    assertTrue(ended.path("errors").toString().contains("missing.md: it does not exist"));
    assertEquals("completed", task.subtask("good").path("status").asText());
    assertEquals("failed", task.subtask("bad").path("status").asText());
  }

  @Case(52)
  void aViolatedRuleFailsTheResultOnlyWithSeverityError() throws Exception {
    for (var severity : List.of("error", "warning")) {
      var yaml =
          """
          phase_mode: strict
          phases: [{id: a, description: d}]
          verification:
            rules:
              - {name: no-gaps, description: no gaps, check: 'GAP', severity: %s, type: regex}
          """
              .formatted(severity);
      var script = Script.of(turn -> Turn.says("there is a GAP"));
      var task = loom.submitIn(process("ruled", yaml), script, "process", "ruled");
      expect(severity.equals("error") ? "failed" : "completed", task);
      var checks = task.events("verification_completed").getFirst().path("verdict").path("checks");
      assertTrue(checks.toString().contains("rule no-gaps"), checks.toString());
    }
  }

  @Case(53)
  void laterAttemptsUseHigherModelTiers() {
    var task = loom.submit(Script.plans(Step.of("a").critical()).executing(failing("a")));
    expect("failed", task);
    var tiers =
        task.events("subtask_started").stream().map(e -> e.path("model_tier").asInt()).toList();
    assertEquals(List.of(1, 1, 2, 3), tiers);
  }

  @Case(54)
  void noVerifierModelIsCalledAfterFailedChecks() {
    var verifierCalls = new AtomicInteger();
    var script =
        Script.plans(Step.of("a").critical().verifiedByTier(2))
            .executing(failing("a"))
            .verifying(
                turn -> {
                  verifierCalls.incrementAndGet();
                  return Turn.verdict(true, 0.9);
                });
    expect("failed", loom.submit(script));
    assertEquals(0, verifierCalls.get());
  }
}
