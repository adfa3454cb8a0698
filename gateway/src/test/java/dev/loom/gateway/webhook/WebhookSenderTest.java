package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import dev.loom.gateway.RoomsForTest;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The sender between an agent and memory, with a clock of ours: nothing here waits for a pause.
@Timeout(60)
class WebhookSenderTest {
  private static final long WAIT_NANOS_MAX = 20_000_000_000L;
  private static final long ANSWER_MILLIS_MAX = 300;
  private static final long PATIENT_MILLIS_MAX = 30_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final RoomsForTest rooms = RoomsForTest.on(vertx);
  private final ConcurrentLinkedQueue<Alarm> alarms = new ConcurrentLinkedQueue<>();
  private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private AgentForTest agent;

  /// Something that is to happen later.
  private record Alarm(Duration pause, Runnable task) {}

  @BeforeEach
  void open() throws Exception {
    agent = new AgentForTest();
  }

  @AfterEach
  void close() {
    vertx.close().await();
    agent.close();
  }

  private void start() {
    start(Optional.empty(), ANSWER_MILLIS_MAX);
  }

  private void start(Optional<WebhookSecret> secret, long answerMillisMax) {
    var started = new CompletableFuture<Void>();
    context.runOnContext(
        ignored -> {
          var client = new WebhookClient(vertx, "1.2.3", secret, answerMillisMax);
          var sender =
              new WebhookSender(Bus.on(vertx), client, () -> now, () -> 0.5, this::remember);
          Future<Void> listening = sender.start();
          listening.onComplete(started::complete, started::completeExceptionally);
        });
    started.join();
  }

  private Runnable remember(Duration wait, Runnable task) {
    var alarm = new Alarm(wait, task);
    alarms.add(alarm);
    synchronized (alarms) {
      alarms.notifyAll();
    }
    return () -> alarms.remove(alarm);
  }

  /// Lets time pass, and everything happen that waited for it.
  private void pass(Duration time) {
    now = now.plus(time);
    for (var alarm = alarms.poll(); alarm != null; alarm = alarms.poll()) {
      var task = alarm.task();
      context.runOnContext(ignored -> task.run());
    }
  }

