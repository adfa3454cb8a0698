package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerConfigTest {
  private static final ServerConfig CONFIG =
      new ServerConfig(
          "::1",
          80,
          new ServerConfig.Access(List.of("h"), List.of("o"), true),
          2_048,
          3,
          4,
          5,
          ServerConfig.Webhooks.signed("secret"));

  @Test
  void changingThePortKeepsAllOtherValues() {
    assertEquals(
        new ServerConfig(
            "::1",
            81,
            new ServerConfig.Access(List.of("h"), List.of("o"), true),
            2_048,
            3,
            4,
            5,
            ServerConfig.Webhooks.signed("secret")),
        CONFIG.withPort(81));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65_536})
  void portOutsideItsRangeIsRejected(int port) {
    assertThrows(IllegalArgumentException.class, () -> CONFIG.withPort(port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.0.0.0", "::", "192.168.1.2", "example.com", "", "127.0.0.1.nip.io", "127.1"})
  void aHostThatIsNotLoopbackIsRejected(String host) {
    var message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new ServerConfig(
                        host,
                        0,
                        ServerConfig.Access.local(),
                        2_048,
                        3,
                        4,
                        5,
                        ServerConfig.Webhooks.signed("")))
            .getMessage();
    assertTrue(message.startsWith("server.host is '" + host + "'"), message);
  }

  @Test
  void textFormOmitsTheSecret() {
    assertEquals("ServerConfig[::1:80]", CONFIG.toString());
  }
}
