package dev.loom.memory;

import static dev.loom.memory.MemoryFixture.AT;
import static dev.loom.memory.MemoryFixture.append;
import static dev.loom.memory.MemoryFixture.planning;
import static dev.loom.memory.MemoryFixture.serviceError;
import static dev.loom.memory.MemoryFixture.snapshot;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.Addresses;
import dev.loom.bus.Topic;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.EngineId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.AppendEvents;
import dev.loom.contracts.journal.FindTask;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskStatus;
import dev.loom.contracts.webhook.ClaimWebhooks;
import dev.loom.contracts.webhook.RecordWebhookAttempt;
import dev.loom.contracts.webhook.Webhook;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class SqliteWebhooksTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final String URL = "http://agent:8080/done";
  private static final TaskEvent.Recorded FEEDBACK =
      new TaskEvent.TaskFeedback(new Feedback(Optional.of(5), "good"));

  @TempDir Path directory;
  private MemoryFixture memory;

  @BeforeEach
  void open() {
    memory = new MemoryFixture(directory);
  }

  @AfterEach
  void close() {
    memory.close();
  }

  private static AppendEvents with(
      TaskId task, long seq, Instant at, TaskStatus status, Optional<String> url) {
    return new AppendEvents(
        task,
        MemoryFixture.ENGINE,
        seq,
        at,
        List.of(planning("x")),
        Optional.of(snapshot(task, status, url)),
        Optional.empty(),
        List.of());
  }

  private void end(TaskId task, Instant at) throws InterruptedException {
    memory.appendAndWait(with(task, 1, at, TaskStatus.COMPLETED, Optional.of(URL)));
  }

  private ClaimWebhooks.Claimed due(Instant now) throws InterruptedException {
    return memory.bus.request(Addresses.WEBHOOK_CLAIM, claim(MemoryFixture.ENGINE, now, 10));
  }

  private static ClaimWebhooks claim(EngineId owner, Instant now, int countMax) {
    return new ClaimWebhooks(owner, now, now.plusSeconds(60), countMax, 100);
  }

  private int settle(String id, boolean delivered, Optional<Instant> next, String error)
      throws InterruptedException {
    return memory
        .bus
        .request(
            Addresses.WEBHOOK_RECORD_ATTEMPT, new RecordWebhookAttempt(id, delivered, next, error))
        .attempts();
  }

  @ParameterizedTest
  @EnumSource(TaskStatus.class)
  void webhookIsStoredWithTheEndOfATaskOnly(TaskStatus status) throws Exception {
    memory.appendAndWait(with(TASK, 1, AT, status, Optional.of(URL)));
    memory.reopen();
    var wanted =
        status.isFinished() ? List.of(new Webhook("msg_t1", TASK, URL, 0, AT)) : List.<Webhook>of();
    assertEquals(wanted, due(AT).webhooks());
  }

  @Test
  void taskWithoutCallbackUrlHasNoWebhook() throws Exception {
    memory.appendAndWait(with(TASK, 1, AT, TaskStatus.COMPLETED, Optional.empty()));
    assertEquals(new ClaimWebhooks.Claimed(List.of(), Optional.empty()), due(AT.plusSeconds(9)));
  }

  @Test
  void webhookIsPublishedOnlyAfterItsCommit() throws Exception {
    var entries = new LinkedBlockingQueue<String>();
    memory
        .bus
        .subscribe(
            Addresses.WEBHOOKS_QUEUED,
            Topic.ALL_KEYS,
            stored -> entries.add(stored.taskId() + ", of " + storedWebhooks()))
        .await();
    memory.appendAndWait(with(new TaskId("runs"), 1, AT, TaskStatus.EXECUTING, Optional.of(URL)));
    memory.appendAndWait(with(new TaskId("silent"), 1, AT, TaskStatus.COMPLETED, Optional.empty()));
    end(TASK, AT);
    assertEquals("t1, of 1", entries.poll(10, TimeUnit.SECONDS));
    end(new TaskId("t2"), AT);
    assertEquals("t2, of 2", entries.poll(10, TimeUnit.SECONDS));
  }

  private long storedWebhooks() {
    try {
      return memory.number("SELECT count(*) FROM webhook");
    } catch (SQLException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void eventsAfterTheEndAddNoSecondWebhook() throws Exception {
    end(TASK, AT);
    settle("msg_t1", true, Optional.empty(), "");
    memory.appendAndWait(
        new AppendEvents(
            TASK,
            MemoryFixture.ENGINE,
            2,
            AT.plusSeconds(60),
            List.of(FEEDBACK),
            Optional.of(snapshot(TASK, TaskStatus.COMPLETED, Optional.of(URL))),
            Optional.empty(),
            List.of()));
    assertEquals(1, memory.number("SELECT count(*) FROM webhook"));
    assertEquals(
        new ClaimWebhooks.Claimed(List.of(), Optional.empty()), due(AT.plusSeconds(1_000)));
  }

  @Test
  void eventsAfterTheEndContinueTheSequence() throws Exception {
    end(TASK, AT);
    memory.reopen();
    assertEquals(
        ServiceError.Code.CONFLICT,
        serviceError(() -> memory.appendAndWait(append(TASK, 3, FEEDBACK))).code());
    memory.appendAndWait(append(TASK, 2, FEEDBACK));
    memory.appendAndWait(append(TASK, 3, new TaskEvent.ChangesUndone(List.of(1L), List.of())));
    memory.reopen();
    assertEquals(
        TaskStatus.COMPLETED, memory.bus.request(Addresses.TASK_FIND, new FindTask(TASK)).status());
    assertEquals(List.of(), MemoryFixture.claimUnfinished(memory.bus, memory.file));
    assertEquals(3, memory.number("SELECT max(seq) FROM event"));
  }

  @Test
  void dueWebhooksAreSortedAndTheNextDueTimeIsReturned() throws Exception {
    end(new TaskId("b"), AT.plusSeconds(2));
    end(new TaskId("a"), AT.plusSeconds(1));
    end(new TaskId("d"), AT.plusSeconds(8));
    end(new TaskId("c"), AT.plusSeconds(7));
    var found = due(AT.plusSeconds(2));
    assertEquals(
        List.of("msg_a", "msg_b"), found.webhooks().stream().map(Webhook::webhookId).toList());
    assertEquals(Optional.of(AT.plusSeconds(7)), found.nextAt());
    var one =
        memory.bus.request(
            Addresses.WEBHOOK_CLAIM, claim(MemoryFixture.ENGINE, AT.plusSeconds(9), 1));
    assertEquals(1, one.webhooks().size());
    assertEquals(Optional.empty(), one.nextAt());
  }

  @Test
  void failedAttemptIsDueAgainAtItsNextTime() throws Exception {
    end(TASK, AT);
    assertEquals(1, settle("msg_t1", false, Optional.of(AT.plusSeconds(30)), "HTTP 500"));
    memory.reopen();
    assertEquals(
        new ClaimWebhooks.Claimed(List.of(), Optional.of(AT.plusSeconds(30))),
        due(AT.plusSeconds(29)));
    assertEquals(
        List.of(new Webhook("msg_t1", TASK, URL, 1, AT)), due(AT.plusSeconds(30)).webhooks());
    assertEquals(1, memory.number("SELECT count(*) FROM webhook WHERE error = 'HTTP 500'"));
  }

  @Test
  void abandonedWebhookIsNeverDueAgainAndKeepsItsError() throws Exception {
    end(TASK, AT);
    settle("msg_t1", false, Optional.empty(), "gone");
    assertEquals(
        new ClaimWebhooks.Claimed(List.of(), Optional.empty()), due(AT.plusSeconds(9_999)));
    assertEquals(
        1,
        memory.number(
            "SELECT count(*) FROM webhook WHERE error = 'gone' AND NOT delivered AND attempts = 1"));
  }

  @Test
  void deliveredWebhookStaysDeliveredAfterALateFailure() throws Exception {
    end(TASK, AT);
    settle("msg_t1", true, Optional.empty(), "");
    assertEquals(2, settle("msg_t1", false, Optional.of(AT), "timeout"));
    assertEquals(
        new ClaimWebhooks.Claimed(List.of(), Optional.empty()), due(AT.plusSeconds(9_999)));
    assertEquals(1, memory.number("SELECT count(*) FROM webhook WHERE delivered AND error = ''"));
  }

  @Test
  void attemptOfAnUnknownWebhookIsNotFound() {
    assertEquals(
        ServiceException.notFound("Webhook not found: msg_x").error(),
        serviceError(() -> settle("msg_x", true, Optional.empty(), "")));
  }

  @Test
  void claimedWebhookIsGivenToNoOtherSenderUntilItsClaimExpires() throws Exception {
    end(TASK, AT);
    assertEquals(1, due(AT).webhooks().size());
    assertEquals(List.of(), due(AT.plusSeconds(59)).webhooks());
    assertEquals(1, due(AT.plusSeconds(60)).webhooks().size());
    settle("msg_t1", false, Optional.of(AT.plusSeconds(61)), "HTTP 500");
    assertEquals(1, due(AT.plusSeconds(61)).webhooks().size());
  }

  @Test
  void claimOfAReplacedEngineDoesNotHold() throws Exception {
    end(TASK, AT);
    assertEquals(1, due(AT).webhooks().size());
    MemoryFixture.execute(memory.file, "DELETE FROM engine WHERE id = 'e1'");
    var claim = claim(memory.bus.engine(), AT, 10);
    assertEquals(1, memory.bus.request(Addresses.WEBHOOK_CLAIM, claim).webhooks().size());
  }

  /// Without a share per host, 1,000 webhooks to a receiver that hangs would stop all others.
  @Test
  void aHostWithManyWebhooksDoesNotHoldUpAnother() throws Exception {
    for (int i = 0; i < 50; i++) {
      var url = i % 2 == 0 ? "http://Slow:80/a?x=" + i : "http://slow:80?y#" + i;
      endWith("slow" + i, AT.plusMillis(i), url);
    }
    endWith("other", AT.plusSeconds(1), "http://slow:8080/done");
    endWith("tls", AT.plusSeconds(2), "https://slow:80/done");
    var first = claimOfHost(3, AT.plusSeconds(9));
    assertEquals(List.of("msg_slow0", "msg_slow1", "msg_slow2", "msg_other", "msg_tls"), first);
    assertEquals(List.of(), claimOfHost(3, AT.plusSeconds(10)));
    settle("msg_slow1", true, Optional.empty(), "");
    settle("msg_slow2", false, Optional.of(AT.plusSeconds(99)), "timeout");
    assertEquals(List.of("msg_slow3", "msg_slow4"), claimOfHost(3, AT.plusSeconds(11)));
  }

  private void endWith(String task, Instant at, String url) throws InterruptedException {
    memory.appendAndWait(with(new TaskId(task), 1, at, TaskStatus.COMPLETED, Optional.of(url)));
  }

  private List<String> claimOfHost(int hostCountMax, Instant now) throws InterruptedException {
    var claim =
        new ClaimWebhooks(MemoryFixture.ENGINE, now, now.plusSeconds(60), 100, hostCountMax);
    return memory.bus.request(Addresses.WEBHOOK_CLAIM, claim).webhooks().stream()
        .map(Webhook::webhookId)
        .toList();
  }

  @Test
  void concurrentSendersNeverGetTheSameWebhook() throws Exception {
    for (int i = 0; i < 40; i++) {
      end(new TaskId("t" + i), AT);
    }
    var replies = new ArrayList<Future<ClaimWebhooks.Claimed>>();
    for (int i = 0; i < 20; i++) {
      replies.add(
          memory.bus.requestAsync(
              Addresses.WEBHOOK_CLAIM, claim(MemoryFixture.ENGINE, AT.plusSeconds(1), 3)));
    }
    var claimed = new ArrayList<String>();
    for (var reply : replies) {
      reply.await().webhooks().forEach(webhook -> claimed.add(webhook.webhookId()));
    }
    assertEquals(40, claimed.size());
    assertEquals(40, Set.copyOf(claimed).size());
  }
}
