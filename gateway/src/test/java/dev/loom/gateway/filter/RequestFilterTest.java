package dev.loom.gateway.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.RawHttp;
import dev.loom.gateway.TestGateway;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sends forbidden requests to every route of the router.
@Timeout(120)
class RequestFilterTest {
  private static final ServerConfig DEFAULTS = ServerConfig.defaults();
  private static final int TWO_MEGABYTES = 2 * 1024 * 1024;

  private TestGateway gateway = start(false);
  private String task = gateway.backend.newTask().value();

  private static TestGateway start(boolean requireToken) {
    return TestGateway.start(
        new ServerConfig(
            DEFAULTS.host(),
            0,
            new ServerConfig.Access(
                List.of("Loom.Example"), List.of("http://localhost:5173"), requireToken),
            DEFAULTS.requestBytesMax(),
            DEFAULTS.streamsMax(),
            DEFAULTS.streamStallSeconds(),
            DEFAULTS.planWaitSeconds(),
            DEFAULTS.webhooks()));
  }

  private void requireToken() {
    gateway.close();
    gateway = start(true);
    task = gateway.backend.newTask().value();
  }

  @AfterEach
  void noRequestReachedTheBackend() {
    gateway.close();
    assertEquals(List.of(), gateway.backend.orchestrator.received, "a request reached the backend");
  }

  private String own() {
    return "Host: 127.0.0.1:" + gateway.port() + "\r\n";
  }

  /// Sends a request to every route with every method and expects the same status.
  private void everyRoute(int status, String code, Function<String, String> requestOfLine)
      throws IOException {
    var tried = 0;
    for (var route : gateway.routes()) {
      for (var method : route.methods()) {
        var path = route.getPath().replace(":task", task).replaceAll(":\\w+", "x");
        var line = method + " " + path + " HTTP/1.1\r\n";
        var response = RawHttp.send(gateway.port(), requestOfLine.apply(line));
        assertEquals(status, response.status(), line + response.text());
        if (!method.name().equals("HEAD")) {
          var problem = Json.parse(response.body());
          assertEquals(code, problem.path("code").asText(), line);
          assertTrue(problem.path("detail").isTextual(), line);
        }
        tried++;
      }
    }
    assertTrue(tried > 20, "only " + tried + " routes were tried");
  }

  private static String closing(String line, String headers) {
    return line + headers + "Connection: close\r\n\r\n";
  }

  @Test
  void aForeignHostIsMisdirectedAtEveryRoute() throws Exception {
    for (var host :
        List.of(
            "evil.example",
            "127.0.0.1.nip.io",
            "localhost.evil.com",
            "127.0.0.2:" + gateway.port(),
            "localhost:",
            "2130706433",
            "[::1",
            "user@127.0.0.1")) {
      everyRoute(421, "host_not_allowed", line -> closing(line, "Host: " + host + "\r\n"));
    }
  }

  @Test
  void aRequestWithTwoHostsOrNoneIsMalformedAtEveryRoute() throws Exception {
    everyRoute(400, "malformed_request", line -> closing(line, own() + own()));
    everyRoute(400, "malformed_request", line -> closing(line, own() + "Host: evil.example\r\n"));
    everyRoute(400, "malformed_request", line -> closing(line, ""));
  }

  @Test
  void anAbsoluteTargetOfAForeignHostIsRejectedAtEveryRoute() throws Exception {
    everyRoute(
        421,
        "host_not_allowed",
        line -> closing(line.replaceFirst(" /", " http://evil.example/"), own()));
    everyRoute(
        400,
        "malformed_request",
        line -> closing(line.replaceFirst(" /", " ftp://127.0.0.1/"), own()));
  }

  @Test
  void anAbsoluteTargetOfAnOwnHostIsServed() throws Exception {
    for (var target : List.of("http://127.0.0.1:" + gateway.port(), "HTTP://localhost")) {
      var line = "GET " + target + "/health HTTP/1.1\r\n";
      var response = RawHttp.send(gateway.port(), closing(line, own()));
      assertEquals(200, response.status(), response.text());
    }
  }

  @Test
  void everyResponseHasADate() throws Exception {
    for (var path : List.of("/health", "/nothing")) {
      var response = RawHttp.send(gateway.port(), closing("GET " + path + " HTTP/1.1\r\n", own()));
      var date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(response.header("date"), Instant::from);
      assertTrue(Duration.between(date, Instant.now()).abs().toMinutes() < 5, response.text());
    }
  }

