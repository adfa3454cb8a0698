package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.cli.ScriptedModelServer.Call;
import dev.loom.cli.ScriptedModelServer.Conversation;
import dev.loom.cli.ScriptedModelServer.Reply;
import dev.loom.cli.ScriptedModelServer.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the commands that control a task against a running engine, as a user does in a shell.
@Timeout(180)
class TaskCommandsIT {
  private static final Pattern TASK = Pattern.compile("(?m)^Task (\\S+) (?:in|already exists)");

  /// The command that the output suggests for an approval.
  private static final Pattern APPROVE =
      Pattern.compile("loom approve (\\S+) (\\S+) --action ([0-9a-f]+)");

  private static final Pattern ANSWER = Pattern.compile("loom answer (\\S+) (\\S+) TEXT");

  @TempDir Path temp;
  private final CountDownLatch released = new CountDownLatch(1);
  private Path workspace;
  private ScriptedModelServer model;
  private LoomLauncher loom;
  private LoomProcess server;
  private LoomRestClient rest;

  @BeforeEach
  void startEngine() throws Exception {
    workspace = Files.createDirectory(temp.resolve("shop"));
    Files.createDirectory(workspace.resolve("old"));
    model = ScriptedModelServer.start(this::reply);
    loom = LoomLauncher.forHome(temp.resolve("home"), workspace);
    server = loom.withModel(model.baseUrl()).serve();
    rest = LoomRestClient.forAddress(server.address());
  }

  @AfterEach
  void close() {
    released.countDown();
    rest.close();
    server.close();
    model.close();
  }

  private Reply reply(Role role, Conversation conversation) throws InterruptedException {
    return switch (role) {
      case PLANNER -> new Reply.Text(plan());
      case VERIFIER -> ScriptedModelServer.passed();
      case EXECUTOR -> {
        if (conversation.text().contains("after the signal")) {
          released.await();
        }
        yield conversation.toolOutputs().isEmpty()
            ? new Reply.Calls(List.of(call(conversation.text())))
            : new Reply.Text("Received: " + conversation.toolOutputs().getLast());
      }
    };
  }

  private static Call call(String prompt) {
    if (prompt.contains("Tidy up")) {
      return new Call("shell_execute", Map.of("command", "rm -rf old"));
    }
    return prompt.contains("Ask first")
        ? new Call("ask_user", Map.of("question", "Which colour?", "options", List.of("red")))
        : new Call("write_file", Map.of("path", "new.txt", "content", "new\n"));
  }

  private static String plan() {
    return Json.write(
        Map.of(
            "subtasks",
            List.of(
                Map.of(
                    "id",
                    "only",
                    "description",
                    "do all of it",
                    "depends_on",
                    List.of(),
                    "model_tier",
                    1,
                    "verification_tier",
                    1))));
  }

  private String submit(String goal) throws Exception {
    return rest.submit(Map.of("goal", goal, "workspace", workspace.toString()));
  }

  private void awaitStatus(String task, String status) throws Exception {
    PollingDeadline.after(Duration.ofSeconds(60))
        .until(
            "task " + task + " is " + status,
            () -> rest.task(task).path("status").asText().equals(status));
  }

  private void assertCompleted(String id) throws Exception {
    var task = rest.awaitFinished(id);
    assertEquals("completed", task.path("status").asText(), task.path("errors").toString());
  }

  private LoomProcess.Ended run(int exitCode, String... arguments) throws Exception {
    var result = loom.run(arguments);
    assertEquals(exitCode, result.exitCode(), () -> result.out() + result.errors());
    assertFalse(result.errors().contains("\tat "), result.errors());
    return result;
  }

  private static void assertHas(String text, String expected) {
    assertTrue(text.contains(expected), () -> "no \"" + expected + "\" in:\n" + text);
  }

  @Test
  void planOnlyShowsThePlanAndRunsNothing() throws Exception {
    var result = run(0, "run", "Write it", "--plan-only");
    assertHas(result.out(), "Plan: 1 subtask\n");
    assertHas(result.out(), "only  do all of it");
    assertFalse(Files.exists(workspace.resolve("new.txt")), result.out());
  }