  /// Waits for what is so once the sender has set an alarm, which it does after all it does.
  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    var deadline = System.nanoTime() + WAIT_NANOS_MAX;
    synchronized (alarms) {
      while (!condition.getAsBoolean()) {
        var leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        assertTrue(leftMillis > 0, "never: " + what);
        alarms.wait(leftMillis);
      }
    }
  }

  private void awaitSettled(int count) throws InterruptedException {
    await(count + " settled", () -> rooms.outbox.settled().size() == count && !alarms.isEmpty());
  }

  private TaskId task(String id, String url) {
    return rooms.newTask(
        new TaskId(id),
        new TaskSpec(
            "Refactor auth module",
            "/w",
            Map.of(),
            ApprovalMode.AUTO,
            Optional.of(url),
            Optional.empty(),
            Map.of(),
            Priority.NORMAL,
            Budget.NONE,
            false));
  }

  @Test
  void theEndOfATaskIsPostedInTheGuidesShape() throws Exception {
    start();
    var task = task("a1b2c3d4", agent.url("/done?x=1"));
    rooms.plan(task);
    rooms.complete(task);
    assertEquals(
        new AgentForTest.Hook(
            "POST",
            "/done?x=1",
            "application/json",
            "a1b2c3d4-2",
            1_795_348_800L,
            null,
            "{\"task_id\":\"a1b2c3d4\",\"status\":\"completed\",\"goal\":\"Refactor auth module\","
                + "\"subtasks_completed\":1,\"subtasks_failed\":0,\"workspace_changes\":"
                + "{\"files_created\":0,\"files_modified\":0,\"files_deleted\":0}}"),
        agent.next());
    awaitSettled(1);
    assertEquals(
        List.of(new RecordWebhookAttempt("a1b2c3d4-2", true, Optional.empty(), "")),
        rooms.outbox.settled());
    assertEquals(0, rooms.outbox.size());
  }

  @Test
  void whereThereIsASecretEveryPostIsSignedWithIt() throws Exception {
    var secret = WebhookSecret.of("a secret", Map.of());
    start(secret, ANSWER_MILLIS_MAX);
    rooms.complete(task("t1", agent.url("/done")));
    var hook = agent.next();
    assertEquals(
        secret.orElseThrow().signature(hook.id(), hook.timestamp(), hook.body()), hook.signature());
  }

  @Test
  void aDeliveryThatFailsIsTriedTenTimesUnderTheSameIdAndFollowsNoRedirect() throws Exception {
    start();
    for (var status :
        new int[] {500, 302, 404, AgentForTest.SILENCE, 503, 500, 500, 500, 500, 500}) {
      agent.statuses.add(status);
    }
    rooms.complete(task("t1", agent.url("/done")));
    var ids = new HashSet<String>();
    var pauses =
        List.of("PT5S", "PT30S", "PT2M", "PT10M", "PT30M", "PT1H", "PT3H", "PT6H", "PT12H");
    for (var i = 0; i < pauses.size(); i++) {
      ids.add(agent.next().id());
      awaitSettled(i + 1);
      var pause = Duration.parse(pauses.get(i));
      assertEquals(Optional.of(now.plus(pause)), rooms.outbox.nextAt(), "pause " + i);
      pass(pause.minusSeconds(1));
      await("it looks and finds nothing due", () -> !alarms.isEmpty());
      assertEquals(i + 1, rooms.outbox.settled().size());
      pass(Duration.ofSeconds(1));
    }
    ids.add(agent.next().id());
    awaitSettled(10);
    assertEquals(0, rooms.outbox.size());
    assertEquals(java.util.Set.of("t1-2"), ids);
    var errors = rooms.outbox.settled().stream().map(RecordWebhookAttempt::error).toList();
    assertEquals("it was answered with status 302", errors.get(1));
    assertTrue(errors.stream().noneMatch(String::isEmpty), errors.toString());
    assertNull(agent.hooks.poll());
  }

  @Test
  void aDeliveryThatSucceedsIsNotRepeated() throws Exception {
    start();
    agent.statuses.add(500);
    agent.statuses.add(204);
    rooms.complete(task("t1", agent.url("/done")));
    agent.next();
    awaitSettled(1);
    pass(Duration.ofSeconds(5));
    agent.next();
    awaitSettled(2);
    assertEquals(0, rooms.outbox.size());
    pass(Duration.ofDays(2));
    await("it looks again", () -> !alarms.isEmpty());
    assertNull(agent.hooks.poll());
  }

  @Test
  void anAddressThatIsGoneForGoodIsNotTriedAgain() throws Exception {
    start();
    agent.statuses.add(410);
    rooms.complete(task("t1", agent.url("/done")));
    awaitSettled(1);
    assertEquals(0, rooms.outbox.size());
    assertEquals("it was answered with status 410", rooms.outbox.settled().getFirst().error());
  }

  @Test
  void whatWasNotDeliveredBeforeTheEngineDiedIsDeliveredByTheNext() throws Exception {
    rooms.complete(task("t1", agent.url("/done")));
    start();
    assertEquals("t1-2", agent.next().id());
    awaitSettled(1);
  }

  @Test
  void oneAddressThatNobodyAnswersHoldsUpNoOther() throws Exception {
    start();
    rooms.complete(task("t1", "http://127.0.0.1:1/nobody"));
    rooms.complete(task("t2", "http://no.such.host.invalid/?token=hunter2"));
    rooms.complete(task("t3", agent.url("/done")));
    assertEquals("t3-2", agent.next().id());
    awaitSettled(3);
    assertEquals(2, rooms.outbox.size());
    var settled = rooms.outbox.settled().toString();
    assertTrue(!settled.contains("hunter2"), settled);
  }

  @Test
  void oneHostGetsTwoAtATimeAndHoldsUpNoOther() throws Exception {
    start(Optional.empty(), PATIENT_MILLIS_MAX);
    for (var i = 0; i < 5; i++) {
      agent.statuses.add(AgentForTest.HOLD);
      rooms.complete(task("slow" + i, agent.url("/slow")));
    }
    agent.next();
    agent.next();
    try (var other = new AgentForTest()) {
      rooms.complete(task("quick", other.url("/done")));
      assertEquals("quick-2", other.next().id());
    }
    assertNull(agent.hooks.poll());
    agent.release();
    awaitSettled(6);
    assertEquals(2, agent.runningMost());
  }

  @Test
  void moreEndsThanCanBeSentAtOnceWaitTheirTurn() throws Exception {
    start();
    var count = 300;
    for (var i = 0; i < count; i++) {
      rooms.complete(task("t" + i, agent.url("/done")));
    }
    var ids = new HashSet<String>();
    while (ids.size() < count) {
      ids.add(agent.next().id());
    }
    awaitSettled(count);
  }

  @Test
  void onlyTheEndIsPostedAndOnlyWhereSomebodyWantsIt() throws Exception {
    start();
    var task = task("t1", agent.url("/done"));
    rooms.record(task, new TaskEvent.TaskPlanning("Do it", 1));
    rooms.record(task, new TaskEvent.TaskPaused(""));
    rooms.complete(rooms.newTask());
    rooms.complete(task);
    assertEquals("t1-4", agent.next().id());
    awaitSettled(1);
    assertNull(agent.hooks.poll());
  }

  @Test
  void whenMemoryDoesNotAnswerItIsAskedAgainAMinuteLater() throws Exception {
    rooms.refuse(Addresses.WEBHOOK_FIND_DUE, ServiceError.overloaded("Busy."));
    rooms.complete(task("t1", agent.url("/done")));
    start();
    await("it waits", () -> !alarms.isEmpty());
    assertEquals(Duration.ofMinutes(1), alarms.peek().pause());
    rooms.relent(Addresses.WEBHOOK_FIND_DUE);
    pass(Duration.ofMinutes(1));
    assertEquals("t1-2", agent.next().id());
  }

  @Test
  void whatMemoryCouldNotBeToldIsNotDeliveredOverAndOver() throws Exception {
    rooms.refuse(Addresses.WEBHOOK_RECORD_ATTEMPT, ServiceError.overloaded("Busy."));
    rooms.complete(task("t1", agent.url("/done")));
    start();
    agent.next();
    await("it is set aside", () -> alarms.size() == 2);
    assertNull(agent.hooks.poll());
    rooms.relent(Addresses.WEBHOOK_RECORD_ATTEMPT);
    pass(Duration.ofMinutes(1));
    await("it looks again", () -> !alarms.isEmpty());
    pass(Duration.ofMinutes(1));
    assertEquals("t1-2", agent.next().id());
    awaitSettled(1);
  }
}
