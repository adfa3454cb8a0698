package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.ReadEvents;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Simulates all steps around a cursor and its writer (recording, publishing, page reads and
/// failures, completed writes, end of tick) in an order given by a seed.
@Timeout(60)
class EventSubscriberTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final int RUNS = 40;

  private final Queue<Runnable> ticks = new ArrayDeque<>();
  private final Queue<Runnable> pages = new ArrayDeque<>();
  private final Queue<Runnable> writes = new ArrayDeque<>();
  private final Queue<Runnable> timers = new ArrayDeque<>();
  private final Queue<JournalEntry> unpublished = new ArrayDeque<>();
  private final List<JournalEntry> journal = new ArrayList<>();
  private final StringBuilder written = new StringBuilder();
  private long nowMillis;
  private final SseWriter writer =
      new SseWriter(this::write, ticks::add, () -> nowMillis, this::onDrained, () -> ended = true);
  private boolean ended;
  private boolean failing;
  private Exception failure = new IllegalStateException("failing");
  private int writeCount;
  private int failuresInARow;
  private EventSubscriber cursor;

  private void start(long afterSeq) {
    start(afterSeq, false);
  }

  private void start(long afterSeq, boolean taskFinished) {
    cursor =
        new EventSubscriber(
            TASK, afterSeq, taskFinished, this::read, (millis, retry) -> timers.add(retry), writer);
    cursor.start();
  }

  private Future<ReadEvents.Page> read(ReadEvents request) {
    Promise<ReadEvents.Page> response = Promise.promise();
    pages.add(
        () -> {
          if (failing) {
            failuresInARow++;
            response.fail(failure);
          } else {
            failuresInARow = 0;
            response.complete(
                new ReadEvents.Page(
                    journal.stream()
                        .filter(entry -> entry.seq() > request.afterSeq())
                        .limit(request.countMax())
                        .toList()));
          }
        });
    return response.future();
  }

  private Future<Void> write(Buffer bytes, boolean last) {
    Promise<Void> taken = Promise.promise();
    written.append(bytes);
    writeCount++;
    writes.add(taken::complete);
    return taken.future();
  }

  private void onDrained() {
    cursor.onDrained();
  }

  private void record(EventType type, String data) {
    var entry = new JournalEntry(TASK, journal.size() + 1L, type, Instant.EPOCH, data, "{}");
    journal.add(entry);
    unpublished.add(entry);
  }

  private void publishNext() {
    if (!unpublished.isEmpty()) {
      cursor.onEvent(SseFrame.of(unpublished.remove()));
    }
  }

  private static void step(Queue<Runnable> queue) {
    if (!queue.isEmpty()) {
      queue.remove().run();
    }
  }

  private void runAll() {
    while (!unpublished.isEmpty()
        || !pages.isEmpty()
        || !writes.isEmpty()
        || !ticks.isEmpty()
        || !timers.isEmpty()) {
      publishNext();
      step(pages);
      step(ticks);
      step(writes);
      step(timers);
    }
  }

  private String expected(long afterSeq) {
    var text = new StringBuilder();
    journal.stream()
        .filter(entry -> entry.seq() > afterSeq)
        .forEach(entry -> text.append(SseFrame.of(entry).bytes()));
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void everyEventIsWrittenExactlyOnceInAnyInterleaving(long seed) {
    for (var run = 0; run < RUNS; run++) {
      var simulation = new EventSubscriberTest();
      simulation.simulate(new Random(seed * 1_000_003 + run), "seed " + seed + ", run " + run);
    }
  }

  private void simulate(Random random, String name) {
    var before = random.nextInt(400);
    for (var i = 0; i < before; i++) {
      record(EventType.TASK_EXECUTING, "{}");
    }
    unpublished.clear();
    var after = random.nextInt(before + 1);
    start(after);
    var left = 200 + random.nextInt(600);
    var size = random.nextBoolean() ? 10 : 3_000;
    while (left > 0) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> {
          record(EventType.TASK_EXECUTING, "{\"x\":\"" + "x".repeat(random.nextInt(size)) + "\"}");
          left--;
        }
        case 3, 4, 5 -> publishNext();
        case 6 -> step(pages);
        case 7, 8 -> step(ticks);
        case 9 -> step(writes);
        case 10 -> {
          failing = failuresInARow < EventSubscriber.RETRIES_MAX && random.nextInt(4) == 0;
          step(pages);
          failing = false;
          step(timers);
        }
        default -> {
          // The bus delivers at most once: any published event but the last may be lost.
          if (random.nextInt(8) == 0) {
            unpublished.poll();
          }
        }
      }
    }
    record(EventType.TASK_COMPLETED, "{}");
    runAll();
    assertTrue(expected(after).contentEquals(written), name);
    assertTrue(ended, name);
  }

  @Test
  void eventsOfOneTickAreWrittenTogether() {
    start(0);
    runAll();
    for (var i = 0; i < 100; i++) {
      record(EventType.TASK_EXECUTING, "{}");
      publishNext();
    }
    runAll();
    assertEquals(expected(0), written.toString());
    assertEquals(1, writeCount);
  }

  @Test
  void theQueueOfAStalledReaderIsBounded() {
    start(0);
    runAll();
    record(EventType.TASK_EXECUTING, "{}");
    publishNext();
    step(ticks);
    for (var i = 0; i < 10_000; i++) {
      record(EventType.TASK_EXECUTING, "{\"x\":\"" + "x".repeat(2_000) + "\"}");
      publishNext();
      step(ticks);
      step(pages);
      assertTrue(writer.queuedBytes() <= SseWriter.BYTES_MAX, "waiting " + writer.queuedBytes());
    }
    assertEquals(1, writeCount);
    record(EventType.TASK_COMPLETED, "{}");
    runAll();
    assertEquals(expected(0), written.toString());
  }

  @Test
  void tokensAreDroppedForAReaderThatFallsBehind() {
    start(0);
    var token = new SseFrame(0, false, Buffer.buffer("token\n\n"));
    cursor.onTransient(null, token);
    runAll();
    assertEquals("", written.toString());
    for (var i = 0; i < 1_000; i++) {
      cursor.onTransient(null, token);
    }
    runAll();
    assertEquals("token\n\n".repeat(SseWriter.FRAMES_MAX / 2), written.toString());
  }

  @Test
  void eventsAfterTheEndAreSentToAReaderThatHasTheEnd() {
    record(EventType.TASK_COMPLETED, "{}");
    record(EventType.TASK_FEEDBACK, "{}");
    start(1, true);
    runAll();
    assertEquals(expected(1), written.toString());
    assertTrue(ended);
  }

  @Test
  void repeatedJournalFailuresEndTheStream() {
    failing = true;
    start(0);
    runAll();
    assertTrue(ended);
    assertEquals("", written.toString());
  }

  @Test
  void eventThatCannotBeReadEndsTheStreamWithTheReason() {
    failing = true;
    failure = ServiceException.failed("Event 3 is \"newer\".", false);
    start(2);
    pages.remove().run();
    ticks.remove().run();
    writes.remove().run();
    assertTrue(ended);
    assertTrue(written.toString().startsWith("event: unreadable\ndata: {"), written.toString());
    assertTrue(
        written
            .toString()
            .endsWith("\"data\":{\"last_seq\":2,\"message\":\"Event 3 is \\\"newer\\\".\"}}\n\n"),
        written.toString());
    assertTrue(timers.isEmpty());
  }
}
