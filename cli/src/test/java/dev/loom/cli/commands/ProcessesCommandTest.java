package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProcessesCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void processDefinitionsAreListed() {
    server.on(
        "GET /processes",
        """
        [{"name":"audit","version":"1.0","phases":3,"mode":"guided","description":"Audits."}]""");
    assertEquals(
        """
        NAME   VERSION  PHASES  MODE    DESCRIPTION
        audit  1.0      3       guided  Audits.
        """,
        server.run(ExitCode.COMPLETED, "processes"));
    assertEquals(List.of("GET /processes"), server.requests());
    assertTrue(server.errors().isEmpty());
  }
}
