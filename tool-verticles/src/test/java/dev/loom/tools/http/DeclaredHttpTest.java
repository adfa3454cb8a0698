package dev.loom.tools.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.api.tool.HttpEgress.Request;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolEffect.ChangesData;
import dev.loom.api.tool.ToolEffect.ReachesNetwork;
import dev.loom.api.tool.ToolEffect.ReadsPath;
import dev.loom.api.tool.ToolEffect.Unknown;
import dev.loom.bus.http.AddressPolicy;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A declared request fails at the address policy, an undeclared one before it.
@Timeout(30)
class DeclaredHttpTest {
  private static final String PASSED =
      "Requests to '127.0.0.1' are refused: its address 127.0.0.1 is not public. A user can allow"
          + " it with k.";
  private static final String UNDECLARED =
      "The request is refused: the call does not declare that it reaches '127.0.0.1'.";
  private final Vertx vertx = Vertx.vertx();
  private final GuardedHttpClient client =
      new GuardedHttpClient(vertx, AddressPolicy.publicAnd("k", List.of(), () -> 0));

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private String failure(String method, ToolEffect... effects) {
    var http = new DeclaredHttp(client, List.of(effects), () -> Duration.ofSeconds(20));
    var uri = URI.create("http://127.0.0.1:8080/path");
    var request = new Request(method, uri, Map.of(), new byte[0], 1_000);
    return assertThrows(IOException.class, () -> http.send(request)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:8080/path",
    "https://127.0.0.1/other",
    "127.0.0.1",
    "127.0.0.1:9",
    "HTTP://127.0.0.1"
  })
  void aHostMayBeDeclaredByAnyOfItsAddresses(String address) {
    assertEquals(PASSED, failure("GET", new ReadsPath("a"), new ReachesNetwork(address)));
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.2/",
    "http://127.0.0.1.example.org/",
    "http://example.org/?http://127.0.0.1",
    "http://127.0.0.1@example.org/",
    "not a url",
    "''"
  })
  void anotherDeclaredHostDoesNotCover(String address) {
    assertEquals(UNDECLARED, failure("GET", new ReachesNetwork(address)));
  }

  @Test
  void aCallWithoutANetworkEffectMayNotSend() {
    assertEquals(UNDECLARED, failure("GET"));
    assertEquals(UNDECLARED, failure("POST", new ChangesData("x"), new ReadsPath("127.0.0.1")));
  }

  @Test
  void unknownEffectsCoverEveryRequest() {
    assertEquals(PASSED, failure("DELETE", new Unknown()));
  }

  @ParameterizedTest
  @CsvSource({"POST", "PUT", "PATCH", "DELETE", "post"})
  void aMethodThatMayChangeDataMustBeDeclared(String method) {
    var reaches = new ReachesNetwork("127.0.0.1");
    assertEquals(
        "The request is refused: the call does not declare that it changes data, as "
            + method
            + " may.",
        failure(method, reaches));
  }

  /// A server of a declared host cannot choose another one.
  @Test
  void aRedirectToAnotherHostMustBeDeclared() throws Exception {
    var server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .response()
                        .setStatusCode(302)
                        .putHeader("location", "http://127.0.0.2:9/next")
                        .end());
    int port = server.listen(0, "127.0.0.1").await().actualPort();
    var allowed =
        new GuardedHttpClient(vertx, AddressPolicy.publicAnd("k", List.of("127.0.0.0/8"), () -> 0));
    var http =
        new DeclaredHttp(
            allowed, List.of(new ReachesNetwork("127.0.0.1")), () -> Duration.ofSeconds(20));
    var request = Request.get(URI.create("http://127.0.0.1:" + port + "/"));
    assertEquals(
        "Redirected to 'http://127.0.0.2:9/next'. " + UNDECLARED.replace("127.0.0.1", "127.0.0.2"),
        assertThrows(IOException.class, () -> http.send(request)).getMessage());
  }

  @Test
  void aDeclaredChangeMayBeSent() {
    assertEquals(PASSED, failure("POST", new ReachesNetwork("127.0.0.1"), new ChangesData("x")));
  }
}
