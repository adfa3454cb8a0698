package dev.loom.engine.behaviour;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.loom.api.model.ModelResponse;
import dev.loom.api.model.ModelRole;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Tests streams, webhooks and restarts.
@Timeout(60)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StreamAndCrashCasesTest {
  private static final int TASKS = 30;

  @TempDir static Path directory;

  private static RunningLoom loom;
  private static EventStream quiet;

  @BeforeAll
  static void start() {
    loom = RunningLoom.start(directory);
    var silent = loom.submit(Script.of(turn -> silence()));
    silent.awaited("subtask_started");
    quiet = silent.stream();
  }

  private static ModelResponse silence() throws InterruptedException {
    new CountDownLatch(1).await();
    return Turn.says("never");
  }

  @AfterAll
  static void stop() {
    quiet.close();
    loom.close();
  }

  private static void assertGapFree(List<JsonNode> events) {
    assertEquals(
        LongStream.rangeClosed(1, events.size()).boxed().toList(),
        events.stream().map(event -> event.path("seq").asLong()).toList());
    assertEquals("task_submitted", events.getFirst().path("event_type").asText());
    assertEquals("task_completed", events.getLast().path("event_type").asText());
  }

  @Case(66)
  void everyStreamedEventHasIdTypeAndDataAndTheStreamCloses() {
    var held = new CountDownLatch(1);
    var task =
        loom.submit(
            Script.of(
                turn -> {
                  held.await();
                  return Turn.says("done");
                }));
    try (var stream = task.stream()) {
      assertEquals(200, stream.status());
      assertTrue(stream.contentType().startsWith("text/event-stream"), stream.contentType());
      var started =
          stream.until(event -> event.path("event_type").asText().equals("subtask_started"));
      assertEquals(task.id(), started.path("task_id").asText());
      assertEquals("a", started.path("data").path("subtask_id").asText());
      var frame = stream.frame();
      assertEquals("id: " + started.path("seq").asLong(), frame.get(0));
      assertEquals("event: subtask_started", frame.get(1));
      assertTrue(frame.get(2).startsWith("data: {\"task_id\":"), frame.get(2));
      held.countDown();
      var rest = stream.rest();
      assertEquals("task_completed", rest.getLast().path("event_type").asText());
    }
  }

  /// Runs last, because a keepalive takes 15 seconds.
  @Case(66)
  @Order(Integer.MAX_VALUE)
  void anIdleStreamIsKeptAliveByComments() {
    assertEquals(": keepalive", quiet.comment());
  }

  @Case(67)
  void theStreamOfAFinishedTaskReplaysItAndCloses() {
    var task = loom.submit(Script.plans(Step.of("a")));
    task.ended();
    try (var stream = task.stream()) {
      var events = stream.rest();
      assertGapFree(events);
      assertEquals(task.events(), events);
    }
  }

  @Case(68)
  void aLateReaderMissesNothingAndAReconnectedOneResumes() {
    var held = new CountDownLatch(1);
    var task =
        loom.submit(
            Script.of(
                turn -> {
                  held.await();
                  return Turn.says("done");
                }));
    task.awaited("subtask_started");
    try (var late = task.stream()) {
      var first = late.until(event -> true);
      assertEquals(1, first.path("seq").asInt());
      held.countDown();
      var rest = late.rest();
      rest.addFirst(first);
      assertGapFree(rest);
      try (var back = loom.stream(task.path("/stream?after=3"))) {
        assertEquals(rest.subList(3, rest.size()), back.rest());
      }
    }
  }

  /// Receives webhooks; responds with failures at first.
  private record WebhookReceiver(HttpServer server, LinkedBlockingQueue<String> bodies) {
    static WebhookReceiver failing(int times) throws IOException {
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      var receiver =
          new WebhookReceiver(HttpServer.create(loopback, 0), new LinkedBlockingQueue<>());
      var failures = new AtomicInteger(times);
      receiver.server.createContext(
          "/done",
          exchange -> {
            try (exchange) {
              var body = exchange.getRequestBody().readAllBytes();
              receiver.bodies.add(new String(body, StandardCharsets.UTF_8));
              exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 500 : 204, -1);
            }
          });
      receiver.server.start();
      return receiver;
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort() + "/done";
    }
  }

  @Case({69, 70})
  void aFailedWebhookIsRetriedAndOnlyTheEndIsPosted() throws Exception {
    var receiver = WebhookReceiver.failing(1);
    try {
      var task = loom.submit(Script.plans(Step.of("a")), "callback_url", receiver.url());
      task.ended();
      var first = receiver.bodies().poll(20, TimeUnit.SECONDS);
      var second = receiver.bodies().poll(20, TimeUnit.SECONDS);
      assertNotNull(first);
      assertEquals(first, second);
      var body = Json.parse(first);
      assertEquals(task.id(), body.path("task_id").asText());
      assertEquals("completed", body.path("status").asText());
      assertEquals(1, body.path("subtasks_completed").asInt());
      assertEquals(1, body.path("workspace_changes").path("files_created").asInt());
      assertNull(receiver.bodies().poll());
    } finally {
      receiver.server().stop(0);
    }
  }

  @Case(74)
  void anInterruptedTaskIsFinishedByTheNextEngine(@TempDir Path other) throws Exception {
    var calls = new AtomicInteger();
    var models =
        new ScriptedModels(EnumSet.of(ModelRole.PLANNER, ModelRole.EXECUTOR, ModelRole.VERIFIER));
    var script =
        Script.plans(Step.of("a"), Step.of("b", "a"))
            .executing(
                turn -> {
                  // The first engine never gets a response for b.
                  if (turn.subtask().equals("b") && calls.getAndIncrement() == 0) {
                    new CountDownLatch(1).await();
                  }
                  return Script.writesItsFile(turn);
                });
    SubmittedTask left;
    try (var first = RunningLoom.start(other, models)) {
      left = first.submit(script);
      left.awaited(event -> event.path("data").path("subtask_id").asText().equals("b"));
      assertEquals("executing", left.status());
    }
    try (var second = RunningLoom.start(other, models)) {
      var task = second.task(left.id(), left.workspace());
      assertEquals("completed", task.ended().path("status").asText());
      assertGapFree(task.events());
      assertEquals(1, task.events("task_recovered").size());
      // Each subtask was started once.
      assertEquals(2, task.events("subtask_started").size());
      assertEquals("by b", Files.readString(task.workspace().resolve("b.txt")));
    }
  }

  @Case(75)
  void thirtyConcurrentTasksCompleteWithGapFreeEvents() throws Exception {
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var submitted = new ArrayList<Future<SubmittedTask>>();
      for (int i = 0; i < TASKS; i++) {
        submitted.add(clients.submit(() -> loom.submit(Script.plans(Step.of("a")))));
      }
      for (var each : submitted) {
        var task = each.get();
        assertEquals("completed", task.ended().path("status").asText());
        assertGapFree(task.events());
      }
      assertEquals(TASKS, submitted.stream().map(Future::resultNow).distinct().count());
    }
  }
}
