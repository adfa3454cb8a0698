package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.loom.bus.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Checks webhook delivery across a crash of the engine.
@Timeout(180)
class WebhookIT {
  @TempDir Path temp;

  private record Hook(String id, String timestamp, String signature, String body) {}

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static HttpServer agent(int port, LinkedBlockingQueue<Hook> hooks) throws IOException {
    var agent = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    agent.createContext(
        "/done",
        exchange -> {
          try (exchange) {
            var headers = exchange.getRequestHeaders();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            hooks.add(
                new Hook(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    body));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    agent.start();
    return agent;
  }

  private static String signature(String secret, Hook hook) throws Exception {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    var signed = hook.id() + "." + hook.timestamp() + "." + hook.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void undeliveredWebhookIsSentAfterARestart() throws Exception {
    var folder = Files.createDirectory(temp.resolve("shop"));
    Files.writeString(folder.resolve("a.txt"), "one\n");
    var loom =
        LoomLauncher.forHome(temp.resolve("home"), folder)
            .withSetting("server.webhook_secret", "open sesame");
    var port = closedPort();
    String task;
    try (var server = loom.serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      task =
          rest.submit(
              Map.of(
                  "goal",
                  "List the files",
                  "workspace",
                  folder.toString(),
                  "callback_url",
                  "http://127.0.0.1:" + port + "/done"));
      rest.awaitFinished(task);
      server.kill();
    }
    var hooks = new LinkedBlockingQueue<Hook>();
    var agent = agent(port, hooks);
    try (var server = loom.serve()) {
      assertNotNull(server.address());
      var hook = hooks.poll(60, TimeUnit.SECONDS);
      assertNotNull(hook, "no webhook was received");
      assertEquals(task, Json.parse(hook.body()).path("task_id").asText());
      assertEquals(signature("open sesame", hook), hook.signature());
      assertTrue(hook.id().contains(task), hook.id());
    } finally {
      agent.stop(0);
    }
  }
}
