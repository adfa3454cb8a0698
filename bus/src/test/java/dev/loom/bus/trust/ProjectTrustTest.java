package dev.loom.bus.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectTrustTest {
  @TempDir Path temp;
  private Path home;
  private Path project;
  private ProjectTrust trust;

  @BeforeEach
  void createFolders() throws IOException {
    home = Files.createDirectory(temp.resolve("home"));
    project = Files.createDirectory(temp.resolve("project"));
    trust = new ProjectTrust(home);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(project.resolve(file).getParent());
    Files.writeString(project.resolve(file), text);
  }

  @Test
  void aFolderOfWhichNothingIsUsedNeedsNoTrust() throws IOException {
    write("src/loom.toml", "x = 1");
    assertTrue(trust.isTrusted(project));
  }

  @Test
  void everyChangeEndsTheTrust() throws IOException {
    write("loom.toml", "a = 1");
    assertFalse(trust.isTrusted(project));
    trust.trust(project);
    assertTrue(new ProjectTrust(home).isTrusted(project));
    write("loom.toml", "a = 2");
    assertFalse(trust.isTrusted(project));
    trust.trust(project);
    write(".loom/processes/deep/process.yaml", "name: x");
    assertFalse(trust.isTrusted(project));
    trust.trust(project);
    write("loom-processes/y.yaml", "name: y");
    assertFalse(trust.isTrusted(project));
  }

  @Test
  void trustIsRevokedAndListed() throws IOException {
    write("loom.toml", "a = 1");
    trust.trust(project);
    assertEquals(List.of(project.toRealPath()), trust.list());
    assertTrue(trust.revoke(project));
    assertFalse(trust.revoke(project));
    assertFalse(trust.isTrusted(project));
    assertEquals(List.of(), trust.list());
  }

  @Test
  void trustCountsForOneFolderOnly() throws IOException {
    write("loom.toml", "a = 1");
    trust.trust(project);
    var copy = Files.createDirectory(temp.resolve("copy"));
    Files.copy(project.resolve("loom.toml"), copy.resolve("loom.toml"));
    assertFalse(trust.isTrusted(copy));
    assertTrue(trust.isTrusted(Files.createSymbolicLink(temp.resolve("link"), project)));
  }

  @Test
  void aLinkCannotBeTrusted() throws IOException {
    Files.createSymbolicLink(project.resolve("loom.toml"), home.resolve("other.toml"));
    assertFalse(trust.isTrusted(project));
    assertThrows(IOException.class, () -> trust.trust(project));
  }

  @Test
  void theStoreIsPrivateAndDamageEndsTheTrust() throws IOException {
    write("loom.toml", "a = 1");
    trust.trust(project);
    var store = home.resolve("trusted.json");
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(store)));
    Files.writeString(store, "{");
    assertFalse(trust.isTrusted(project));
    assertThrows(IOException.class, () -> trust.trust(project));
  }
}