  @Test
  void taskIsPausedSteeredAndResumed() throws Exception {
    var task = submit("Write it after the signal");
    awaitStatus(task, "executing");
    assertHas(run(0, "pause", task, "--reason", "lunch").out(), "is paused");
    assertHas(run(0, "status", task).out(), "Status:  paused");
    run(0, "steer", task, "Spell it right");
    assertHas(run(0, "status", task).out(), "Steered: Spell it right");
    assertHas(run(0, "resume", task).out(), "is resumed");
    released.countDown();
    assertCompleted(task);
    for (var late : List.of(List.of("steer", task, "x"), List.of("pause", task))) {
      assertHas(run(1, late.toArray(String[]::new)).errors(), "completed");
    }
  }

  @Test
  void feedbackIsAcceptedOnlyAfterTheEnd() throws Exception {
    var task = submit("Write it after the signal");
    awaitStatus(task, "executing");
    run(1, "feedback", task, "--rating", "4");
    released.countDown();
    rest.awaitFinished(task);
    run(0, "feedback", task, "--rating", "4", "--comment", "nearly");
    assertEquals("nearly", rest.task(task).path("feedback").path(0).path("comment").asText());
    assertHas(run(64, "feedback", task, "--rating", "9").errors(), "rating");
    assertHas(run(64, "feedback", task).errors(), "--rating");
  }

  @Test
  void approvalAppliesOnlyToTheDisplayedAction() throws Exception {
    var task = submit("Tidy up");
    awaitStatus(task, "waiting_approval");
    var status = run(0, "status", task).out();
    assertHas(status, "rm -rf old");
    var command = APPROVE.matcher(status);
    assertTrue(command.find(), status);
    assertEquals(task, command.group(1));
    var other = run(1, "approve", task, command.group(2), "--action", "zzzz");
    assertHas(other.out(), "The pending action is not zzzz");
    assertTrue(Files.exists(workspace.resolve("old")));
    assertHas(run(1, "approve", task, "unknown").out(), "has no pending action");
    run(0, "approve", task, command.group(2), "--action", command.group(3));
    assertCompleted(task);
    assertFalse(Files.exists(workspace.resolve("old")));
  }

  @Test
  void exhaustedBudgetIsReportedAndRaised() throws Exception {
    var task =
        rest.submit(
            Map.of(
                "goal",
                "Write it",
                "workspace",
                workspace.toString(),
                "budget",
                Map.of("max_tokens", 1)));
    awaitStatus(task, "waiting_approval");
    var status = run(0, "status", task).out();
    assertHas(status, "Budget:  max_tokens 1");
    var command = ANSWER.matcher(status);
    assertTrue(command.find(), status);
    var question = command.group(2);
    assertHas(run(64, "answer", task, question, "perhaps").errors(), "raise");
    assertHas(run(1, "answer", task, "no-such", "raise").errors(), "no-such");
    run(0, "answer", task, question, "raise", "--limit", "100000");
    assertCompleted(task);
  }

  @Test
  void modelQuestionIsShownAndAnswered() throws Exception {
    var task = submit("Ask first");
    awaitStatus(task, "waiting_approval");
    var status = run(0, "status", task).out();
    assertHas(status, "Pending: only: Which colour?");
    assertHas(status, "- red");
    var command = ANSWER.matcher(status);
    assertTrue(command.find(), status);
    run(0, "answer", task, command.group(2), "a warm green");
    assertCompleted(task);
    assertHas(rest.task(task).toString(), "a warm green");
  }

  @Test
  void questionWithoutATerminalIsLeftToTheModel() throws Exception {
    var result = run(0, "run", "Ask first");
    assertHas(result.out(), "only asks: Which colour?");
    assertHas(result.out(), "There is no terminal to ask on: the model decides.");
  }

