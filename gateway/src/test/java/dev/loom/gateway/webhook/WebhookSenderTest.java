package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.loom.contracts.bus.Bus;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.gateway.RoomsForTest;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WebhookSenderTest {
  private final Vertx vertx = Vertx.vertx();
  private final RoomsForTest rooms = RoomsForTest.on(vertx);
  private final LinkedBlockingQueue<Hook> hooks = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private HttpServer agent;

  private record Hook(String method, String path, String type, String id, String body) {}

  @BeforeEach
  void open() throws Exception {
    agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    agent.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    agent.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          hooks.add(
              new Hook(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().toString(),
                  headers.getFirst("Content-Type"),
                  headers.getFirst("webhook-id"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          var status = statuses.isEmpty() ? 200 : statuses.remove();
          if (status == 0) {
            awaitTheEnd();
          }
          exchange.getResponseHeaders().set("Location", "/elsewhere");
          exchange.sendResponseHeaders(status == 0 ? 200 : status, -1);
          exchange.close();
        });
    agent.start();
    new WebhookSender(vertx, Bus.on(vertx), "1.2.3", new WebhookSender.Pace(300, 5))
        .start()
        .await();
  }

  private void awaitTheEnd() {
    try {
      over.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void close() {
    over.countDown();
    agent.stop(0);
    vertx.close().await();
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
            Map.of()));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + agent.getAddress().getPort() + path;
  }

  @Test
  void theEndOfATaskIsPostedInTheGuidesShape() throws Exception {
    var task = task("a1b2c3d4", url("/done?x=1"));
    rooms.plan(task);
    rooms.complete(task);
    assertEquals(
        new Hook(
            "POST",
            "/done?x=1",
            "application/json",
            "a1b2c3d4-2",
            "{\"task_id\":\"a1b2c3d4\",\"status\":\"completed\",\"goal\":\"Refactor auth module\","
                + "\"subtasks_completed\":1,\"subtasks_failed\":0,\"workspace_changes\":"
                + "{\"files_created\":0,\"files_modified\":0,\"files_deleted\":0}}"),
        hooks.take());
    assertNull(hooks.poll(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void aDeliveryThatFailsIsTriedFiveTimesUnderTheSameIdAndFollowsNoRedirect() throws Exception {
    for (var status : new int[] {500, 302, 404, 0, 503, 200}) {
      statuses.add(status);
    }
    rooms.complete(task("t1", url("/done")));
    var ids = new HashSet<String>();
    for (var i = 0; i < 5; i++) {
      var hook = hooks.take();
      assertEquals("/done", hook.path());
      ids.add(hook.id());
    }
    assertEquals(1, ids.size());
    assertNull(hooks.poll(300, TimeUnit.MILLISECONDS));
  }

  @Test
  void aDeliveryThatSucceedsIsNotRepeated() throws Exception {
    statuses.add(500);
    statuses.add(204);
    rooms.complete(task("t1", url("/done")));
    hooks.take();
    hooks.take();
    assertNull(hooks.poll(200, TimeUnit.MILLISECONDS));
  }

  @Test
  void oneAddressThatNobodyAnswersHoldsUpNoOther() throws Exception {
    rooms.complete(task("t1", "http://127.0.0.1:1/nobody"));
    rooms.complete(task("t2", "http://no.such.host.invalid/"));
    rooms.complete(task("t3", url("/done")));
    assertEquals("t3-2", hooks.take().id());
  }

  @Test
  void moreEndsThanCanBeSentAtOnceWaitTheirTurn() throws Exception {
    var count = 300;
    for (var i = 0; i < count; i++) {
      rooms.complete(task("t" + i, url("/done")));
    }
    var ids = new HashSet<String>();
    while (ids.size() < count) {
      var hook = hooks.poll(20, TimeUnit.SECONDS);
      assertTrue(hook != null, "only " + ids.size() + " came");
      ids.add(hook.id());
    }
  }

  @Test
  void aTaskWithoutAnAddressIsNotPosted() throws Exception {
    rooms.complete(rooms.newTask());
    assertNull(hooks.poll(200, TimeUnit.MILLISECONDS));
  }
}
