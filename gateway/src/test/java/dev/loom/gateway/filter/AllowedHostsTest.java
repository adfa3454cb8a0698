package dev.loom.gateway.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class AllowedHostsTest {
  private final AllowedHosts hosts =
      new AllowedHosts(() -> 8080, List.of("Loom.Example", "proxy:9000"), List.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "LOCALHOST:8080",
        "[::1]",
        "[::1]:8080",
        "loom.example",
        "loom.EXAMPLE:443",
        "proxy:9000",
        "127.0.0.1:8081",
        "localhost:9999",
        "[::1]:65535"
      })
  void loopbackAndConfiguredNamesAreAllowed(String host) {
    assertTrue(hosts.contains(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "127.0.0.1:x",
        "localhost:",
        "localhost:-1",
        "localhost:123456",
        "127.0.0.1.evil.example:8080",
        "localhost@evil.example:8080",
        "127.0.0.2:8080",
        "loom.example:x",
        "loom.example:123456",
        "proxy",
        "proxy:9001",
        "[::1",
        "localhost.evil.example"
      })
  void allOtherNamesAreRejected(String host) {
    assertFalse(hosts.contains(host));
  }

  private static AllowedHosts hosts(int port) {
    return new AllowedHosts(() -> port, List.of("loom.example"), List.of("http://localhost:5173"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, localhost:8080, true",
    "HTTP://127.0.0.1:8080, localhost:8080, true",
    "https://loom.example, loom.example, true",
    "https://localhost:8080, localhost:8080, false",
    "https://127.0.0.1:9999, 127.0.0.1:9999, false",
    "http://localhost:5173, localhost:8080, true",
    "http://localhost:5174, localhost:8080, false",
    "https://evil.example, localhost:8080, false",
    "file://localhost:8080, localhost:8080, false",
    "null, localhost:8080, false",
    // A forwarded port: the page and the request have the same address.
    "http://localhost:9999, localhost:9999, true",
    "http://LOCALHOST:9999, localhost:9999, true",
    "http://[::1]:9999, [::1]:9999, true",
    "http://localhost:3000, localhost:9999, false",
    "http://127.0.0.1:9999, localhost:9999, false",
    "http://evil.example, evil.example, false"
  })
  void ownHostsAndConfiguredOriginsAreAllowed(String origin, String host, boolean allowed) {
    assertEquals(allowed, hosts(8080).containsOrigin(origin, host));
  }

  @Test
  void aLoopbackOriginWithoutAPortDenotesTheDefaultPort() {
    assertFalse(hosts(8080).containsOrigin("http://localhost", "localhost:8080"));
    assertTrue(hosts(8080).containsOrigin("http://localhost", "localhost"));
    assertTrue(hosts(80).containsOrigin("http://localhost", "127.0.0.1"));
    assertFalse(hosts(80).containsOrigin("https://localhost", "127.0.0.1"));
  }
}