  @Test
  void aPageOfAForeignOriginIsForbiddenAtEveryRoute() throws Exception {
    for (var origin :
        List.of(
            "https://evil.example",
            "null",
            "http://localhost:6666",
            "http://localhost",
            "http://127.0.0.1:" + gateway.port() + ".evil.example",
            "http://localhost:5173/",
            "file://")) {
      everyRoute(
          403, "origin_not_allowed", line -> closing(line, own() + "Origin: " + origin + "\r\n"));
    }
    everyRoute(
        403,
        "origin_not_allowed",
        line ->
            closing(
                line, own() + "Origin: http://localhost:5173\r\nOrigin: https://evil.example\r\n"));
  }

  @Test
  void aRequestOfAnotherSiteWithoutAnOriginIsForbiddenAtEveryRoute() throws Exception {
    everyRoute(403, "cross_site", line -> closing(line, own() + "Sec-Fetch-Site: cross-site\r\n"));
  }

  @Test
  void aChangingRequestWithoutTheTokenIsRejectedAtEveryRoute() throws Exception {
    requireToken();
    var token = "t".repeat(43);
    for (var header :
        List.of(
            "",
            "Authorization: Bearer x\r\n",
            "Authorization: Basic " + token + "\r\n",
            "Authorization: Bearer " + token + "\r\nAuthorization: Bearer x\r\n",
            "Cookie: token=" + token + "\r\n")) {
      everyRoute(
          401,
          "token_required",
          line ->
              closing(line.startsWith("GET") || line.startsWith("HEAD") ? post(line) : line, own())
                  .replace("Connection", header + "Connection"));
    }
    var response = RawHttp.send(gateway.port(), closing("POST /tasks HTTP/1.1\r\n", own()));
    assertEquals("Bearer realm=\"loom\"", response.header("www-authenticate"));
    assertTrue(response.body().contains("LOOM_TOKEN"), response.body());
  }

  private static String post(String line) {
    return "POST" + line.substring(line.indexOf(' '));
  }

  @Test
  void readingNeedsNoTokenAndAChangingRequestIsAcceptedWithIt() throws Exception {
    requireToken();
    assertEquals(200, gateway.get("/tasks/" + task).statusCode());
    var authorization = TestGateway.TOKEN.authorization();
    var accepted = gateway.send("POST", "/tasks", "{}", "Authorization", authorization);
    assertEquals(422, accepted.statusCode(), accepted.body());
  }

  @Test
  void withoutTheKeyAnyTokenIsIgnored() throws Exception {
    assertEquals(
        422, gateway.send("POST", "/tasks", "{}", "Authorization", "Bearer x").statusCode());
  }

  @Test
  void aBodyThatIsNotJsonIsUnsupportedAtEveryRoute() throws Exception {
    for (var type :
        List.of(
            "Content-Type: text/plain\r\n",
            "Content-Type: application/x-www-form-urlencoded\r\n",
            "Content-Type: multipart/form-data; boundary=x\r\n",
            "Content-Type: application/jsonp\r\n",
            "Content-Type: application/json; charset=utf-16\r\n",
            "Content-Type: application/json; version=1; charset=utf-16\r\n",
            "Content-Type: application/json-patch+json\r\n",
            "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
            "")) {
      everyRoute(
          415,
          "unsupported_media_type",
          line -> closing(line, own() + type + "Content-Length: 2\r\n") + "{}");
    }
  }