  @Test
  void runWithoutATerminalFinishesWhenTheBudgetIsExhausted() throws Exception {
    var result = loom.run("run", "Write it", "--budget-tokens", "1", "--priority", "high");
    assertHas(result.out(), "The budget is exhausted");
    assertHas(result.out(), "There is no terminal to ask on");
    assertHas(result.out(), "budget: finish");
    assertHas(run(64, "run", "Write it", "--priority", "urgent").errors(), "priority");
    assertHas(run(64, "run", "Write it", "--budget-cost", "much").errors(), "--budget-cost");
  }

  @Test
  void sameIdempotencyKeyReturnsTheSameTask() throws Exception {
    var first = taskOf(run(0, "run", "Write it", "--idempotency-key", "k-1"));
    var repeated = run(0, "run", "Write it", "--idempotency-key", "k-1");
    assertEquals(first, taskOf(repeated));
    assertHas(repeated.out(), "Task " + first + " already exists; showing its events.");
    run(64, "run", "Write something else", "--idempotency-key", "k-1");
    run(64, "run", "Write it", "--idempotency-key", "a\nb");
    assertHas(run(64, "run", "Write it", "--idempotency-key", "a b").errors(), "Idempotency-Key");
    var listed = run(0, "tasks", "--status", "completed").out();
    assertEquals(2, listed.lines().count(), listed);
    assertHas(listed, first);
    assertHas(run(0, "tasks", "--status", "failed").out(), "No tasks.");
    assertHas(run(64, "tasks", "--status", "nope").errors(), "waiting_approval");
  }

  private static String taskOf(LoomProcess.Ended result) {
    var matcher = TASK.matcher(result.out());
    assertTrue(matcher.find(), result.out());
    return matcher.group(1);
  }

  @Test
  void learnedPatternsAreListedAndDeleted() throws Exception {
    assertHas(run(0, "learned").out(), "--all lists all patterns.");
    assertHas(run(64, "learned", "--type", "gap").errors(), "behavioral_gap");
    assertHas(run(1, "learned", "--delete", "999").errors(), "999");
    assertHas(run(1, "reset-learning").out(), "--yes");
    assertHas(run(0, "reset-learning", "--yes").out(), "Deleted ");
    assertHas(run(0, "learned", "--all").out(), "No learned patterns.");
  }

  @Test
  void doctorFindsNoProblemInAHealthyHome() throws Exception {
    rest.awaitFinished(submit("Write it"));
    var result = run(0, "doctor");
    assertHas(result.out(), " examined)");
    assertHas(result.out(), "No problems found.");
  }

  @Test
  void doctorChecksModelsAndNamesTheRemedy() throws Exception {
    var modelled = loom.withModel(model.baseUrl());
    var result = modelled.run("doctor");
    assertEquals(1, result.exitCode(), result.errors());
    assertHas(result.out(), "✗ the model scripted (scripted) works");
    assertHas(result.out(), "models.scripted.roles");
    assertFalse(modelled.run("doctor", "--no-models").out().contains("scripted"));
    var report = Json.parse(modelled.run("doctor", "--json").out());
    var last = report.path("checks").path(report.path("checks").size() - 1);
    assertEquals("the model scripted (scripted) works", last.path("name").asText());
    assertEquals(1, last.path("findings").size());
  }

  @Test
  void changesAreShownAndUndone() throws Exception {
    var task = submit("Write it");
    rest.awaitFinished(task);
    var shown = run(0, "diff", task).out();
    assertHas(shown, "Change 1: new.txt created by write_file in subtask only");
    assertHas(shown, "+new");
    assertHas(run(1, "undo", task).out(), "--yes");
    assertTrue(Files.exists(workspace.resolve("new.txt")));
    assertHas(run(0, "undo", task, "--change", "1", "--yes").out(), "- new.txt");
    assertFalse(Files.exists(workspace.resolve("new.txt")));
    assertHas(run(0, "diff", task, "--subtask", "only").out(), "(undone)");
    run(1, "undo", task, "--yes");
    run(64, "undo", task, "--change", "1", "--subtask", "only", "--yes");
  }
}
