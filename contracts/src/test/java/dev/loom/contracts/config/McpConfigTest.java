package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class McpConfigTest {
  @Test
  void textFormOmitsTheEnvironment() {
    var server =
        new McpConfig.Server(
            "npx", List.of(), Map.of("KEY", "secret"), "", "", Map.of(), true, false, 30, true);
    assertEquals("Server[npx]", server.toString());
  }

  @Test
  void timeoutOutsideItsBoundsIsRejected() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new McpConfig.Server(
                "npx", List.of(), Map.of(), "", "", Map.of(), true, false, 0, true));
  }
}
