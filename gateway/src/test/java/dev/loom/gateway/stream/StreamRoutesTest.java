package dev.loom.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.Addresses;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.event.TaskEvent;
import dev.loom.contracts.id.StepId;
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

  private final StreamTestServer server = new StreamTestServer(STREAMS_MAX, 1, STUCK_SECONDS);

  @AfterEach
  void close() {
    server.close();
  }

  private SseReader open(TaskId task, String query, String... headers) throws IOException {
    return SseReader.open(server.port(), task.value(), query, headers);
  }

  private String expected(TaskId task, long afterSeq) {
    var text = new StringBuilder("retry: 1000\n\n");
    for (var entry : server.backend.journal(task)) {
      if (entry.seq() > afterSeq) {
        text.append(SseFrame.of(entry).bytes());
      }
    }
    return text.toString();
  }

  @Test
  void aFinishedTaskIsStreamedFromTheBeginningAndTheStreamEnds() throws Exception {
    var task = server.backend.newTask(new TaskId("a1b2c3d4"), TaskSpec.create("Do \"it\"\n", "/w"));
    server.backend.record(task, new TaskEvent.TaskPlanning("Do \"it\"\n", 1));
    server.backend.record(
        task,
        new TaskEvent.SubtaskCompleted(S1, "success", "cut…", 1.5, 0.9, Verdict.Outcome.VERIFIED),
        "{\"/summary\":\"" + "ab".repeat(32) + "\"}");
    server.backend.complete(task);
    try (var reader = open(task, "");
        var golden = StreamRoutesTest.class.getResourceAsStream("/golden/stream.txt")) {
      assertEquals(200, reader.status());
      assertTrue(
          reader.head().contains("content-type: text/event-stream; charset=utf-8"), reader.head());
      // harness/harness#1293, eddie-energy/eddie#1516: nginx buffers streams otherwise.
      assertTrue(reader.head().contains("x-accel-buffering: no"), reader.head());
      assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), reader.rest());
    }
  }

  @Test
  void everyReaderGetsTheSameBytesWheneverItConnects() throws Exception {
    var task = server.backend.newTask();
    try (var early = open(task, "")) {
      server.backend.recordFiller(task, 300, 100);
      try (var between = open(task, "")) {
        server.backend.recordFiller(task, 300, 100);
        server.backend.complete(task);
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
  void aReaderResumesAfterItsLastEvent(String query, String header) throws Exception {
    var task = server.backend.newTask();
    server.backend.recordFiller(task, 5, 10);
    try (var reader = open(task, query, header)) {
      server.backend.complete(task);
      assertEquals(expected(task, 3), reader.rest());
    }
  }

  @ParameterizedTest
  @CsvSource({"?after=x,400", "?after=-1,400", "?after=99,400", "?after=1e1,400"})
  void anInvalidLastEventIdIsMalformed(String query, int status) throws Exception {
    var task = server.backend.newTask();
    try (var reader = open(task, query)) {
      assertEquals(status, reader.status());
    }
    try (var reader = open(task, "", "Last-Event-ID: abc")) {
      assertEquals(400, reader.status());
    }
    assertEquals(0, server.readerCount());
  }

  @Test
  void aLastEventIdAheadOfTheSnapshotButNotOfTheJournalIsAccepted() throws Exception {
    var task = server.backend.newTask();
    server.backend.recordFiller(task, 9, 10);
    try (var reader = open(task, "?after=10")) {
      assertEquals(200, reader.status());
      server.backend.complete(task);
      assertEquals(expected(task, 10), reader.rest());
    }
  }

  @Test
  void aReaderWithTheLastEventOfAFinishedTaskGets204() throws Exception {
    var task = server.backend.newTask();
    server.backend.complete(task);
    try (var reader = open(task, "", "Last-Event-ID: 2")) {
      assertEquals(204, reader.status());
    }
  }

  @Test
  void headOpensNoStream() throws Exception {
    var task = server.backend.newTask();
    try (var reader = SseReader.ask(server.port(), "HEAD", task.value(), "", "Connection: close")) {
      reader.readHead();
      assertEquals(200, reader.status());
      assertTrue(reader.head().contains("text/event-stream"), reader.head());
    }
    assertEquals(0, server.readerCount());
  }

  @Test
  void tokensAreLiveOnlyAndHaveNoId() throws Exception {
    var task = server.backend.newTask();
    try (var reader = open(task, "")) {
      reader.until("task_submitted");
      server.backend.record(task, new TaskEvent.SubtaskStarted(S1, 1, 1));
      var text = new StringBuilder(reader.until("subtask_started"));
      server.backend.publishToken(task, "Hel\nlo");
      text.append(reader.until("token_streamed\",\"timestamp"));
      server.backend.complete(task);
      text.append(reader.rest());
      assertTrue(text.indexOf("\n\nevent: token_streamed\ndata: {") > 0, text.toString());
      assertTrue(
          text.indexOf(
                  "\"data\":{\"subtask_id\":\"s1\",\"token\":\"Hel\\nlo\",\"model\":\"executor\","
                      + "\"step_id\":\"s1.1.1\",\"seq\":1,\"kind\":\"text\",\"restart\":false}}")
              > 0,
          text.toString());
    }
    try (var reader = open(task, "")) {
      assertFalse(reader.rest().contains("token_streamed"));
    }
  }

  @Test
  void progressOfAToolIsLiveOnlyAndHasNoId() throws Exception {
    var task = server.backend.newTask();
    try (var reader = open(task, "")) {
      reader.until("task_submitted");
      server.backend.record(task, new TaskEvent.SubtaskStarted(S1, 1, 1));
      var text = new StringBuilder(reader.until("subtask_started"));
      server.backend.publish(
          task, new TaskEvent.ToolProgress(S1, new StepId("s1.1.1.1"), "fetch", "3 of \"9\""));
      text.append(reader.until("tool_progress\",\"timestamp"));
      server.backend.complete(task);
      text.append(reader.rest());
      assertTrue(text.indexOf("\n\nevent: tool_progress\ndata: {") > 0, text.toString());
      assertTrue(
          text.indexOf(
                  "\"data\":{\"subtask_id\":\"s1\",\"step_id\":\"s1.1.1.1\",\"tool\":\"fetch\","
                      + "\"message\":\"3 of \\\"9\\\"\"}}\n\n")
              > 0,
          text.toString());
    }
    try (var reader = open(task, "")) {
      assertFalse(reader.rest().contains("tool_progress"));
    }
  }

  @Test
  void aTokenStreamCarriesTokensUntilTheTaskEnds() throws Exception {
    var task = server.backend.newTask();
    try (var reader = SseReader.openTokens(server.port(), task.value())) {
      assertEquals(200, reader.status());
      assertEquals("retry: 1000\n\n", reader.chunk());
      server.backend.record(task, new TaskEvent.SubtaskStarted(S1, 1, 1));
      server.backend.publishToken(task, "Hel\nlo");
      var text = reader.until("executor");
      server.backend.complete(task);
      assertEquals(
          "event: token\ndata: {\"subtask_id\":\"s1\",\"token\":\"Hel\\nlo\","
              + "\"model\":\"executor\",\"step_id\":\"s1.1.1\",\"seq\":1,"
              + "\"kind\":\"text\",\"restart\":false}\n\n",
          text + reader.rest());
    }
    try (var late = SseReader.openTokens(server.port(), task.value())) {
      assertEquals(204, late.status());
    }
    StreamTestServer.await("all readers are gone", () -> server.subscribedTasks() == 0);
  }

  /// Clients such as httpx close a connection that is silent for five seconds.
  @Test
  void aKeepaliveComesBeforeFiveSecondsOfSilence() throws Exception {
    var task = server.backend.newTask();
    for (var path : List.of("stream", "tokens")) {
      try (var reader =
          path.equals("stream")
              ? open(task, "")
              : SseReader.openTokens(server.port(), task.value())) {
        reader.until("keepalive");
        var start = System.nanoTime();
        reader.until("keepalive");
        assertTrue(System.nanoTime() - start < 4_500_000_000L, path);
      }
    }
  }

  @Test
  void feedbackAfterTheEndIsStreamedToAReaderThatHasTheEnd() throws Exception {
    var task = server.backend.newTask();
    server.backend.complete(task);
    server.backend.record(task, new TaskEvent.TaskFeedback(new Feedback(Optional.of(4), "nearly")));
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
  void aReaderBeyondTheLimitIsRejectedUntilAnotherDisconnects() throws Exception {
    var task = server.backend.newTask();
    var readers = new ArrayList<SseReader>();
    for (var i = 0; i < STREAMS_MAX; i++) {
      readers.add(open(task, ""));
    }
    try (var failure = open(task, "")) {
      assertEquals(429, failure.status());
      assertTrue(failure.head().contains("retry-after: 1"), failure.head());
    }
    readers.removeLast().close();
    StreamTestServer.await("a stream is closed", () -> server.readerCount() == STREAMS_MAX - 1);
    try (var welcome = open(task, "")) {
      assertEquals(200, welcome.status());
    }
    for (var reader : readers) {
      reader.close();
    }
  }

  @Test
  void aDisconnectedReaderReleasesItsResources() throws Exception {
    var one = server.backend.newTask();
    var two = server.backend.newTask();
    var first = open(one, "");
    var second = open(one, "");
    var third = open(two, "");
    assertEquals(3, server.readerCount());
    assertEquals(2, server.subscribedTasks());
    first.close();
    third.close();
    StreamTestServer.await(
        "two are gone", () -> server.readerCount() == 1 && server.subscribedTasks() == 1);
    server.backend.complete(one);
    second.rest();
    StreamTestServer.await(
        "all readers are gone", () -> server.readerCount() == 0 && server.subscribedTasks() == 0);
    second.close();
  }

  @Test
  void aStalledReaderIsBoundedAndDisconnectedWhileOthersGetEverything() throws Exception {
    var task = server.backend.newTask();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var stalled = open(task, "");
        var healthy = open(task, "")) {
      Future<String> all = threads.submit(healthy::rest);
      var most = 0L;
      for (var i = 0; i < 200; i++) {
        server.backend.recordFiller(task, 50, 1_000);
        most = Math.max(most, server.queuedBytes());
      }
      StreamTestServer.await("the stalled reader is disconnected", () -> server.readerCount() == 1);
      server.backend.complete(task);
      assertEquals(expected(task, 0), all.get());
      assertTrue(most <= 2L * (SseWriter.BYTES_MAX + 1_000), most + " bytes queued");
      var text = stalled.rest();
      var lagged = text.indexOf("event: lagged\n");
      assertTrue(lagged > 0, "no lagged frame");
      assertTrue(expected(task, 0).startsWith(text.substring(0, lagged)), "not a prefix");
      assertTrue(lagged < expected(task, 0).length() / 2, lagged + " bytes read");
    }
  }

  @Test
  void theConnectionOfAStalledReaderIsClosed() throws Exception {
    var task = server.backend.newTask();
    try (var stalled = open(task, "")) {
      server.backend.recordFiller(task, 20_000, 1_000);
      StreamTestServer.await("the stream is closed", () -> server.readerCount() == 0);
      StreamTestServer.await("the connection is closed", () -> server.connections() == 0);
      assertThrows(IOException.class, stalled::rest);
    }
  }

  @Test
  void aSlowReaderThatKeepsReadingMissesNothing() throws Exception {
    var task = server.backend.newTask();
    try (var slow = open(task, "")) {
      server.backend.recordFiller(task, 3_000, 1_000);
      var text = new StringBuilder();
      for (var i = 0; i < 20; i++) {
        text.append(slow.chunk());
        Thread.sleep(5);
      }
      server.backend.complete(task);
      text.append(slow.rest());
      assertEquals(expected(task, 0), text.toString());
    }
  }

  @Test
  void aFailedJournalReadIsRetried() throws Exception {
    var task = server.backend.newTask();
    server.backend.failWith(Addresses.JOURNAL_READ, ServiceException.overloaded("Busy.").error());
    try (var reader = open(task, "")) {
      assertEquals("retry: 1000\n\n", reader.chunk());
      server.backend.stopFailing(Addresses.JOURNAL_READ);
      server.backend.complete(task);
      assertEquals(expected(task, 0), "retry: 1000\n\n" + reader.rest());
    }
  }

  @Test
  void eventsOfOtherTasksAreNotStreamed() throws Exception {
    var mine = server.backend.newTask();
    var other = server.backend.newTask();
    try (var reader = open(mine, "")) {
      server.backend.recordFiller(other, 10, 10);
      server.backend.publishToken(other, "x");
      server.backend.complete(mine);
      assertFalse(reader.rest().contains(other.value()));
    }
  }

  @Test
  void concurrentReadersGetEveryEvent() throws Exception {
    var task = server.backend.newTask();
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
      server.backend.recordFiller(task, 10, 50);
      Thread.yield();
    }
    server.backend.complete(task);
    return List.of();
  }
}
