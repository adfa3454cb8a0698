package dev.loom.bus.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTokenTest {
  @TempDir private Path home;
  private Path file;

  @BeforeEach
  void setFile() {
    file = home.resolve("token");
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void itIsCreatedOnceForItsOwnerOnly() throws Exception {
    var created = AccessToken.readOrCreate(home).authorization();
    assertEquals("rw-------", permissions(file));
    assertTrue(created.matches("Bearer [A-Za-z0-9_-]{43}"), created);
    assertEquals(created, AccessToken.readOrCreate(home).authorization());
    assertEquals(created, AccessToken.read(home).orElseThrow().authorization());
    try (var files = Files.list(home)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void anotherHomeHasAnotherOne() throws Exception {
    var other = Files.createDirectory(home.resolve("other"));
    assertNotEquals(
        AccessToken.readOrCreate(home).authorization(),
        AccessToken.readOrCreate(other).authorization());
  }

  @Test
  void oneThatOthersCouldReadIsReplaced() throws Exception {
    var exposed = AccessToken.readOrCreate(home);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertEquals(Optional.empty(), AccessToken.read(home));
    assertFalse(AccessToken.readOrCreate(home).isIn(exposed.authorization()));
    assertEquals("rw-------", permissions(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "tttttttttttttttttttttttttttttttttttttttttt t", "ä"})
  void malformedOnesAreReplaced(String text) throws Exception {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertEquals(Optional.empty(), AccessToken.read(home));
    AccessToken.readOrCreate(home);
    assertTrue(AccessToken.read(home).isPresent());
  }

  @Test
  void aLinkIsReplacedAndNotFollowed() throws Exception {
    var target = Files.writeString(home.resolve("target"), "kept");
    Files.createSymbolicLink(file, target);
    AccessToken.readOrCreate(home);
    assertEquals("kept", Files.readString(target));
    assertTrue(AccessToken.read(home).isPresent());
  }

  @Test
  void onlyTheTokenItselfMatches() {
    var text = "t".repeat(43);
    var token = AccessToken.parse(text);
    assertTrue(token.isIn("Bearer " + text));
    assertTrue(token.isIn("bearer  " + text));
    for (var other :
        new String[] {null, "", text, "Basic " + text, "Bearer ", "Bearer u" + text, "Bearer t"}) {
      assertFalse(token.isIn(other), other);
    }
  }

  @Test
  void anotherTextIsNoToken() {
    assertThrows(IllegalArgumentException.class, () -> AccessToken.parse("x\r\ny"));
    assertFalse(AccessToken.parse("t".repeat(43)).toString().contains("t".repeat(43)));
  }
}
