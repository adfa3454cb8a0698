package dev.loom.contracts.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class HomeTest {
  @TempDir Path temp;

  @Test
  void theEnvironmentVariablePrecedesTheDefaultDirectory() {
    assertEquals(
        Path.of("/data/loom"),
        Home.fromEnvironment(Map.of("LOOM_HOME", "/data/loom", "HOME", "/home/u")).path());
    assertEquals(
        Path.of("/home/u/.loom"),
        Home.fromEnvironment(Map.of("LOOM_HOME", " ", "HOME", "/home/u")).path());
  }

  @ParameterizedTest
  @CsvSource({
    "~/loom, /home/u/loom",
    "$HOME/loom, /home/u/loom",
    "${HOME}/loom, /home/u/loom",
    "/srv/$HOME/~, /srv/$HOME/~",
    "'/srv/q?x #1%20', '/srv/q?x #1%20'",
    "'', /home/u/.loom"
  })
  void variablesAreReplacedUnlessThePathIsAbsolute(String configured, String path) {
    var environment = Map.of("LOOM_HOME", configured, "HOME", "/home/u");
    assertEquals(Path.of(path), Home.fromEnvironment(environment).path());
  }

  @Test
  void anEmptyVariableHomeIsNotTheWorkingDirectory() {
    assertEquals(
        Path.of(System.getProperty("user.home"), ".loom"),
        Home.fromEnvironment(Map.of("HOME", "")).path());
    var environment = Map.of("LOOM_HOME", "$NOPE/x");
    var failure =
        assertThrows(IllegalArgumentException.class, () -> Home.fromEnvironment(environment));
    assertTrue(failure.getMessage().startsWith("LOOM_HOME contains $NOPE"), failure.getMessage());
  }

  @Test
  void thePathIsAbsoluteAndNormalized() {
    assertEquals(Path.of("b").toAbsolutePath(), new Home(Path.of("a/../b")).path());
  }

  @Test
  void aBlankPathIsAnEntryOfTheHomeAndOthersAreNot() {
    var home = new Home(temp);
    assertEquals(temp.resolve("loom.db"), home.resolve("", "loom.db"));
    assertEquals(Path.of("/var/loom.db"), home.resolve("/var/loom.db", "loom.db"));
    assertEquals(Path.of("x.db").toAbsolutePath(), home.resolve("x.db", "loom.db"));
    assertTrue(home.resolve("~/x.db", "loom.db").isAbsolute());
    assertTrue(home.resolve("~/x.db", "loom.db").endsWith("x.db"));
    assertEquals(home.resolve("~", "").resolve("x.db"), home.resolve("~/x.db", "loom.db"));
  }

  @Test
  void aNewDirectoryIsAccessibleOnlyToItsOwner() throws Exception {
    var home = new Home(temp.resolve("a/b"));
    home.createIfMissing();
    home.createIfMissing();
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(home.path())));
  }
}
