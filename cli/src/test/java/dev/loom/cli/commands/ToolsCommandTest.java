package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ToolsCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void toolsAreListed() {
    server.on(
        "GET /tools",
        """
        [{"name":"read_file","source":"builtin","version":"1+ab","description":"Reads."}]""");
    assertEquals(
        "NAME       SOURCE   VERSION  DESCRIPTION\nread_file  builtin  1+ab     Reads.\n",
        server.run(ExitCode.COMPLETED, "tools"));
    assertEquals(List.of("GET /tools"), server.requests());
    assertTrue(server.errors().isEmpty());
  }
}
