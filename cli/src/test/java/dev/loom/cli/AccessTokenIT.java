package dev.loom.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs the packaged `loom` against an engine that requires a token.
@Timeout(180)
class AccessTokenIT {
  @TempDir Path temp;

  @Test
  void commandsSendTheTokenAndOtherProgramsAreRejected() throws Exception {
    var own = LoomLauncher.forHome(temp.resolve("home"), temp);
    var other = LoomLauncher.forHome(temp.resolve("other"), temp);
    try (var server = own.withSetting("server.require_token", "true").serve();
        var rest = LoomRestClient.forAddress(server.address())) {
      var address = server.address().toString();
      assertEquals(200, rest.get("/tasks").statusCode());
      assertEquals(401, rest.post("/tasks", "{}").statusCode());
      assertEquals(0, own.run("reset-learning", "--yes").exitCode());
      assertEquals(0, own.run("reset-learning", "--yes", "--server", address).exitCode());

      var rejected = other.run("reset-learning", "--yes", "--server", address);
      assertEquals(1, rejected.exitCode());
      assertTrue(rejected.errors().contains("LOOM_TOKEN"), rejected.errors());
      var token = Files.readString(temp.resolve("home/token"));
      var accepted =
          other
              .withEnvironment(Map.of("LOOM_TOKEN", token))
              .run("reset-learning", "--yes", "--server", address);
      assertEquals(0, accepted.exitCode(), accepted.errors());
    }
  }
}
