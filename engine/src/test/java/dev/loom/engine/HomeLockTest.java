package dev.loom.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.home.PublishedEngine;
import dev.loom.contracts.config.Home;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(10)
class HomeLockTest {
  private static final URI ADDRESS = URI.create("http://127.0.0.1:9000");
  @TempDir Path temp;

  @Test
  void aHomeIsLockedUntilTheLockIsClosed() throws Exception {
    var home = new Home(temp.resolve("home"));
    var lock = HomeLock.tryAcquire(home).orElseThrow();
    assertTrue(HomeLock.tryAcquire(home).isEmpty());
    HomeLock.tryAcquire(new Home(temp.resolve("other"))).orElseThrow().close();
    lock.close();
    HomeLock.tryAcquire(home).orElseThrow().close();
  }

  @Test
  void theAddressIsPublishedUntilTheLockIsClosed() throws Exception {
    var home = new Home(temp);
    try (var lock = HomeLock.tryAcquire(home).orElseThrow()) {
      assertEquals(Optional.empty(), PublishedEngine.address(temp));
      lock.writeAddress(ADDRESS);
      assertEquals(Optional.of(ADDRESS), PublishedEngine.address(temp));
    }
    assertEquals(Optional.empty(), PublishedEngine.address(temp));
  }

  @Test
  void theAddressOfACrashedEngineIsRemoved() throws Exception {
    Files.writeString(temp.resolve("engine.json"), "{\"address\":\"http://127.0.0.1:1\"}");
    var home = new Home(temp);
    var lock = HomeLock.tryAcquire(home).orElseThrow();
    assertEquals(Optional.empty(), PublishedEngine.address(temp));
    lock.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"address\":\"no uri\"}"})
  void anUnreadableAddressIsAbsent(String text) throws Exception {
    Files.writeString(temp.resolve("engine.json"), text);
    assertEquals(Optional.empty(), PublishedEngine.address(temp));
  }
}
