package dev.loom.models.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "http://localhost:8000,http://localhost:8000",
    "http://localhost:8000/,http://localhost:8000",
    "http://localhost:8000/v1/,http://localhost:8000/v1",
    "https://host/api/openai,https://host/api/openai",
    "https://host/v1/chat/completions,https://host/v1",
    "https://x.openai.azure.com/openai/deployments/gpt/chat/completions?api-version=1,https://x.openai.azure.com/openai/deployments/gpt?api-version=1",
    "HTTP://[::1]:8000/v1,http://[::1]:8000/v1"
  })
  void aPastedRequestPathIsStrippedFromTheBaseUrl(String given, String base) {
    assertEquals(
        base,
        Endpoint.parseBase(
                "models.x.base_url", given, List.of("/chat/completions", "/responses"), "")
            .toString());
  }
}
