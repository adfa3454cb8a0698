package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.bus.Bus;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import dev.loom.gateway.FakeBackend;
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

/// Uses a fake receiver, a fake store and a simulated clock, so no test waits for a delay.
@Timeout(60)
class WebhookSenderTest {
  private static final long WAIT_NANOS_MAX = 20_000_000_000L;
  private static final long RESPONSE_MILLIS_MAX = 300;
  private static final long LONG_RESPONSE_MILLIS_MAX = 30_000;

  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final FakeBackend backend = FakeBackend.start(vertx);
  private final ConcurrentLinkedQueue<PendingTimer> timers = new ConcurrentLinkedQueue<>();
  private volatile Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private FakeWebhookReceiver receiver;

  /// Represents a pending timer.
  private record PendingTimer(Duration pause, Runnable task) {}

  @BeforeEach
  void open() throws Exception {
    receiver = new FakeWebhookReceiver();
  }

  @AfterEach
  void close() {
    vertx.close().await();
    receiver.close();
  }

  private void start() {
    start(Optional.empty(), RESPONSE_MILLIS_MAX);
  }

  private void start(Optional<WebhookSigner> secret, long responseMillisMax) {
    var started = new CompletableFuture<Void>();
    context.runOnContext(
        ignored -> {
          var client =
              new WebhookClient(
                  vertx,
                  "1.2.3",
                  secret,
                  WebhookVerticle.hosts(ServerConfig.Webhooks.signed(""), vertx),
                  responseMillisMax);
          var sender =
              new WebhookSender(Bus.on(vertx), client, () -> now, () -> 0.5, this::schedule);
          Future<Void> listening = sender.start();
          listening.onComplete(started::complete, started::completeExceptionally);
        });
    started.join();
  }

  private Runnable schedule(Duration wait, Runnable task) {
    var timer = new PendingTimer(wait, task);
    timers.add(timer);
    synchronized (timers) {
      timers.notifyAll();
    }
    return () -> timers.remove(timer);
  }

  /// Advances the clock and fires all timers.
  private void advance(Duration time) {
    now = now.plus(time);
    for (var timer = timers.poll(); timer != null; timer = timers.poll()) {
      var task = timer.task();
      context.runOnContext(ignored -> task.run());
    }
  }

