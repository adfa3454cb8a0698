package dev.loom.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RouteTableTest {
  @Test
  void theRoutesAreThoseOfTheGoldenFile() throws Exception {
    try (var gateway = TestGateway.start();
        var golden = RouteTableTest.class.getResourceAsStream("/golden/routes.txt")) {
      var table =
          gateway.routes().stream()
              .flatMap(route -> route.methods().stream().map(m -> route.getPath() + " " + m))
              .sorted()
              .collect(Collectors.joining("\n", "", "\n"));
      assertEquals(new String(golden.readAllBytes(), StandardCharsets.UTF_8), table);
    }
  }
}
