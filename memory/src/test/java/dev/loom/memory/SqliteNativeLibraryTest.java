package dev.loom.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteNativeLibraryTest {
  private static final String SETTING = "org.sqlite.tmpdir";

  @TempDir Path directory;
  private String before;

  @BeforeEach
  void saveSetting() {
    before = System.getProperty(SETTING);
  }

  @AfterEach
  void restoreSetting() {
    if (before == null) {
      System.clearProperty(SETTING);
    } else {
      System.setProperty(SETTING, before);
    }
  }

  @Test
  void leftoverLibrariesAreDeletedAndOtherFilesKept() throws Exception {
    var library = directory.resolve("native");
    SqliteNativeLibrary.useDirectory(library);
    var leftover = Files.createFile(library.resolve("sqlite-3.54.1.0-1234-libsqlitejdbc.so"));
    var lock = Files.createFile(library.resolve("sqlite-3.54.1.0-1234-libsqlitejdbc.so.lck"));
    var other = Files.createFile(library.resolve("notes.txt"));
    SqliteNativeLibrary.useDirectory(library);
    assertFalse(Files.exists(leftover));
    assertFalse(Files.exists(lock));
    assertTrue(Files.exists(other));
    assertEquals(library.toString(), System.getProperty(SETTING));
  }

  @Test
  void existingSettingIsKept() throws Exception {
    System.setProperty(SETTING, "/somewhere/else");
    SqliteNativeLibrary.useDirectory(directory.resolve("native"));
    assertEquals("/somewhere/else", System.getProperty(SETTING));
    assertFalse(Files.exists(directory.resolve("native")));
  }
}
