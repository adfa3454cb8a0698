package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.McpConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.ServerConfig;
import dev.loom.gateway.TestGateway;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConfigRouteTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void theConfigurationIsShownWithoutAnySecret() throws Exception {
    var usual = LoomConfig.defaults();
    var model =
        ModelConfig.create(
                "openai_compatible", "http://user:hunter1@localhost/v1", "qwen3", "hunter2")
            .withMaxTokens(4_096)
            .withTier(2);
    var server =
        new ServerConfig(
            "127.0.0.1",
            0,
            ServerConfig.Access.local(),
            2_048,
            10,
            30,
            9,
            ServerConfig.Webhooks.signed("hunter3"));
    var mcp =
        new McpConfig.Server(
            "npx",
            List.of("--key=hunter4"),
            Map.of("K", "hunter5"),
            "",
            "",
            Map.of(),
            true,
            false,
            30,
            true);
    var config =
        new LoomConfig(
            server,
            Map.of("big", model),
            usual.modelCalls(),
            usual.tasks(),
            usual.tools(),
            usual.storage(),
            new McpConfig(Map.of("notion", mcp)));
    try (var others = TestGateway.start(config)) {
      var text = others.get("/config").body();
      assertFalse(text.contains("hunter"), text);
      var shown = Json.parse(text);
      assertEquals(others.port(), shown.get("server").get("port").intValue());
      assertTrue(shown.get("server").get("webhooks_signed").booleanValue());
      assertEquals("qwen3", shown.get("models").get("big").get("model").textValue());
      assertEquals(4_096, shown.get("models").get("big").get("max_tokens").intValue());
      assertEquals(50, shown.get("execution").get("max_loop_iterations").intValue());
      assertEquals(3, shown.get("execution").get("max_subtask_retries").intValue());
      assertEquals("notion", shown.get("mcp").get("servers").get(0).textValue());
      assertFalse(server.toString().contains("hunter"), server.toString());
    }
  }
}
