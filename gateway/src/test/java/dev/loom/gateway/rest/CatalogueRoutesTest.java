package dev.loom.gateway.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.gateway.TestGateway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CatalogueRoutesTest {
  private final TestGateway gateway = TestGateway.start();

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void modelsToolsAndProcessesAreListed() throws Exception {
    assertEquals(
        "[{\"name\":\"executor\",\"model\":\"qwen3:8b\",\"provider\":\"ollama\",\"tier\":1,"
            + "\"roles\":[\"executor\"],\"healthy\":true,\"problem\":\"\",\"circuit\":\"closed\","
            + "\"input_price_usd\":0.0,\"output_price_usd\":0.0,\"calls_in_flight\":0,"
            + "\"calls\":0,\"failures\":0,\"rate_limited\":0,\"estimated_answers\":0,"
            + "\"usage\":{\"input_tokens\":0,\"output_tokens\":0,\"cached_input_tokens\":0,"
            + "\"cost_usd\":0.0}}]",
        gateway.get("/models").body());
    assertEquals(
        "[{\"name\":\"read_file\",\"description\":\"Reads.\",\"parameters\":{\"type\":\"object\"},"
            + "\"read_only\":true,\"timeout_seconds\":1.5,\"title\":\"read_file\","
            + "\"source\":\"builtin\",\"version\":\"cc9bd143eae2\"}]",
        gateway.get("/tools").body());
    assertEquals(
        "[{\"name\":\"research-report\",\"version\":\"1.0\",\"description\":\"Synthesis\","
            + "\"phases\":4,\"mode\":\"guided\",\"source\":\"built-in\"}]",
        gateway.get("/processes").body());
  }
}
