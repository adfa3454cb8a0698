package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DoctorCommandTest {
  private final FakeRestServer server = new FakeRestServer();

  @AfterEach
  void close() {
    server.close();
  }

  private static final String REPORT =
      """
      {"checks":[{"name":"the database file is intact","examined":2,"findings":[]}]}""";

  private static String model(boolean healthy) {
    return "[{\"name\":\"main\",\"model\":\"m1\",\"healthy\":" + healthy + "}]";
  }

  private static final String HEALTH =
      """
      {"status":"ok","sandbox":{"description":"Commands run in a sandbox"}}""";

  @Test
  void healthyEngineHasNoProblems() {
    server.on("GET /doctor", REPORT).on("GET /models", model(true)).on("GET /health", HEALTH);
    assertEquals(
        """
        ✓ the database file is intact (2 examined)
        ✓ Commands run in a sandbox (1 examined)
        ✓ the model main (m1) works (1 examined)
        No problems found.
        """,
        server.run(ExitCode.COMPLETED, "doctor"));
  }

  @Test
  void unhealthyModelFailsTheCheck() {
    server.on("GET /doctor", REPORT).on("GET /models", model(false)).on("GET /health", HEALTH);
    var out = server.run(ExitCode.FAILED, "doctor");
    assertTrue(out.contains("✗ the model main (m1) works"), out);
    assertTrue(out.endsWith("Problems found.\n"), out);
  }

  @Test
  void modelsAreSkippedOnRequest() {
    server.on("GET /doctor", REPORT).on("GET /health", HEALTH);
    server.run(ExitCode.COMPLETED, "doctor", "--no-models", "--json");
    assertEquals(List.of("GET /doctor", "GET /health"), server.requests());
  }
}
