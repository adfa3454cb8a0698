package dev.loom.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.Home;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.model.ListEndpointModels;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ModelDiagnosticsTest {
  @TempDir Path temp;

  private static String unreachableUrl() throws Exception {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }
  }

  @Test
  void everyConfiguredModelIsCheckedWithoutAnEngine() throws Exception {
    var flags =
        Map.of(
            "models.rules.provider", "builtin",
            "models.far.provider", "openai_compatible",
            "models.far.base_url", unreachableUrl(),
            "models.far.model", "m");
    var config = Engine.loadConfig(new Home(temp), temp, Map.of(), flags);
    var checks = ModelDiagnostics.check(config, Map.of());
    assertEquals(
        List.of("far", "rules"), checks.stream().map(each -> each.name()).sorted().toList());
    for (var check : checks) {
      assertEquals(check.name().equals("rules"), check.problems().isEmpty(), check.toString());
    }
  }

  @Test
  void theModelsOfAnUnreachableEndpointCannotBeListed() throws Exception {
    var endpoint = new ListEndpointModels("openai_compatible", unreachableUrl(), "");
    var failure = assertThrows(ServiceException.class, () -> ModelDiagnostics.listModels(endpoint));
    assertTrue(failure.getMessage().contains(endpoint.baseUrl()), failure.getMessage());
  }
}