  /// Waits for a condition, which is checked when the sender sets a timer; that is its last step.
  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    var deadline = System.nanoTime() + WAIT_NANOS_MAX;
    synchronized (timers) {
      while (!condition.getAsBoolean()) {
        var leftMillis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        assertTrue(leftMillis > 0, "never: " + what);
        timers.wait(leftMillis);
      }
    }
  }

  private void awaitAttempts(int count) throws InterruptedException {
    await(
        count + " attempts", () -> backend.outbox.attempts().size() == count && !timers.isEmpty());
  }

  private TaskId task(String id, String url) {
    return backend.newTask(
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
  void theEndOfATaskIsPosted() throws Exception {
    start();
    var task = task("a1b2c3d4", receiver.url("/done?x=1"));
    backend.plan(task);
    backend.complete(task);
    assertEquals(
        new FakeWebhookReceiver.ReceivedPost(
            "POST",
            "/done?x=1",
            "application/json",
            "a1b2c3d4-2",
            1_795_348_800L,
            null,
            "{\"task_id\":\"a1b2c3d4\",\"status\":\"completed\",\"goal\":\"Refactor auth module\","
                + "\"subtasks_completed\":1,\"subtasks_failed\":0,\"workspace_changes\":"
                + "{\"files_created\":0,\"files_modified\":0,\"files_deleted\":0}}"),
        receiver.next());
    awaitAttempts(1);
    assertEquals(
        List.of(new RecordWebhookAttempt("a1b2c3d4-2", true, Optional.empty(), "")),
        backend.outbox.attempts());
    assertEquals(0, backend.outbox.size());
  }

  @Test
  void everyPostIsSignedWhenASecretIsConfigured() throws Exception {
    var secret = WebhookSigner.parse("a secret", Map.of());
    start(secret, RESPONSE_MILLIS_MAX);
    backend.complete(task("t1", receiver.url("/done")));
    var post = receiver.next();
    assertEquals(
        secret.orElseThrow().sign(post.id(), post.timestamp(), post.body()), post.signature());
  }

  @Test
  void aFailedDeliveryIsAttemptedTenTimesWithTheSameIdAndNoRedirect() throws Exception {
    start();
    for (var status :
        new int[] {500, 302, 404, FakeWebhookReceiver.NO_RESPONSE, 503, 500, 500, 500, 500, 500}) {
      receiver.statuses.add(status);
    }
    backend.complete(task("t1", receiver.url("/done")));
    var ids = new HashSet<String>();
    var pauses =
        List.of("PT5S", "PT30S", "PT2M", "PT10M", "PT30M", "PT1H", "PT3H", "PT6H", "PT12H");
    for (var i = 0; i < pauses.size(); i++) {
      ids.add(receiver.next().id());
      awaitAttempts(i + 1);
      var pause = Duration.parse(pauses.get(i));
      assertEquals(Optional.of(now.plus(pause)), backend.outbox.nextAt(), "pause " + i);
      advance(pause.minusSeconds(1));
      await("a query without due webhooks", () -> !timers.isEmpty());
      assertEquals(i + 1, backend.outbox.attempts().size());
      advance(Duration.ofSeconds(1));
    }
    ids.add(receiver.next().id());
    awaitAttempts(10);
    assertEquals(0, backend.outbox.size());
    assertEquals(java.util.Set.of("t1-2"), ids);
    var errors = backend.outbox.attempts().stream().map(RecordWebhookAttempt::error).toList();
    assertEquals("response status 302", errors.get(1));
    assertTrue(errors.stream().noneMatch(String::isEmpty), errors.toString());
    assertNull(receiver.posts.poll());
  }

  @Test
  void aDeliveryThatSucceedsIsNotRepeated() throws Exception {
    start();
    receiver.statuses.add(500);
    receiver.statuses.add(204);
    backend.complete(task("t1", receiver.url("/done")));
    receiver.next();
    awaitAttempts(1);
    advance(Duration.ofSeconds(5));
    receiver.next();
    awaitAttempts(2);
    assertEquals(0, backend.outbox.size());
    advance(Duration.ofDays(2));
    await("another query", () -> !timers.isEmpty());
    assertNull(receiver.posts.poll());
  }

  @Test
  void a410ResponseIsNotRetried() throws Exception {
    start();
    receiver.statuses.add(410);
    backend.complete(task("t1", receiver.url("/done")));
    awaitAttempts(1);
    assertEquals(0, backend.outbox.size());
    assertEquals("response status 410", backend.outbox.attempts().getFirst().error());
  }

  @Test
  void undeliveredWebhooksAreDeliveredAfterARestart() throws Exception {
    backend.complete(task("t1", receiver.url("/done")));
    start();
    assertEquals("t1-2", receiver.next().id());
    awaitAttempts(1);
  }

  @Test
  void anUnreachableUrlDelaysNoOther() throws Exception {
    start();
    backend.complete(task("t1", "http://127.0.0.1:1/closed"));
    backend.complete(task("t2", "http://no.such.host.invalid/?token=hunter2"));
    backend.complete(task("t3", receiver.url("/done")));
    assertEquals("t3-2", receiver.next().id());
    awaitAttempts(3);
    assertEquals(2, backend.outbox.size());
    var attempts = backend.outbox.attempts().toString();
    assertTrue(!attempts.contains("hunter2"), attempts);
  }

  @Test
  void aHostGetsAtMostTwoConcurrentPostsAndDelaysNoOther() throws Exception {
    start(Optional.empty(), LONG_RESPONSE_MILLIS_MAX);
    for (var i = 0; i < 5; i++) {
      receiver.statuses.add(FakeWebhookReceiver.HELD_RESPONSE);
      backend.complete(task("slow" + i, receiver.url("/slow")));
    }
    receiver.next();
    receiver.next();
    try (var other = new FakeWebhookReceiver()) {
      backend.complete(task("quick", other.url("/done")));
      assertEquals("quick-2", other.next().id());
    }
    assertNull(receiver.posts.poll());
    receiver.release();
    awaitAttempts(6);
    assertEquals(2, receiver.runningMost());
  }

  @Test
  void webhooksBeyondTheConcurrencyLimitAreQueued() throws Exception {
    start();
    var count = 300;
    for (var i = 0; i < count; i++) {
      backend.complete(task("t" + i, receiver.url("/done")));
    }
    var ids = new HashSet<String>();
    while (ids.size() < count) {
      ids.add(receiver.next().id());
    }
    awaitAttempts(count);
  }

  @Test
  void onlyTheEndOfTasksWithACallbackIsPosted() throws Exception {
    start();
    var task = task("t1", receiver.url("/done"));
    backend.record(task, new TaskEvent.TaskPlanning("Do it", 1));
    backend.record(task, new TaskEvent.TaskPaused(""));
    backend.complete(backend.newTask());
    backend.complete(task);
    assertEquals("t1-4", receiver.next().id());
    awaitAttempts(1);
    assertNull(receiver.posts.poll());
  }

  @Test
  void aFailedFetchIsRetriedAfterAMinute() throws Exception {
    backend.failWith(Addresses.WEBHOOK_CLAIM, ServiceException.overloaded("Busy.").error());
    backend.complete(task("t1", receiver.url("/done")));
    start();
    await("a retry timer", () -> !timers.isEmpty());
    assertEquals(Duration.ofMinutes(1), timers.peek().pause());
    backend.stopFailing(Addresses.WEBHOOK_CLAIM);
    advance(Duration.ofMinutes(1));
    assertEquals("t1-2", receiver.next().id());
  }

  @Test
  void anUnrecordedDeliveryIsNotRepeatedAtOnce() throws Exception {
    backend.failWith(
        Addresses.WEBHOOK_RECORD_ATTEMPT, ServiceException.overloaded("Busy.").error());
    backend.complete(task("t1", receiver.url("/done")));
    start();
    receiver.next();
    await("a claim after the failure", () -> backend.outbox.claims() == 2 && !timers.isEmpty());
    assertNull(receiver.posts.poll());
    backend.stopFailing(Addresses.WEBHOOK_RECORD_ATTEMPT);
    advance(Duration.ofMinutes(1));
    await("another query", () -> !timers.isEmpty());
    advance(Duration.ofMinutes(1));
    assertEquals("t1-2", receiver.next().id());
    awaitAttempts(1);
  }
}
