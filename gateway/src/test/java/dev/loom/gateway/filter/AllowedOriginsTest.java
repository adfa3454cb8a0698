package dev.loom.gateway.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class AllowedOriginsTest {
  private static AllowedOrigins origins(int port) {
    var hosts = new AllowedHosts(() -> port, List.of("loom.example"));
    return new AllowedOrigins(hosts, List.of("http://localhost:5173"));
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, true",
    "HTTP://127.0.0.1:8080, true",
    "https://loom.example, true",
    "http://localhost:5173, true",
    "http://localhost:5174, false",
    "https://evil.example, false",
    "file://localhost:8080, false",
    "null, false"
  })
  void ownHostsAndConfiguredOriginsAreAllowed(String origin, boolean allowed) {
    assertEquals(allowed, origins(8080).contains(origin, 8080));
  }

  @Test
  void aLoopbackOriginWithoutAPortIsAllowedOnlyOnTheDefaultPort() {
    assertFalse(origins(8080).contains("http://localhost", 8080));
    assertEquals(true, origins(80).contains("http://localhost", 80));
    assertFalse(origins(80).contains("https://localhost", 80));
  }
}
