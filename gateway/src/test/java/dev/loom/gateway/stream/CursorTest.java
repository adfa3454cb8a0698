package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.event.EventType;
import dev.loom.contracts.event.JournalEntry;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.journal.EventPage;
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

/// A cursor and its outlet in a world where every step is ours: recording, telling, answering a
/// page, failing to, taking bytes, ending a turn. A seed decides the order.
@Timeout(60)
class CursorTest {
  private static final TaskId TASK = new TaskId("t1");
  private static final int RUNS = 40;

  private final Queue<Runnable> turnEnds = new ArrayDeque<>();
  private final Queue<Runnable> pages = new ArrayDeque<>();
  private final Queue<Runnable> writes = new ArrayDeque<>();
  private final Queue<Runnable> timers = new ArrayDeque<>();
  private final Queue<JournalEntry> untold = new ArrayDeque<>();
  private final List<JournalEntry> journal = new ArrayList<>();
  private final StringBuilder wire = new StringBuilder();
  private long nowMillis;
  private final TurnEnd turnEnd = new TurnEnd(turnEnds::add, () -> nowMillis);
  private final Outlet outlet = new Outlet(this::write, turnEnd, this::emptied, () -> ended = true);
  private boolean ended;
  private boolean failing;
  private int writeCount;
  private int failuresInARow;
  private Cursor cursor;

  private void begin(long afterSeq) {
    begin(afterSeq, false);
  }

  private void begin(long afterSeq, boolean over) {
    cursor =
        new Cursor(TASK, afterSeq, over, this::read, (millis, retry) -> timers.add(retry), outlet);
    cursor.start();
  }

  private Future<EventPage> read(ReadEvents question) {
    Promise<EventPage> answer = Promise.promise();
    pages.add(
        () -> {
          if (failing) {
            failuresInARow++;
            answer.fail("failing");
          } else {
            failuresInARow = 0;
            answer.complete(
                new EventPage(
                    journal.stream()
                        .filter(entry -> entry.seq() > question.afterSeq())
                        .limit(question.countMax())
                        .toList()));
          }
        });
    return answer.future();
  }

  private Future<Void> write(Buffer bytes, boolean last) {
    Promise<Void> taken = Promise.promise();
    wire.append(bytes);
    writeCount++;
    writes.add(taken::complete);
    return taken.future();
  }

  private void emptied() {
    cursor.emptied();
  }

  private void record(EventType type, String data) {
    var entry = new JournalEntry(TASK, journal.size() + 1L, type, Instant.EPOCH, data, "{}");
    journal.add(entry);
    untold.add(entry);
  }

  private void tell() {
    if (!untold.isEmpty()) {
      cursor.heard(Frame.of(untold.remove()));
    }
  }

  private static void step(Queue<Runnable> queue) {
    if (!queue.isEmpty()) {
      queue.remove().run();
    }
  }

  private void settle() {
    while (!untold.isEmpty()
        || !pages.isEmpty()
        || !writes.isEmpty()
        || !turnEnds.isEmpty()
        || !timers.isEmpty()) {
      tell();
      step(pages);
      step(turnEnds);
      step(writes);
      step(timers);
    }
  }

  private String expected(long afterSeq) {
    var text = new StringBuilder();
    journal.stream()
        .filter(entry -> entry.seq() > afterSeq)
        .forEach(entry -> text.append(Frame.of(entry).bytes()));
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noEventIsMissingOrDoubleInWhateverOrderThingsHappen(long seed) {
    for (var run = 0; run < RUNS; run++) {
      var world = new CursorTest();
      world.live(new Random(seed * 1_000_003 + run), "seed " + seed + ", run " + run);
    }
  }

  private void live(Random random, String name) {
    var before = random.nextInt(400);
    for (var i = 0; i < before; i++) {
      record(EventType.TASK_EXECUTING, "{}");
    }
    untold.clear();
    var after = random.nextInt(before + 1);
    begin(after);
    var left = 200 + random.nextInt(600);
    var size = random.nextBoolean() ? 10 : 3_000;
    while (left > 0) {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> {
          record(EventType.TASK_EXECUTING, "{\"x\":\"" + "x".repeat(random.nextInt(size)) + "\"}");
          left--;
        }
        case 3, 4, 5 -> tell();
        case 6 -> step(pages);
        case 7, 8 -> step(turnEnds);
        case 9 -> step(writes);
        case 10 -> {
          failing = failuresInARow < Cursor.FAILURES_MAX && random.nextInt(4) == 0;
          step(pages);
          failing = false;
          step(timers);
        }
        default -> {
          // The bus is at most once: what is told may be lost, except the last of it.
          if (random.nextInt(8) == 0) {
            untold.poll();
          }
        }
      }
    }
    record(EventType.TASK_COMPLETED, "{}");
    settle();
    assertTrue(expected(after).contentEquals(wire), name);
    assertTrue(ended, name);
  }

  @Test
  void whatComesInOneTurnGoesOutInOneWrite() {
    begin(0);
    settle();
    for (var i = 0; i < 100; i++) {
      record(EventType.TASK_EXECUTING, "{}");
      tell();
    }
    settle();
    assertEquals(expected(0), wire.toString());
    assertEquals(1, writeCount);
  }

  @Test
  void aReaderThatTakesNothingIsNotQueuedForBeyondTheRing() {
    begin(0);
    settle();
    record(EventType.TASK_EXECUTING, "{}");
    tell();
    step(turnEnds);
    for (var i = 0; i < 10_000; i++) {
      record(EventType.TASK_EXECUTING, "{\"x\":\"" + "x".repeat(2_000) + "\"}");
      tell();
      step(turnEnds);
      step(pages);
      assertTrue(outlet.waitingBytes() <= Outlet.BYTES_MAX, "waiting " + outlet.waitingBytes());
    }
    assertEquals(1, writeCount);
    record(EventType.TASK_COMPLETED, "{}");
    settle();
    assertEquals(expected(0), wire.toString());
  }

  @Test
  void tokensGoOnlyToAReaderThatKeepsUp() {
    begin(0);
    var token = new Frame(0, false, Buffer.buffer("token\n\n"));
    cursor.heardToken(null, token);
    settle();
    assertEquals("", wire.toString());
    for (var i = 0; i < 1_000; i++) {
      cursor.heardToken(null, token);
    }
    settle();
    assertEquals("token\n\n".repeat(Outlet.FRAMES_MAX / 2), wire.toString());
  }

  @Test
  void whatCameAfterTheEndIsToldToWhoHasTheEndAndThenTheStreamIsOver() {
    record(EventType.TASK_COMPLETED, "{}");
    record(EventType.TASK_FEEDBACK, "{}");
    begin(1, true);
    settle();
    assertEquals(expected(1), wire.toString());
    assertTrue(ended);
  }

  @Test
  void aJournalThatKeepsFailingEndsTheStreamForTheReaderToComeAgain() {
    failing = true;
    begin(0);
    settle();
    assertTrue(ended);
    assertEquals("", wire.toString());
  }

  @Test
  void aQuietReaderAndAStalledOneAreToldApart() {
    begin(0);
    settle();
    nowMillis = 15_000;
    assertEquals(15_000, outlet.quietMillis());
    assertEquals(0, outlet.stalledMillis());
    outlet.add(Frame.KEEPALIVE);
    assertEquals(0, outlet.quietMillis());
    step(turnEnds);
    nowMillis = 45_000;
    assertEquals(0, outlet.quietMillis());
    assertEquals(30_000, outlet.stalledMillis());
    step(writes);
    assertEquals(0, outlet.stalledMillis());
    assertEquals(": keepalive\n\n", wire.toString());
  }
}
