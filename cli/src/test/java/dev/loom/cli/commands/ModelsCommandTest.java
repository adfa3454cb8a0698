package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ModelsCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void modelsAreListed() {
    server.on(
        "GET /models",
        """
        [{"name":"main","model":"m1","provider":"ollama","tier":2,"roles":["executor"],
          "healthy":true,"circuit":"closed"}]""");
    var out = server.run(ExitCode.COMPLETED, "models");
    assertTrue(out.contains("main  m1     ollama    2     executor  yes      closed"), out);
    assertEquals(List.of("GET /models"), server.requests());
  }
}