  /// Reported as PowerShell/PowerShell#10971, itglue/powershellwrapper#12 and for OData clients.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON;charset=UTF-8",
        "application/json; charset=\"utf-8\"",
        "application/json; charset=utf8;",
        "application/json;odata=verbose",
        "application/json; version=1; charset=utf-8"
      })
  void jsonIsAcceptedWithAnyParameters(String type) throws Exception {
    var headers = own() + "Content-Type: " + type + "\r\nContent-Length: 2\r\n";
    var response =
        RawHttp.send(gateway.port(), closing("POST /tasks HTTP/1.1\r\n", headers) + "{}");
    assertEquals(422, response.status(), response.text());
  }

  @Test
  void aTooLargeBodyIsRejectedAtEveryRouteWithAnyTransferEncoding() throws Exception {
    var headers = own() + "Content-Type: application/json\r\n";
    var body = " ".repeat(TWO_MEGABYTES);
    everyRoute(
        413,
        "content_too_large",
        line -> closing(line, headers + "Content-Length: " + TWO_MEGABYTES + "\r\n") + body);
    var chunks = (Integer.toHexString(65_536) + "\r\n" + " ".repeat(65_536) + "\r\n").repeat(32);
    everyRoute(
        413,
        "content_too_large",
        line -> closing(line, headers + "Transfer-Encoding: chunked\r\n") + chunks + "0\r\n\r\n");
  }

  @Test
  void aTooLongHeadOrTargetIsRejectedAtEveryRoute() throws Exception {
    everyRoute(
        431, "header_too_large", line -> closing(line, own() + "X: " + "x".repeat(9_000) + "\r\n"));
    everyRoute(
        414,
        "uri_too_long",
        line -> closing(line.replace(" HTTP", "?" + "x".repeat(5_000) + " HTTP"), own()));
  }

  @Test
  void anInvalidContentLengthIsRejected() throws Exception {
    var line = "POST /tasks HTTP/1.1\r\n";
    var json = "Content-Type: application/json\r\n";
    for (var length :
        List.of(
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: -1\r\n",
            "Content-Length: 2\r\nContent-Length: 3\r\n",
            "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n")) {
      var response = RawHttp.send(gateway.port(), closing(line, own() + json + length) + "{}");
      assertTrue(response.status() == 400 || response.status() == 413, response.text());
    }
  }

  @Test
  void bytesThatAreNotHttpAreMalformed() throws Exception {
    var response = RawHttp.send(gateway.port(), "\u0016\u0003\u0001 hello\r\n\r\n");
    assertEquals(400, response.status());
    assertFalse(response.text().contains("netty"), response.text());
  }

  @Test
  void ownHostNamesAreAcceptedInAnyCaseWithOrWithoutThePort() throws Exception {
    for (var host :
        List.of(
            "127.0.0.1",
            "LOCALHOST:" + gateway.port(),
            "localhost",
            "[::1]:" + gateway.port(),
            "loom.example",
            "LOOM.example:8443")) {
      var response =
          RawHttp.send(
              gateway.port(), closing("GET /health HTTP/1.1\r\n", "Host: " + host + "\r\n"));
      assertEquals(200, response.status(), host);
      assertEquals("nosniff", response.header("x-content-type-options"));
      assertEquals("no-store", response.header("cache-control"));
      assertNull(response.header("access-control-allow-origin"));
    }
  }

  @Test
  void anAllowedOriginIsEchoedExactlyAndMayPreflight() throws Exception {
    for (var origin :
        List.of(
            "http://localhost:5173",
            "http://127.0.0.1:" + gateway.port(),
            "https://loom.example")) {
      var headers = own() + "Origin: " + origin + "\r\nSec-Fetch-Site: cross-site\r\n";
      var response = RawHttp.send(gateway.port(), closing("GET /health HTTP/1.1\r\n", headers));
      assertEquals(200, response.status(), response.text());
      assertEquals(origin, response.header("access-control-allow-origin"));
      assertEquals("origin", response.header("vary"));

      var asking = headers + "Access-Control-Request-Method: POST\r\n";
      var preflight = RawHttp.send(gateway.port(), closing("OPTIONS /tasks HTTP/1.1\r\n", asking));
      assertEquals(204, preflight.status());
      assertEquals(origin, preflight.header("access-control-allow-origin"));
      assertTrue(preflight.header("access-control-allow-methods").contains("POST"));
      assertTrue(preflight.header("access-control-allow-methods").contains("PATCH"));
      assertTrue(preflight.header("access-control-allow-headers").contains("idempotency-key"));
      assertTrue(preflight.header("access-control-allow-headers").contains("content-type"));
    }
  }

  @Test
  void aForeignPreflightIsForbidden() throws Exception {
    var headers = own() + "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n";
    var response = RawHttp.send(gateway.port(), closing("OPTIONS /tasks HTTP/1.1\r\n", headers));
    assertEquals(403, response.status());
    assertNull(response.header("access-control-allow-origin"));
  }

  @Test
  void anUpgradeToHttp2IsIgnored() throws Exception {
    var headers =
        own()
            + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n"
            + "Connection: Upgrade, HTTP2-Settings\r\n\r\n";
    assertEquals(200, RawHttp.send(gateway.port(), "GET /health HTTP/1.1\r\n" + headers).status());
    var preface = RawHttp.send(gateway.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    assertFalse(preface.text().isEmpty() || preface.status() == 200, preface.text());
  }

  @Test
  void aConnectionIsUsableAfterARejectedRequest() throws Exception {
    var failure =
        "POST /tasks HTTP/1.1\r\n"
            + own()
            + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}";
    var fine = closing("GET /health HTTP/1.1\r\n", own());
    try (var socket = new java.net.Socket("127.0.0.1", gateway.port())) {
      socket.getOutputStream().write((failure + fine).getBytes());
      var text = new String(socket.getInputStream().readAllBytes());
      assertTrue(text.startsWith("HTTP/1.1 415"), text);
      assertTrue(text.contains("HTTP/1.1 200"), text);
    }
  }
}
