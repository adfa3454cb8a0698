package dev.loom.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.ModelCallConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.model.ListEndpointModels;
import dev.loom.models.http.Endpoint;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ModelDiscoveryTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  private ProviderFactory providers() {
    return new ProviderFactory(vertx, ModelCallConfig.defaults(), Map.of());
  }

  private ModelDiscovery discovery() {
    return new ModelDiscovery(vertx, providers());
  }

  private List<String> find(String provider, String url) throws InterruptedException {
    var request = new ListEndpointModels(provider, url, "");
    return discovery().find(request).models();
  }

  @ParameterizedTest
  @CsvSource({
    "openai,'',https://api.openai.com/v1/models",
    "openai,http://host:1,http://host:1/v1/models",
    "openai,http://host:1/api/,http://host:1/api/models",
    "anthropic,'',https://api.anthropic.com/v1/models",
    "anthropic,http://host/v1,http://host/v1/models",
    "ollama,http://host/v1,http://host/api/tags"
  })
  void eachProviderListsItsModelsAtItsOwnPath(String provider, String baseUrl, String url) {
    var config = ModelConfig.create(provider, baseUrl, "", "");
    var names = Endpoint.SettingNames.forAlias("m");
    assertEquals(url, providers().protocol("m", config, names).modelsUrl());
  }

  @Test
  void theModelsKeepTheOrderOfTheEndpoint() throws Exception {
    var server = new StrictOllama(vertx);
    server.models.add("b");
    server.models.add("a");
    assertEquals(List.of("b", "a"), find("ollama", server.url()));
  }

  @Test
  void anUnreachableServerIsNamed() {
    var url = new StrictOllama(vertx).url().replaceAll("\\d+$", "1");
    var failure = assertThrows(ServiceException.class, () -> find("openai", url));
    assertTrue(
        failure.getMessage().startsWith("No server answers at " + url), failure.getMessage());
  }

  @Test
  void aWrongAddressIsNotRepeatedBecauseItMayContainAKey() {
    var failure =
        assertThrows(ServiceException.class, () -> find("openai", "http://host?key=secret"));
    assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
  }
}
