package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.loom.cli.commands.EngineConnection.ServerOption;
import java.net.URI;
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
}
