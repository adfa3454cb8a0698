package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.Addresses;
import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.Feedback;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class StreamRoutesTest {
  private static final SubtaskId S1 = new SubtaskId("s1");
  private static final int STREAMS_MAX = 8;
  private static final int STUCK_SECONDS = 10;

  private final StreamServerForTest server = new StreamServerForTest(STREAMS_MAX, 1, STUCK_SECONDS);

  @AfterEach
  void close() {
    server.close();
  }

  private SseReader open(TaskId task, String query, String... headers) throws IOException {
    return SseReader.open(server.port(), task.value(), query, headers);
  }

  private String expected(TaskId task, long afterSeq) {
    var text = new StringBuilder("retry: 1000\n\n");
    for (var entry : server.rooms.journal(task)) {
      if (entry.seq() > afterSeq) {
        text.append(Frame.of(entry).bytes());
      }
    }
    return text.toString();
  }

  @Test
  void aFinishedTaskIsToldFromTheBeginningAndTheStreamEnds() throws Exception {
    var task = server.rooms.newTask(new TaskId("a1b2c3d4"), TaskSpec.create("Do \"it\"\n", "/w"));
    server.rooms.record(task, new TaskEvent.TaskPlanning("Do \"it\"\n", 1));
    server.rooms.record(
        task,
        new TaskEvent.SubtaskCompleted(S1, "success", "cut…", 1.5, 0.9, Verdict.Outcome.VERIFIED),
        "{\"/summary\":\"" + "ab".repeat(32) + "\"}");
    server.rooms.complete(task);
    try (var reader = open(task, "");
        var golden = StreamRoutesTest.class.getResourceAsStream("/golden/stream.txt")) {
      assertEquals(200, reader.status());
      assertTrue(
          reader.head().contains("content-type: text/event-stream; charset=utf-8"), reader.head());
      assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), reader.rest());
    }
  }

  @Test
  void whoeverComesWheneverGetsTheSameBytesInTheSameOrder() throws Exception {
    var task = server.rooms.newTask();
    try (var early = open(task, "")) {
      server.rooms.chatter(task, 300, 100);
      try (var between = open(task, "")) {
        server.rooms.chatter(task, 300, 100);
        server.rooms.complete(task);
        try (var late = open(task, "")) {
          var all = expected(task, 0);
          assertEquals(all, early.rest());
          assertEquals(all, between.rest());
          assertEquals(all, late.rest());
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"'',Last-Event-ID: 3", "?after=3,X: y", "?after=1,Last-Event-ID: 3"})
  void aReaderGoesOnAfterTheEventItHas(String query, String header) throws Exception {
    var task = server.rooms.newTask();
    server.rooms.chatter(task, 5, 10);
    try (var reader = open(task, query, header)) {
      server.rooms.complete(task);
      assertEquals(expected(task, 3), reader.rest());
    }
  }

  @ParameterizedTest
  @CsvSource({"?after=x,400", "?after=-1,400", "?after=99,400", "?after=1e1,400"})
  void aCursorThatCannotBeIsMalformed(String query, int status) throws Exception {
    var task = server.rooms.newTask();
    try (var reader = open(task, query)) {
      assertEquals(status, reader.status());
    }
    try (var reader = open(task, "", "Last-Event-ID: abc")) {
      assertEquals(400, reader.status());
    }
    assertEquals(0, server.readers());
  }

  @Test
  void aCursorAheadOfTheSnapshotButNotOfTheJournalIsFine() throws Exception {
    var task = server.rooms.newTask();
    server.rooms.chatter(task, 9, 10);
    try (var reader = open(task, "?after=10")) {
      assertEquals(200, reader.status());
      server.rooms.complete(task);
      assertEquals(expected(task, 10), reader.rest());
    }
  }

  @Test
  void whoHasTheLastEventOfAFinishedTaskIsToldToStayAway() throws Exception {
    var task = server.rooms.newTask();
    server.rooms.complete(task);
    try (var reader = open(task, "", "Last-Event-ID: 2")) {
      assertEquals(204, reader.status());
    }
  }

  @Test
  void headHasNoStreamBehindIt() throws Exception {
    var task = server.rooms.newTask();
    try (var reader = SseReader.ask(server.port(), "HEAD", task.value(), "", "Connection: close")) {
      reader.readHead();
      assertEquals(200, reader.status());
      assertTrue(reader.head().contains("text/event-stream"), reader.head());
    }
    assertEquals(0, server.readers());
  }

  @Test
  void tokensComeLiveWithoutANumberAndAreNotReplayed() throws Exception {
    var task = server.rooms.newTask();
    try (var reader = open(task, "")) {
      reader.until("task_submitted");
      server.rooms.record(task, new TaskEvent.SubtaskStarted(S1, 1, 1));
      var text = new StringBuilder(reader.until("subtask_started"));
      server.rooms.token(task, "Hel\nlo");
      text.append(reader.until("token_streamed\",\"timestamp"));
      server.rooms.complete(task);
      text.append(reader.rest());
      assertTrue(text.indexOf("\n\nevent: token_streamed\ndata: {") > 0, text.toString());
      assertTrue(
          text.indexOf(
                  "\"data\":{\"subtask_id\":\"s1\",\"token\":\"Hel\\nlo\",\"model\":\"executor\"}}")
              > 0,
          text.toString());
    }
    try (var reader = open(task, "")) {
      assertFalse(reader.rest().contains("token_streamed"));
    }
  }

  @Test
  void aReaderOfTokensAloneGetsThemUntilTheEnd() throws Exception {
    var task = server.rooms.newTask();
    try (var reader = SseReader.openTokens(server.port(), task.value())) {
      assertEquals(200, reader.status());
      assertEquals("retry: 1000\n\n", reader.chunk());
      server.rooms.record(task, new TaskEvent.SubtaskStarted(S1, 1, 1));
      server.rooms.token(task, "Hel\nlo");
      var text = reader.until("executor");
      server.rooms.complete(task);
      assertEquals(
          "event: token\ndata: {\"subtask_id\":\"s1\",\"token\":\"Hel\\nlo\","
              + "\"model\":\"executor\"}\n\n",
          text + reader.rest());
    }
    try (var late = SseReader.openTokens(server.port(), task.value())) {
      assertEquals("retry: 1000\n\n", late.rest());
    }
    StreamServerForTest.await("nobody is left", () -> server.watchedTasks() == 0);
  }

  @Test
  void feedbackAfterTheEndIsToldToWhoHasTheEndAndEndsTheStreamToo() throws Exception {
    var task = server.rooms.newTask();
    server.rooms.complete(task);
    server.rooms.record(task, new TaskEvent.TaskFeedback(new Feedback(Optional.of(4), "nearly")));
    try (var reader = open(task, "", "Last-Event-ID: 2")) {
      assertEquals(expected(task, 2), reader.rest());
    }
    try (var reader = open(task, "", "Last-Event-ID: 3")) {
      assertEquals(204, reader.status());
    }
    try (var reader = open(task, "")) {
      assertFalse(reader.rest().contains("task_feedback"));
    }
  }

  @Test
  void oneReaderMoreThanThereMayBeIsRefusedUntilOneLeaves() throws Exception {
    var task = server.rooms.newTask();
    var readers = new ArrayList<SseReader>();
    for (var i = 0; i < STREAMS_MAX; i++) {
      readers.add(open(task, ""));
    }
    try (var refused = open(task, "")) {
      assertEquals(429, refused.status());
      assertTrue(refused.head().contains("retry-after: 1"), refused.head());
    }
    readers.removeLast().close();
    StreamServerForTest.await("a place is free", () -> server.readers() == STREAMS_MAX - 1);
    try (var welcome = open(task, "")) {
      assertEquals(200, welcome.status());
    }
    for (var reader : readers) {
      reader.close();
    }
  }

  @Test
  void aReaderThatLeavesFreesEverything() throws Exception {
    var one = server.rooms.newTask();
    var two = server.rooms.newTask();
    var first = open(one, "");
    var second = open(one, "");
    var third = open(two, "");
    assertEquals(3, server.readers());
    assertEquals(2, server.watchedTasks());
    first.close();
    third.close();
    StreamServerForTest.await(
        "two are gone", () -> server.readers() == 1 && server.watchedTasks() == 1);
    server.rooms.complete(one);
    second.rest();
    StreamServerForTest.await(
        "nobody is left", () -> server.readers() == 0 && server.watchedTasks() == 0);
    second.close();
  }

  @Test
  void aReaderThatTakesNothingCostsLittleAndIsDismissedWhileOthersGetEverything() throws Exception {
    var task = server.rooms.newTask();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var stalled = open(task, "");
        var healthy = open(task, "")) {
      Future<String> all = threads.submit(healthy::rest);
      var most = 0L;
      for (var i = 0; i < 200; i++) {
        server.rooms.chatter(task, 50, 1_000);
        most = Math.max(most, server.waitingBytes());
      }
      StreamServerForTest.await("the stalled reader is dismissed", () -> server.readers() == 1);
      server.rooms.complete(task);
      assertEquals(expected(task, 0), all.get());
      assertTrue(most <= 2L * (Outlet.BYTES_MAX + 1_000), most + " bytes waited");
      var text = stalled.rest();
      var lagged = text.indexOf("event: lagged\n");
      assertTrue(lagged > 0, "no last word");
      assertTrue(expected(task, 0).startsWith(text.substring(0, lagged)), "not a beginning");
      assertTrue(lagged < expected(task, 0).length() / 2, "it took " + lagged);
    }
  }

  @Test
  void aReaderThatNeverTakesAnythingLosesItsConnection() throws Exception {
    var task = server.rooms.newTask();
    try (var stalled = open(task, "")) {
      server.rooms.chatter(task, 20_000, 1_000);
      StreamServerForTest.await("it is dismissed", () -> server.readers() == 0);
      StreamServerForTest.await("it is cut off", () -> server.connections() == 0);
      assertThrows(IOException.class, stalled::rest);
    }
  }

  @Test
  void aSlowReaderThatKeepsReadingMissesNothing() throws Exception {
    var task = server.rooms.newTask();
    try (var slow = open(task, "")) {
      server.rooms.chatter(task, 3_000, 1_000);
      var text = new StringBuilder();
      for (var i = 0; i < 20; i++) {
        text.append(slow.chunk());
        Thread.sleep(5);
      }
      server.rooms.complete(task);
      text.append(slow.rest());
      assertEquals(expected(task, 0), text.toString());
    }
  }

  @Test
  void aJournalThatFailsForAWhileIsAskedAgain() throws Exception {
    var task = server.rooms.newTask();
    server.rooms.refuse(Addresses.JOURNAL_READ, ServiceError.overloaded("Busy."));
    try (var reader = open(task, "")) {
      assertEquals("retry: 1000\n\n", reader.chunk());
      server.rooms.relent(Addresses.JOURNAL_READ);
      server.rooms.complete(task);
      assertEquals(expected(task, 0), "retry: 1000\n\n" + reader.rest());
    }
  }

  @Test
  void eventsOfOtherTasksStayAway() throws Exception {
    var mine = server.rooms.newTask();
    var other = server.rooms.newTask();
    try (var reader = open(mine, "")) {
      server.rooms.chatter(other, 10, 10);
      server.rooms.token(other, "x");
      server.rooms.complete(mine);
      assertFalse(reader.rest().contains(other.value()));
    }
  }

  @Test
  void manyReadersGetEverythingWhileItHappens() throws Exception {
    var task = server.rooms.newTask();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var texts = new ArrayList<Future<String>>();
      var writer = threads.submit(() -> write(task));
      for (var i = 0; i < STREAMS_MAX; i++) {
        texts.add(
            threads.submit(
                () -> {
                  try (var reader = open(task, "")) {
                    return reader.rest();
                  }
                }));
      }
      writer.get();
      for (var text : texts) {
        assertEquals(expected(task, 0), text.get());
      }
    }
  }

  private List<Void> write(TaskId task) {
    for (var i = 0; i < 200; i++) {
      server.rooms.chatter(task, 10, 50);
      Thread.yield();
    }
    server.rooms.complete(task);
    return List.of();
  }
}
