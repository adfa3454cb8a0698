package dev.loom.tools.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Raw requests to a real proxy.
@Timeout(60)
class SandboxProxyTest {
  @TempDir private Path directory;
  private ProxyHarness harness;
  private SandboxProxy proxy;

  @BeforeEach
  void open() throws Exception {
    harness = new ProxyHarness(directory);
    proxy = harness.proxies.open();
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
    harness.close();
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(proxy.socket()));
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private static String readAll(SocketChannel channel) {
    var all = new StringBuilder();
    try {
      var input = Channels.newInputStream(channel);
      for (int next = input.read(); next >= 0; next = input.read()) {
        all.append((char) next);
      }
    } catch (IOException reset) {
      all.append("(reset)");
    }
    return all.toString();
  }

  /// Sends a request, with `PORT` for the port of the server, and returns what comes back until the
  /// proxy closes the connection.
  private String send(String request) {
    try (var channel = connect()) {
      write(channel, request.replace("PORT", "" + harness.port));
      return readAll(channel);
    } catch (IOException closed) {
      return "(reset)";
    }
  }

  @Test
  void forwardsPlainRequestsToTheHostOfTheRequestLine() throws Exception {
    var answer =
        send(
            """
            POST http://a.test:PORT/p?q=1 HTTP/1.1
            Host: evil.test
            Connection: keep-alive, x-hop
            X-Hop: 1
            X-Kept: 2
            Proxy-Authorization: Basic c2VjcmV0
            Content-Length: 4

            body""");
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertTrue(answer.contains("host=a.test:" + harness.port + " body"), answer);
    var request = harness.requests.take();
    assertEquals("/p?q=1", request.uri());
    assertEquals("2", request.getHeader("x-kept"));
    assertFalse(request.headers().contains("x-hop"));
    assertFalse(request.headers().contains("proxy-authorization"));
    assertEquals(List.of(), proxy.refused());
  }

  @Test
  void forwardsChunkedBodiesAndRequestsWithoutOne() throws Exception {
    var chunked =
        send(
            """
            PUT http://x.b.test:PORT/ HTTP/1.1
            Host: x.b.test
            Transfer-Encoding: chunked

            3
            abc
            0

            """);
    assertTrue(chunked.contains(" abc"), chunked);
    var head = send("HEAD http://a.test:PORT/ HTTP/1.1\nHost: a.test\n\n");
    assertTrue(head.startsWith("HTTP/1.1 200") && head.endsWith("\r\n\r\n"), head);
    var expected =
        send(
            """
            POST http://a.test:PORT/ HTTP/1.1
            Host: a.test
            Expect: 100-continue
            Content-Length: 2

            ok""");
    assertTrue(expected.contains("100 Continue") && expected.contains(" ok"), expected);
  }

