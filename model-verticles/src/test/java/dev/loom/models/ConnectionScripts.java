package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelListener;
import dev.loom.contracts.config.ModelCallConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Connections that fail, break, are reused, or are cancelled.
interface ConnectionScripts extends ProviderScript {
  @Test
  default void anUnreachableServerIsReportedWithItsSetting() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var url = "http://127.0.0.1:" + port;
    var failure = harness().failure(url, ProviderHarness.LONG_TIMEOUTS);
    assertEquals(
        "No model server answers at "
            + harness().base(url)
            + "; start it or change models.m.base_url.",
        failure.getMessage());
    assertTrue(failure.isRetryable());
    assertFalse(harness().provider(url, ProviderHarness.LONG_TIMEOUTS).isHealthy());
  }

  @Test
  default void aConnectTimeoutNamesItsSetting() throws Exception {
    List<Socket> queue = new ArrayList<>();
    try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // The server accepts no connection, so the queue fills and the kernel stops responding.
      assertThrows(
          SocketTimeoutException.class,
          () -> {
            for (var at = 0; at < 64; at++) {
              var socket = new Socket();
              queue.add(socket);
              socket.connect(full.getLocalSocketAddress(), 500);
            }
          });
      var url = "http://127.0.0.1:" + full.getLocalPort();
      var failure = harness().failure(url, new ModelCallConfig(1, 20, 20, 25, 1, 4, 5, 1, 900, 0));
      assertEquals(
          "The model server at "
              + harness().base(url)
              + " could not be reached within 1 s"
              + " (model_calls.connect_timeout_seconds); check the network or models.m.base_url.",
          failure.getMessage());
      assertTrue(failure.isRetryable());
    } finally {
      for (var socket : queue) {
        socket.close();
      }
    }
  }

  @Test
  default void aTlsFailureIsPermanent() {
    var url = harness().server.url().replace("http:", "https:");
    var failure = harness().failure(url, ProviderHarness.LONG_TIMEOUTS);
    assertFalse(failure.isRetryable(), failure.getMessage());
    assertTrue(failure.getMessage().startsWith("No secure connection to " + url));
  }

  @Test
  default void anIncompleteResponseHeadIsARetryableFailure() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var answering =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var taken = server.accept()) {
                      taken.getInputStream().read(new byte[16]);
                      taken
                          .getOutputStream()
                          .write("HTTP/1.1 200 OK\r\nConte".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException gone) {
                      // The test asserts the outcome.
                    }
                  });
      var failure =
          harness()
              .failure("http://127.0.0.1:" + server.getLocalPort(), ProviderHarness.LONG_TIMEOUTS);
      assertTrue(failure.isRetryable(), failure.getMessage());
      assertTrue(
          failure.getMessage().contains("broke off before its response"), failure.getMessage());
      answering.join();
    }
  }

  @Test
  default void aCancelledCallClosesItsConnectionAtOnce() throws Exception {
    var server = harness().server;
    server.enqueue(
        StrictServer.silentAfter(harness().encode(ScriptedResponse.text("a").unfinished())));
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    var outcome = new CompletableFuture<Throwable>();
    var caller =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    provider.complete(ProviderHarness.HELLO, piece -> server.arrivals.add("delta"));
                  } catch (Exception stopped) {
                    outcome.complete(stopped);
                  }
                });
    assertEquals("arrived", server.arrivals.poll(10, TimeUnit.SECONDS));
    assertEquals("delta", server.arrivals.poll(10, TimeUnit.SECONDS));
    caller.interrupt();
    assertInstanceOf(InterruptedException.class, outcome.get(10, TimeUnit.SECONDS));
    assertNotNull(server.closed.poll(10, TimeUnit.SECONDS), "the server sees the close");
  }

  @Test
  default void aConnectionIsReused() throws Exception {
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    for (var at = 0; at < 20; at++) {
      provider.complete(ProviderHarness.HELLO, ModelListener.NONE);
    }
    assertTrue(harness().server.closed.isEmpty());
  }

  @Test
  default void aServerThatHasTheModelIsHealthy() throws Exception {
    harness().server.models.add("m-1");
    var provider = harness().provider(ProviderHarness.LONG_TIMEOUTS);
    assertEquals(Optional.empty(), provider.checkHealth());
    assertTrue(provider.isHealthy());
  }
}
