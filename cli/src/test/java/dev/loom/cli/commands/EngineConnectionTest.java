package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.cli.commands.EngineConnection.ServerOption;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EngineConnectionTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("LOOM_URL", "http://env:1");

  private static ServerOption option(String... arguments) {
    return CommandLine.populateCommand(new ServerOption(), arguments);
  }

  @Test
  void optionOverridesTheEnvironment() {
    assertEquals(
        Optional.of(URI.create("http://option:2")),
        option("--server=http://option:2").address(ENVIRONMENT));
  }

  @Test
  void environmentIsTheDefault() {
    assertEquals(Optional.of(URI.create("http://env:1")), option().address(ENVIRONMENT));
    assertEquals(Optional.empty(), option().address(Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:9000", "ftp://host", "not a url", "/path"})
  void otherAddressesAreRejected(String address) {
    assertThrows(
        IllegalArgumentException.class, () -> option("--server=" + address).address(Map.of()));
  }

  @Test
  void theTokenOfAnotherHomesEngineIsInTheEnvironment() {
    var token = "t".repeat(43);
    assertEquals(
        "Bearer " + token,
        EngineConnection.remoteToken(Map.of("LOOM_TOKEN", token)).orElseThrow().authorization());
    assertEquals(Optional.empty(), EngineConnection.remoteToken(Map.of()));
    var failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> EngineConnection.remoteToken(Map.of("LOOM_TOKEN", "x\n")));
    assertTrue(failure.getMessage().startsWith("LOOM_TOKEN is not a token"), failure.getMessage());
  }

  @Test
  void unusedKeysAreReportedOnceIfAnEngineIsRunning() {
    try (var server = new FakeRestServer().on("GET /tasks?limit=20", "[]")) {
      server.run(ExitCode.COMPLETED, "tasks", "--set", "server.port=9001");
      var address = server.client().address();
      assertEquals(
          "loom: --set has no effect: an engine is already running at " + address + ".\n",
          server.errors());
    }
  }

  @Test
  void keysThatNoEngineAcceptsAreRejectedIfAnEngineIsRunning() {
    try (var server = new FakeRestServer()) {
      server.run(ExitCode.CONFIG, "tasks", "--set", "server.prot=9001");
      assertTrue(server.errors().contains("server.prot is not a known key"), server.errors());
      assertEquals(List.of(), server.requests());
    }
  }
}
