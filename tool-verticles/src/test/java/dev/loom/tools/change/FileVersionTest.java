package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import org.junit.jupiter.api.Test;

class FileVersionTest {
  private static final FileVersion FILE = FileVersion.file("0".repeat(64), 1, "rw-r--r--");

  @Test
  void anUnknownModeMatchesAnyMode() {
    assertTrue(FILE.isSameAs(FILE.withMode("")));
    assertTrue(FILE.withMode("").isSameAs(FILE));
    assertFalse(FILE.isSameAs(FILE.withMode("rwx------")));
  }

  @Test
  void versionsWithDifferentContentsOrKindsDiffer() {
    assertFalse(FILE.isSameAs(FileVersion.file("1".repeat(64), 1, "rw-r--r--")));
    assertFalse(FileVersion.link("a").isSameAs(FileVersion.link("b")));
    assertFalse(FILE.isSameAs(FileVersion.NOTHING));
  }

  @Test
  void theStoredFormatIsStable() {
    assertEquals(
        "{\"kind\":\"unkept\",\"hash\":\"1 2\",\"size_bytes\":3,\"mode\":\"\",\"note\":\"why\"}",
        Json.write(FileVersion.notStored("1 2", 3, "", "why")));
    assertEquals(FILE, Json.read(Json.write(FILE), FileVersion.class));
  }
}
