package dev.loom.tools.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.HttpEgress.Request;
import dev.loom.api.tool.HttpEgress.Response;
import dev.loom.bus.http.AddressPolicy;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real requests to a server on the loopback address; `*.test` names resolve to it.
@Timeout(60)
class GuardedHttpClientTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private final Vertx vertx = Vertx.vertx();
  private final LinkedBlockingQueue<HttpServerRequest> requests = new LinkedBlockingQueue<>();
  private final GuardedHttpClient client = client("a.test", "b.test");
  private final CountDownLatch closed = new CountDownLatch(1);
  private int port;

  private GuardedHttpClient client(String... allowed) {
    return new GuardedHttpClient(
        vertx,
        AddressPolicy.publicAnd("tools.http_allowed_hosts", List.of(allowed), () -> 0),
        new HttpClientOptions(),
        GuardedHttpClientTest::resolve);
  }

  private static InetAddress[] resolve(String host) throws UnknownHostException {
    return switch (host) {
      case "six.test" ->
          new InetAddress[] {InetAddress.ofLiteral("::1"), InetAddress.ofLiteral("8.8.8.8")};
      case "two.test" ->
          new InetAddress[] {InetAddress.ofLiteral("8.8.8.8"), InetAddress.getByAddress(LOOPBACK)};
      case "missing.test" -> throw new UnknownHostException(host);
      case String name when name.endsWith(".test") ->
          new InetAddress[] {InetAddress.getByAddress(name, LOOPBACK)};
      default -> InetAddress.getAllByName(host);
    };
  }

  @BeforeEach
  void listen() {
    port = listen(new HttpServerOptions());
  }

  private int listen(HttpServerOptions options) {
    HttpServer server =
        vertx
            .createHttpServer(options.setHost("127.0.0.1").setPort(0))
            .requestHandler(this::answer);
    return server.listen().await().actualPort();
  }

  @AfterEach
  void close() {
    vertx.close().await();
  }

  /// Answers by the path of the request. The path `/to/X` redirects to X.
  private void answer(HttpServerRequest request) {
    requests.add(request);
    var response = request.response();
    var path = request.path();
    if (path.startsWith("/to/")) {
      var status = request.getParam("status");
      response
          .setStatusCode(status == null ? 302 : Integer.parseInt(status))
          .putHeader("Location", path.substring("/to/".length()))
          .end();
      return;
    }
    switch (path) {
      case "/loop" -> response.setStatusCode(302).putHeader("Location", "/loop").end();
      case "/kilobyte" -> response.end("x".repeat(1_024));
      case "/bomb" -> response.putHeader("Content-Encoding", "gzip").end(gzip(100_000_000));
      case "/gzip" -> response.putHeader("Content-Encoding", "gzip").end(gzip(1_000));
      case "/cut" -> response.putHeader("Content-Encoding", "gzip").end(gzip(1_000).slice(0, 20));
      case "/nogzip" -> response.putHeader("Content-Encoding", "gzip").end("plain");
      case "/endless" -> {
        response.setChunked(true);
        writeOn(request);
      }
      case "/silent" -> request.connection().closeHandler(_ -> closed.countDown());
      case "/missing" -> response.setStatusCode(404).end("not here");
      default ->
          request
              .body()
              .onSuccess(body -> response.end(request.method() + " " + path + " " + body));
    }
  }

  private static void writeOn(HttpServerRequest request) {
    request.response().write("x".repeat(10_000)).onSuccess(_ -> writeOn(request));
  }

  private static Buffer gzip(int zeros) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(new byte[zeros]);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return Buffer.buffer(bytes.toByteArray());
  }

  private Request get(String path) {
    return Request.get(URI.create("http://a.test:" + port + path));
  }

  private static Request limited(Request request, int bytesMax) {
    return new Request(
        request.method(), request.uri(), request.headers(), request.body(), bytesMax);
  }

  private Response send(Request request) throws IOException, InterruptedException {
    return client.send(request, _ -> {}, LONG);
  }

  private String failure(Request request) {
    return assertThrows(IOException.class, () -> send(request)).getMessage();
  }

  @Test
  void aHostWithAnIpv6AddressIsReached() throws Exception {
    var server = vertx.createHttpServer().requestHandler(this::answer);
    int sixPort = server.listen(0, "::1").await().actualPort();
    for (var host : List.of("six.test", "[::1]")) {
      var uri = URI.create("http://" + host + ":" + sixPort + "/kilobyte");
      var response = client("six.test", "::1").send(Request.get(uri), _ -> {}, LONG);
      assertEquals(1_024, response.body().length);
    }
  }

  @Test
  void anAllowedHostIsRequestedByItsNameAtTheResolvedAddress() throws Exception {
    var response = send(get("/path?q=%20a"));
    assertEquals(200, response.status());
    assertEquals("GET /path ", response.text());
    assertFalse(response.truncated());
    var request = requests.take();
    assertEquals("/path?q=%20a", request.uri());
    assertEquals("a.test:" + port, request.getHeader("host"));
    assertEquals("127.0.0.1", request.localAddress().hostAddress());
  }

  @Test
  void theConnectionGoesToTheAddressThatWasCheckedEvenIfTheNameResolvesDifferentlyLater()
      throws Exception {
    var lookups = new LinkedBlockingQueue<InetAddress[]>();
    lookups.add(new InetAddress[] {InetAddress.getByAddress(LOOPBACK)});
    lookups.add(new InetAddress[] {InetAddress.ofLiteral("10.0.0.1")});
    var pinned =
        new GuardedHttpClient(
            vertx,
            AddressPolicy.publicAnd("k", List.of("127.0.0.0/8"), () -> 0),
            new HttpClientOptions(),
            _ -> lookups.remove());
    assertEquals(200, pinned.send(get("/"), _ -> {}, LONG).status());
    assertEquals(1, lookups.size());
    assertThrows(IOException.class, () -> pinned.send(get("/"), _ -> {}, LONG));
    assertEquals(1, requests.size());
  }

  @Test
  void theNextAddressOfAHostIsTriedIfOneRefusesTheConnection() throws Exception {
    var addresses =
        new InetAddress[] {InetAddress.ofLiteral("127.0.0.2"), InetAddress.getByAddress(LOOPBACK)};
    var other =
        new GuardedHttpClient(
            vertx,
            AddressPolicy.publicAnd("k", List.of("127.0.0.0/8"), () -> 0),
            new HttpClientOptions(),
            _ -> addresses);
    assertEquals(200, other.send(get("/"), _ -> {}, LONG).status());
  }

  @Test
  void methodHeadersAndBodyAreSent() throws Exception {
    var body = "wörld".getBytes(StandardCharsets.UTF_8);
    var request =
        new Request("POST", get("/x").uri(), Map.of("X-Key", "v", "User-Agent", "me"), body, 1_000);
    assertEquals("POST /x wörld", send(request).text());
    var received = requests.take();
    assertEquals("v", received.getHeader("x-key"));
    assertEquals(List.of("me"), received.headers().getAll("user-agent"));
  }

  @Test
  void anErrorStatusIsAResponse() throws Exception {
    var response = send(get("/missing"));
    assertEquals(404, response.status());
    assertEquals("not here", response.text());
    assertEquals("8", response.header("Content-LENGTH").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://127.0.0.1/|Requests to '127.0.0.1' are refused: its address 127.0.0.1 is not public.",
        "http://localhost./|Requests to 'localhost' are refused: its address 127.0.0.1 is not",
        "http://[::1]/|Requests to '::1' are refused: its address 0:0:0:0:0:0:0:1 is not public.",
        "http://[::ffff:127.0.0.1]/|Requests to '::ffff:127.0.0.1' are refused: its address 127.0.0.1",
        "http://169.254.169.254/latest|Requests to '169.254.169.254' are refused: its address",
        "http://c.test/|Requests to 'c.test' are refused: its address 127.0.0.1 is not public.",
        "http://two.test/|Requests to 'two.test' are refused: its address 127.0.0.1 is not public.",
        "http://missing.test/|The host 'missing.test' was not found.",
        "http://2130706433/|Requests to '2130706433' are refused: its address 127.0.0.1 is not public.",
        "http://0x7f.1/|The address has no valid host or port: 0x7f.1",
        "http://a.test:0/|The address has no valid host or port: a.test:0",
        "http://a.test:65536/|The address has no valid host or port: a.test:65536",
        "http://a.test:x/|The address has no valid host or port: a.test:x",
        "http:///path|The address has no valid host or port: null",
        "http:a.test|The address has no valid host or port: null",
        "http://user:pw@bad_host/|The address must not contain a user name or password.",
        "http://user:pw@a.test/|The address must not contain a user name or password.",
        "file:///etc/passwd|Only http and https addresses can be requested.",
        "ftp://a.test/|Only http and https addresses can be requested.",
        "/path|Only http and https addresses can be requested."
      })
  void aRefusedAddressIsNamedWithItsReason(String uri, String reason) {
    var message = failure(Request.get(URI.create(uri)));
    assertTrue(message.startsWith(reason), message);
    assertEquals(0, requests.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.1", "127.0.1", "0x7f000001", "2130706433", "1.2.3.4.5"})
  void anOddSpellingOfAnAddressReachesNoServer(String host) {
    assertThrows(IOException.class, () -> send(Request.get(URI.create("http://" + host + "/"))));
    assertEquals(0, requests.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Host", "content-length", "Transfer-Encoding", "Upgrade"})
  void aHeaderOfTheConnectionIsRefused(String name) {
    var request = new Request("GET", get("/").uri(), Map.of(name, "1"), new byte[0], 1);
    assertEquals("The header '" + name + "' cannot be set.", failure(request));
  }

  @Test
  void aHeaderOrMethodThatWouldChangeTheRequestLineIsRefused() {
    var uri = get("/").uri();
    for (var header : List.of(Map.of("X", "a\r\nHost: b"), Map.of("X\r\nY", "a"))) {
      assertEquals(
          "A header has an invalid name or value.",
          failure(new Request("GET", uri, header, new byte[0], 1)));
    }
    assertEquals(
        "The method must be one of GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE.",
        failure(new Request("CONNECT", uri, Map.of(), new byte[0], 1)));
    failure(new Request("GET / HTTP/1.1\r\n", uri, Map.of(), new byte[0], 1));
    assertEquals(0, requests.size());
  }

  @Test
  void aRedirectToAnotherAllowedHostIsFollowedWithoutCredentials() throws Exception {
    var target = "http://b.test:" + port + "/end";
    var request =
        new Request(
            "GET",
            get("/to/" + target).uri(),
            Map.of("Authorization", "s", "COOKIE", "s", "Accept", "text/plain"),
            new byte[0],
            1_000);
    var response = send(request);
    assertEquals(URI.create(target), response.uri());
    assertEquals("GET /end ", response.text());
    assertEquals("s", requests.take().getHeader("Authorization"));
    var second = requests.take();
    assertEquals(
        List.of("null", "null", "text/plain"),
        List.of("Authorization", "Cookie", "Accept").stream()
            .map(name -> String.valueOf(second.getHeader(name)))
            .toList());
  }

  @Test
  void aRedirectWithinTheOriginKeepsCredentials() throws Exception {
    var headers = Map.of("Authorization", "s");
    send(new Request("GET", get("/to/../end").uri(), headers, new byte[0], 10));
    requests.take();
    assertEquals("s", requests.take().getHeader("Authorization"));
  }

  @ParameterizedTest
  @CsvSource({
    "301, POST, GET /end",
    "302, POST, GET /end",
    "303, PUT, GET /end",
    "302, PUT, PUT /end x",
    "307, POST, POST /end x",
    "308, PUT, PUT /end x"
  })
  void aRedirectKeepsTheMethodOnlyWhereBrowsersDo(int status, String method, String received)
      throws Exception {
    var uri = get("/to//end?status=" + status).uri();
    var request =
        new Request(method, uri, Map.of("Content-Type", "text/plain"), new byte[] {'x'}, 1_000);
    assertEquals(received, send(request).text().strip());
    requests.take();
    assertEquals(
        received.endsWith("x") ? "text/plain" : null, requests.take().getHeader("content-type"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1/x",
        "http://c.test/x",
        "http://169.254.169.254/x",
        "file:///etc/passwd",
        "http://u@b.test/",
        "http://[bad",
        "http:x"
      })
  void aRedirectToARefusedAddressIsRefused(String target) throws Exception {
    failure(Request.get(URI.create(get("/to/").uri() + target.replace("[", "%5B"))));
    assertEquals("/to/" + target, requests.take().path().replace("%5B", "["));
    assertEquals(0, requests.size());
  }

  @Test
  void aRedirectLoopEnds() {
    assertEquals("'a.test' redirects more than 10 times.", failure(get("/loop")));
    assertEquals(11, requests.size());
  }

  @Test
  void aLargeBodyIsTruncatedAtItsLimit() throws Exception {
    var exact = send(limited(get("/kilobyte"), 1_024));
    assertEquals(1_024, exact.body().length);
    assertFalse(exact.truncated());
    var cut = send(limited(get("/kilobyte"), 1_023));
    assertEquals(1_023, cut.body().length);
    assertTrue(cut.truncated());
    var endless = send(limited(get("/endless"), 25_000));
    assertEquals(25_000, endless.body().length);
    assertTrue(endless.truncated());
  }

  @Test
  void aCompressedBodyIsDecompressed() throws Exception {
    var response = send(get("/gzip"));
    assertArrayEquals(new byte[1_000], response.body());
    assertFalse(response.truncated());
    assertEquals("gzip", requests.take().getHeader("accept-encoding"));
  }

  @Test
  void theLimitCountsDecompressedBytes() throws Exception {
    var response = send(limited(get("/bomb"), 1_000_000));
    assertEquals(1_000_000, response.body().length);
    assertTrue(response.truncated());
  }

  @Test
  void anIncompleteCompressedBodyIsTruncatedAndAnInvalidOneFails() throws Exception {
    assertTrue(send(get("/cut")).truncated());
    assertEquals("Not in GZIP format", failure(get("/nogzip")));
  }

  @Test
  void aServerThatDoesNotAnswerInTimeFailsTheRequestAndItsConnectionIsClosed() throws Exception {
    var failure =
        assertThrows(
            IOException.class, () -> client.send(get("/silent"), _ -> {}, Duration.ofMillis(300)));
    assertEquals("'a.test' did not answer in time.", failure.getMessage());
    assertTrue(closed.await(20, TimeUnit.SECONDS));
  }

  @Test
  void aSlowNameServerCountsAgainstTheTime() {
    var stuck = new CountDownLatch(1);
    var slow =
        new GuardedHttpClient(
            vertx,
            AddressPolicy.publicAnd("k", List.of(), () -> 0),
            new HttpClientOptions(),
            _ -> {
              try {
                stuck.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              return new InetAddress[0];
            });
    assertEquals(
        "'a.test' did not answer in time.",
        assertThrows(IOException.class, () -> slow.send(get("/"), _ -> {}, Duration.ofMillis(200)))
            .getMessage());
    stuck.countDown();
  }

  @Test
  void anInterruptedCallerClosesItsConnection() throws Exception {
    var outcome = new AtomicReference<Throwable>();
    var caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    send(get("/silent"));
                  } catch (Exception failure) {
                    outcome.set(failure);
                  }
                });
    requests.take();
    caller.interrupt();
    caller.join();
    assertEquals(InterruptedException.class, outcome.get().getClass());
    assertTrue(closed.await(20, TimeUnit.SECONDS));
  }

  @Test
  void aRequestWaitsForOthersWithinItsTime() throws Exception {
    var callers =
        IntStream.range(0, GuardedHttpClient.REQUESTS_MAX)
            .mapToObj(
                _ ->
                    Thread.ofVirtual()
                        .start(() -> assertThrows(Exception.class, () -> send(get("/silent")))))
            .toList();
    for (var _ : callers) {
      requests.take();
    }
    var failure =
        assertThrows(
            IOException.class, () -> client.send(get("/"), _ -> {}, Duration.ofMillis(200)));
    assertEquals(
        "The request was not sent: 16 others were running for all of its time.",
        failure.getMessage());
    callers.getFirst().interrupt();
    assertEquals(200, send(get("/")).status());
    callers.forEach(Thread::interrupt);
    for (var caller : callers) {
      caller.join();
    }
  }

  @Test
  void aClosedPortIsNamedWithItsHost() {
    var message = failure(Request.get(URI.create("http://a.test:1/")));
    assertTrue(message.startsWith("The request to 'a.test' failed: "), message);
  }

  @Test
  void theCertificateMustBeOfTheRequestedNameAlthoughTheAddressIsPinned(@TempDir Path temp)
      throws Exception {
    var store = temp.resolve("key.p12").toString();
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var command =
        List.of(
            keytool,
            "-genkeypair",
            "-alias",
            "a",
            "-keyalg",
            "EC",
            "-dname",
            "CN=a.test",
            "-ext",
            "SAN=dns:a.test",
            "-storepass",
            "secret",
            "-keystore",
            store,
            "-storetype",
            "PKCS12");
    assertEquals(0, new ProcessBuilder(command).redirectErrorStream(true).start().waitFor());
    var key = new PfxOptions().setPath(store).setPassword("secret");
    var tlsPort = listen(new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(key));
    var tls =
        new GuardedHttpClient(
            vertx,
            AddressPolicy.publicAnd("k", List.of("127.0.0.0/8"), () -> 0),
            new HttpClientOptions().setTrustOptions(key),
            GuardedHttpClientTest::resolve);
    var secure = Request.get(URI.create("https://a.test:" + tlsPort + "/"));
    assertEquals(200, tls.send(secure, _ -> {}, LONG).status());
    assertEquals("a.test", requests.take().connection().indicatedServerName());
    var other = Request.get(URI.create("https://b.test:" + tlsPort + "/"));
    assertThrows(IOException.class, () -> tls.send(other, _ -> {}, LONG));
    failure(secure);
    var downgrade =
        Request.get(URI.create("https://a.test:" + tlsPort + "/to/http://a.test:" + port + "/"));
    assertEquals(
        "'a.test' redirects from https to another scheme, which is refused.",
        assertThrows(IOException.class, () -> tls.send(downgrade, _ -> {}, LONG)).getMessage());
  }
}
