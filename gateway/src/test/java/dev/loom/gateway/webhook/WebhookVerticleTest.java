package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.FakeBackend;
import io.vertx.core.Vertx;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebhookVerticleTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private void deploy(String secret) {
    var config =
        new ServerConfig(
            "127.0.0.1",
            0,
            ServerConfig.Access.local(),
            1_024,
            1,
            1,
            1,
            ServerConfig.Webhooks.signed(secret));
    vertx.deployVerticle(new WebhookVerticle(config, Map.of("SHORT", "whsec_!"), "1.2.3")).await();
  }

  @ParameterizedTest
  @ValueSource(strings = {"${NOT_THERE}", "${SHORT}"})
  void anUnusableSecretIsNamedButNotShown(String secret) {
    var message = assertThrows(Throwable.class, () -> deploy(secret)).getMessage();
    assertTrue(message.startsWith("server.webhook_secret "), message);
    assertFalse(message.contains("whsec_!"), message);
  }

  @Test
  void twoSendersPostEachWebhookOnce() throws Exception {
    var backend = FakeBackend.start(vertx);
    try (var receiver = new FakeWebhookReceiver()) {
      deploy("");
      deploy("");
      var count = 50;
      for (var i = 0; i < count; i++) {
        backend.queueWebhook(backend.newTask(), i, receiver.url("/done"));
      }
      var ids = new HashSet<String>();
      for (var i = 0; i < count; i++) {
        ids.add(receiver.next().id());
      }
      assertEquals(count, ids.size());
      assertNull(receiver.posts.poll());
    }
  }
}
