package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.net.ProxyOptions;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentProxyTest {
  private static String select(String url, Map<String, String> environment) {
    return EnvironmentProxy.forUrl(URI.create(url), environment)
        .map(EnvironmentProxyTest::describe)
        .orElse("direct");
  }

  private static String describe(ProxyOptions proxy) {
    var user = proxy.getUsername() == null ? "" : proxy.getUsername() + ":" + proxy.getPassword();
    return proxy.getType() + " " + user + "@" + proxy.getHost() + ":" + proxy.getPort();
  }

  @ParameterizedTest
  @CsvSource({
    "http://proxy:3128, HTTP @proxy:3128",
    "proxy:3128, HTTP @proxy:3128",
    "' http://proxy/ ', HTTP @proxy:80",
    "HTTP://proxy, HTTP @proxy:80",
    "http://[::1]:3128, HTTP @::1:3128",
    "http://u:p%40%3A+x@proxy:3128, HTTP u:p@:+x@proxy:3128",
    "u@proxy:3128, HTTP u:@proxy:3128",
    "socks5h://proxy, SOCKS5 @proxy:1080",
    "socks4://proxy:1, SOCKS4 @proxy:1"
  })
  void everyFormOfAProxyIsRead(String value, String proxy) {
    assertEquals(proxy, select("https://api.test/v1", Map.of("HTTPS_PROXY", value)));
  }

  @Test
  void theSchemeSelectsTheVariableAndLowerCaseWins() {
    var environment =
        Map.of("HTTP_PROXY", "upper:1", "http_proxy", "lower:2", "HTTPS_PROXY", "secure:3");
    assertEquals("HTTP @lower:2", select("http://api.test", environment));
    assertEquals("HTTP @secure:3", select("https://api.test", environment));
    assertEquals("direct", select("https://api.test", Map.of("HTTP_PROXY", "p:1")));
    assertEquals("HTTP @all:4", select("https://api.test", Map.of("ALL_PROXY", "all:4")));
    assertEquals("direct", select("https://api.test", Map.of("HTTPS_PROXY", " ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:11434",
        "http://LOCALHOST",
        "http://127.0.0.1:1",
        "http://127.1.2.3",
        "http://[::1]:1/v1",
        "http://app.localhost"
      })
  void loopbackAddressesAreReachedDirectly(String url) {
    assertEquals("direct", select(url, Map.of("HTTP_PROXY", "p:1", "ALL_PROXY", "p:1")));
  }

  @ParameterizedTest
  @CsvSource({
    "http://gpu.lan:8000, gpu.lan",
    "http://gpu.lan:8000, 'a, .lan'",
    "http://gpu.lan:8000, *.lan",
    "http://gpu.lan:8000, lan",
    "http://GPU.lan:8000, gpu.LAN",
    "http://gpu.lan:8000, gpu.lan:8000",
    "http://gpu.lan, gpu.lan:80",
    "http://gpu.lan:8000, *",
    "http://10.1.2.3:8000, 10.0.0.0/8",
    "http://10.1.2.3:8000, 10.1.2.3",
    "http://[fd00::1]:8000, fd00::1",
    "http://[fd00::1]:8000, [fd00::1]",
    "http://[fd00::1]:8000, [fd00::1]:8000",
    "http://[fd00::1]:8000, fd00::/8",
    "http://gpu.lan:8000, 'x gpu.lan.'"
  })
  void hostsOfNoProxyAreReachedDirectly(String url, String list) {
    assertEquals("direct", select(url, Map.of("HTTP_PROXY", "p:1", "NO_PROXY", list)));
    assertEquals("direct", select(url, Map.of("HTTP_PROXY", "p:1", "no_proxy", list)));
  }

  @ParameterizedTest
  @CsvSource({
    "http://gpu.lan:8000, pu.lan",
    "http://gpu.lan:8000, gpu.lan:80",
    "http://gpu.lan:8000, gpu",
    "http://gpu.lan:8000, '.,'",
    "http://11.1.2.3, 10.0.0.0/8",
    "http://gpu.lan, 10.0.0.0/8",
    "http://gpu.lan, 10.0.0.0/x",
    "http://[fd00::8000]:8000, fd00:"
  })
  void otherHostsAreNot(String url, String list) {
    assertEquals("HTTP @p:1", select(url, Map.of("HTTP_PROXY", "p:1", "NO_PROXY", list)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://u:secret@proxy",
        "ftp://proxy",
        "http://u:secret @proxy",
        "http:///x",
        "://"
      })
  void anotherValueIsRejectedWithoutShowingIt(String value) {
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> select("https://api.test", Map.of("HTTPS_PROXY", value)));
    assertTrue(failure.getMessage().contains("HTTPS_PROXY"), failure.getMessage());
    assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
  }
}
