package dev.loom.gateway.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.bus.http.AddressPolicy;
import dev.loom.bus.http.OwnPort;
import dev.loom.contracts.config.ServerConfig;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WebhookClientTest {
  private final Vertx vertx = Vertx.vertx();
  private final FakeWebhookReceiver receiver;

  WebhookClientTest() throws Exception {
    receiver = new FakeWebhookReceiver();
  }

  @AfterEach
  void close() {
    vertx.close().await();
    receiver.close();
  }

  private WebhookClient client(Optional<WebhookSigner> secret) {
    var config = ServerConfig.defaults().webhooks();
    return new WebhookClient(vertx, "1.2.3", secret, WebhookVerticle.hosts(config, vertx), 300);
  }

  @Test
  void aPostCarriesItsIdTimestampAndBody() throws Exception {
    var status =
        client(Optional.empty()).post(receiver.url("/done"), "w1", 42, "{}").await().status();
    assertEquals(200, status);
    var post = receiver.next();
    assertEquals("POST", post.method());
    assertEquals("application/json", post.type());
    assertEquals("w1", post.id());
    assertEquals(42, post.timestamp());
    assertEquals("{}", post.body());
    assertNull(post.signature());
  }

  @Test
  void aConfiguredSecretSignsThePost() throws Exception {
    var secret = WebhookSigner.parse("secret", Map.of());
    client(secret).post(receiver.url("/done"), "w1", 42, "{}").await();
    assertEquals(secret.orElseThrow().sign("w1", 42, "{}"), receiver.next().signature());
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    receiver.statuses.add(302);
    var status =
        client(Optional.empty()).post(receiver.url("/done"), "w1", 42, "{}").await().status();
    assertEquals(302, status);
    receiver.next();
    assertNull(receiver.posts.poll());
  }

  @ParameterizedTest
  @CsvSource({"30,30", "0,0", "-1,0", "soon,0", "99999999999,0"})
  void theWaitThatAReceiverAsksForIsRead(String header, long seconds) throws Exception {
    receiver.retryAfter = header;
    receiver.statuses.add(503);
    var response = client(Optional.empty()).post(receiver.url("/done"), "w1", 42, "{}").await();
    assertEquals(new WebhookClient.Response(503, Duration.ofSeconds(seconds)), response);
  }

  @Test
  void aMissingResponseTimesOut() {
    receiver.statuses.add(FakeWebhookReceiver.NO_RESPONSE);
    var response = client(Optional.empty()).post(receiver.url("/done"), "w1", 42, "{}");
    assertThrows(TimeoutException.class, response::await);
  }

  /// Node.js may listen on `::1` only for the name `localhost`.
  @ParameterizedTest
  @ValueSource(strings = {"localhost", "[::1]"})
  void aReceiverOnIpv6OnlyIsFound(String host) {
    var server = vertx.createHttpServer().requestHandler(request -> request.response().end());
    int port = server.listen(0, "::1").await().actualPort();
    var url = "http://" + host + ":" + port + "/done";
    assertEquals(200, client(Optional.empty()).post(url, "w1", 42, "{}").await().status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.169.254./",
        "http://2852039166/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
      })
  void aMetadataServiceIsNeverPosted(String url) {
    var response = client(Optional.empty()).post(url, "w1", 42, "{}");
    assertThrows(AddressPolicy.RefusedException.class, response::await);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "loom.localhost", "[::ffff:7f00:1]", "0.0.0.0"})
  void theEngineItselfIsNeverPosted(String host) throws Exception {
    var port = URI.create(receiver.url("/")).getPort();
    var url = "http://" + host + ":" + port + "/done";
    assertEquals(200, client(Optional.empty()).post(url, "w1", 42, "{}").await().status());
    OwnPort.publish(vertx, port);
    var response = client(Optional.empty()).post(url, "w1", 42, "{}");
    assertThrows(AddressPolicy.RefusedException.class, response::await);
  }

  @Test
  void anInvalidUrlFails() {
    for (var url : List.of("not a url", "http://x:99999/", "http://x:-5/", "http://x:80:81/", "")) {
      var response = client(Optional.empty()).post(url, "w1", 42, "{}");
      assertThrows(Throwable.class, response::await, url);
    }
  }

  @ParameterizedTest
  @CsvSource({"http://Agent:8080/done?x=1, agent:8080", "https://agent/, agent", "http://a b/, ''"})
  void theHostOfAUrlIsItsAuthority(String url, String host) {
    assertEquals(host, WebhookClient.hostOf(url));
  }
}
