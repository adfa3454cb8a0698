package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.event.TokenKind;
import dev.loom.contracts.event.TransientEvent;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class TokenSubscriberTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final TransientEvent TOKEN =
      new TransientEvent(
          TASK,
          new TaskEvent.TokenStreamed(
              new SubtaskId("s1"), "Hi", "m", new StepId("s1.1.1"), 1, TokenKind.TEXT, false));
  private static final String TOKEN_FRAME =
      "event: token\ndata: {\"subtask_id\":\"s1\",\"token\":\"Hi\",\"model\":\"m\","
          + "\"step_id\":\"s1.1.1\",\"seq\":1,\"kind\":\"text\",\"restart\":false}\n\n";
  private final Queue<Runnable> ticks = new ArrayDeque<>();
  private final StringBuilder written = new StringBuilder();
  private final SseWriter writer =
      new SseWriter(
          (bytes, last) -> {
            written.append(bytes).append(last ? "$" : "");
            return Future.succeededFuture();
          },
          ticks::add,
          () -> 0,
          () -> {},
          () -> {});

  private static SseFrame event(EventType type) {
    return SseFrame.of(new JournalEntry(TASK, 1, type, Instant.EPOCH, "{}", "{}"));
  }

  private TokenSubscriber started(Future<Boolean> finished) {
    var subscriber = new TokenSubscriber(() -> finished, writer);
    subscriber.start();
    return subscriber;
  }

  private String written() {
    while (!ticks.isEmpty()) {
      ticks.remove().run();
    }
    return written.toString();
  }

  @Test
  void tokensAreWrittenAndEventsAreNot() {
    var subscriber = started(Future.succeededFuture(false));
    subscriber.onEvent(event(EventType.TASK_EXECUTING));
    var progress =
        new TaskEvent.ToolProgress(new SubtaskId("s1"), new StepId("s1.1.1.1"), "fetch", "half");
    subscriber.onTransient(
        progress, SseFrame.of(new TransientEvent(TASK, progress), Instant.EPOCH));
    subscriber.onTransient(TOKEN.event(), SseFrame.of(TOKEN, Instant.EPOCH));
    assertEquals(TOKEN_FRAME, written());
  }

  @Test
  void theEndOfTheTaskEndsTheStream() {
    var subscriber = started(Future.succeededFuture(false));
    subscriber.onEvent(event(EventType.TASK_COMPLETED));
    subscriber.onTransient(TOKEN.event(), SseFrame.of(TOKEN, Instant.EPOCH));
    assertEquals("$", written());
  }

  @Test
  void aTaskThatHasAlreadyEndedEndsTheStream() {
    started(Future.succeededFuture(true));
    assertEquals("$", written());
  }

  @Test
  void aFailedStatusCheckEndsTheStream() {
    started(Future.failedFuture("unavailable"));
    assertEquals("$", written());
  }

  @Test
  void nothingIsWrittenAfterItIsStopped() {
    Promise<Boolean> finished = Promise.promise();
    var subscriber = started(finished.future());
    subscriber.stop();
    finished.complete(true);
    subscriber.onTransient(TOKEN.event(), SseFrame.of(TOKEN, Instant.EPOCH));
    assertEquals("", written());
  }
}