  @Test
  void opensTunnels() throws Exception {
    try (var channel = connect()) {
      write(channel, "CONNECT a.test:%d HTTP/1.1\nHost: a\n\n".formatted(harness.port));
      var head = ByteBuffer.allocate(1_000);
      channel.read(head);
      assertTrue(new String(head.array()).startsWith("HTTP/1.1 200 OK\r\n\r\n"));
      write(channel, "GET /in HTTP/1.1\nHost: inner\nConnection: close\n\n");
      assertEquals("/in", harness.requests.take().uri());
      var answer = readAll(channel);
      assertTrue(answer.contains("host=inner"), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONNECT evil.test:443",
        "CONNECT a.test:443",
        "CONNECT a.test:22",
        "CONNECT b.test:PORT",
        "CONNECT a.test.evil.test:PORT",
        "CONNECT 127.0.0.1:PORT",
        "CONNECT 2130706433:PORT",
        "CONNECT 0x7f000001:PORT",
        "CONNECT 0177.0.0.1:PORT",
        "CONNECT [::1]:PORT",
        "CONNECT [::ffff:127.0.0.1]:PORT",
        "CONNECT local.test:PORT",
        "CONNECT metadata.test:PORT",
        "GET http://evil.test:PORT/",
        "GET http://127.0.0.1:PORT/",
        "GET http://local.test:PORT/",
        "GET http://metadata.test:PORT/latest/meta-data/",
      })
  void refusesOtherHosts(String line) throws Exception {
    var answer = send(line + " HTTP/1.1\nHost: a.test:PORT\n\n");
    assertTrue(answer.startsWith("HTTP/1.1 403"), answer);
    assertTrue(harness.requests.isEmpty());
    assertEquals(1, proxy.refused().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\nHost: a.test:PORT\n\n",
        "GET //a.test:PORT/ HTTP/1.1\nHost: a.test\n\n",
        "GET https://a.test:PORT/ HTTP/1.1\nHost: a.test\n\n",
        "GET ftp://a.test:PORT/ HTTP/1.1\nHost: a.test\n\n",
        "GET http:a.test HTTP/1.1\nHost: a.test\n\n",
        "GET http://user:pw@a.test:PORT/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:PORT@evil.test/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://evil.test\\@a.test:PORT/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:PORT\\.evil.test/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:PORT/#x HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:0/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:99999/ HTTP/1.1\nHost: a.test\n\n",
        "GET http://a.test:PORT /x HTTP/1.1\nHost: a.test\n\n",
        "CONNECT 127.1:PORT HTTP/1.1\nHost: a.test\n\n",
        "CONNECT a.test HTTP/1.1\nHost: a.test\n\n",
        "CONNECT user@a.test:PORT HTTP/1.1\nHost: a.test\n\n",
        "CONNECT a.test:PORT/evil HTTP/1.1\nHost: a.test\n\n",
        "CONNECT a.test:PORT?x HTTP/1.1\nHost: a.test\n\n",
        "CONNECT http://a.test:PORT HTTP/1.1\nHost: a.test\n\n",
        "CONNECT  HTTP/1.1\nHost: a.test\n\n",
        "\u0016\u0003\u0001 tls\n\n",
      })
  void refusesMalformedRequests(String request) throws Exception {
    var answer = send(request);
    assertTrue(answer.startsWith("HTTP/1.1 400") || answer.startsWith("HTTP/1.0 400"), answer);
    assertTrue(harness.requests.isEmpty());
  }

  @Test
  void aSecondRequestInTheSameBytesReachesNoOtherHost() throws Exception {
    var answer =
        send(
            """
            GET http://a.test:PORT/1 HTTP/1.1
            Host: a.test

            GET http://evil.test:PORT/2 HTTP/1.1
            Host: a.test

            """);
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertEquals("/1", harness.requests.take().uri());
    assertTrue(harness.requests.isEmpty());
  }

  @Test
  void headersCannotSmuggleLines() throws Exception {
    var tail = " HTTP/1.1\nHost: a.test\nX: 1\rX-Smuggled: 2\nY: \0\n\n";
    var answer = send("GET http://a.test:PORT/" + tail);
    assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
    var both =
        send(
            """
            POST http://a.test:PORT/ HTTP/1.1
            Host: a.test
            Content-Length: 5
            Transfer-Encoding: chunked

            0

            GET http://evil.test/ HTTP/1.1

            """);
    assertFalse(both.contains("evil"), both);
    assertTrue(harness.requests.size() <= 1);
  }

  @Test
  void headsAreBounded() throws Exception {
    var lines = "X-Header: value\n".repeat(10_000);
    var answer = send("GET http://a.test:PORT/ HTTP/1.1\nHost: a.test\n" + lines + "\n");
    assertTrue(answer.startsWith("HTTP/1.1 431") || answer.contains("(reset)"), answer);
    var path = send("GET http://a.test:PORT/" + "a".repeat(100_000) + " HTTP/1.1\nHost: a\n\n");
    assertTrue(path.startsWith("HTTP/1.0 414") || path.contains("(reset)"), path);
    assertTrue(harness.requests.isEmpty());
  }

  @Test
  void saysWhatCannotBeReached() throws Exception {
    var missing = send("CONNECT missing.test:PORT HTTP/1.1\nHost: a\n\n");
    assertTrue(missing.startsWith("HTTP/1.1 502"), missing);
    var closed = send("GET http://closed.test:1/ HTTP/1.1\nHost: a\n\n");
    assertTrue(closed.endsWith("'closed.test' cannot be reached.\n"), closed);
  }

  @Test
  void aHeadThatDoesNotEndClosesTheConnection() throws Exception {
    try (var channel = connect()) {
      write(channel, "GET http://a.test/ HTTP/1.1\nX: ");
      var start = System.nanoTime();
      assertEquals("", readAll(channel));
      assertTrue(System.nanoTime() - start < 20_000_000_000L);
    }
  }

  @Test
  void connectionsAreBounded() throws Exception {
    var open = new ArrayList<SocketChannel>();
    try {
      for (int i = 0; i < SandboxProxy.CONNECTIONS_MAX; i++) {
        open.add(connect());
      }
      assertEquals("", readAll(connect()).replace("(reset)", ""));
      open.removeFirst().close();
      var answer = "";
      while (!answer.startsWith("HTTP/1.1 200")) {
        answer = send("GET http://a.test:PORT/ HTTP/1.1\nHost: a\n\n");
      }
    } finally {
      for (var channel : open) {
        channel.close();
      }
    }
  }

  @Test
  void halfClosedTunnelsEnd() throws Exception {
    try (var channel = connect()) {
      write(channel, "CONNECT a.test:%d HTTP/1.1\nHost: a\n\n".formatted(harness.port));
      channel.shutdownOutput();
      assertTrue(readAll(channel).length() < 100);
    }
  }

  @Test
  void closingEndsAllConnections() throws Exception {
    try (var channel = connect()) {
      write(channel, "CONNECT a.test:%d HTTP/1.1\nHost: a\n\n".formatted(harness.port));
      channel.read(ByteBuffer.allocate(1));
      proxy.close();
      readAll(channel);
    }
    assertFalse(Files.exists(proxy.socket()));
  }
}
