package dev.loom.bus.home;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishedEngineTest {
  private static final URI ADDRESS = URI.create("http://127.0.0.1:9000");

  @TempDir private Path home;

  @Test
  void anAddressIsPublishedAndWithdrawn() throws Exception {
    assertEquals(Optional.empty(), PublishedEngine.address(home));
    PublishedEngine.publish(home, ADDRESS);
    assertEquals(Optional.of(ADDRESS), PublishedEngine.address(home));
    assertTrue(PublishedEngine.isRunning(home));
    PublishedEngine.withdraw(home);
    assertEquals(Optional.empty(), PublishedEngine.address(home));
    assertFalse(PublishedEngine.isRunning(home));
  }

  @Test
  void aProcessThatEndedOrStartedLaterIsNotTheEngine() throws Exception {
    PublishedEngine.publish(home, ADDRESS);
    var file = home.resolve("engine.json");
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    assertFalse(PublishedEngine.isRunning(home), "a later process has its number");
    var ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.writeString(file, "{\"address\":\"%s\",\"pid\":%d}".formatted(ADDRESS, ended.pid()));
    assertFalse(PublishedEngine.isRunning(home));
    assertEquals(Optional.of(ADDRESS), PublishedEngine.address(home));
    Files.writeString(file, "{");
    assertFalse(PublishedEngine.isRunning(home));
  }
}
