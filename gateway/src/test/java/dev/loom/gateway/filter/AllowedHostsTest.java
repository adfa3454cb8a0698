package dev.loom.gateway.filter;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class AllowedHostsTest {
  private final AllowedHosts hosts =
      new AllowedHosts(() -> 8080, List.of("Loom.Example", "proxy:9000"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "LOCALHOST:8080",
        "[::1]",
        "[::1]:8080",
        "loom.example",
        "loom.EXAMPLE:443",
        "proxy:9000"
      })
  void loopbackAndConfiguredNamesAreAllowed(String host) {
    assertTrue(hosts.contains(host));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "evil.example",
        "127.0.0.1:8081",
        "localhost:",
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
}
