package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.loom.tools.workspace.ConfinedWorkspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCacheTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.now().minusSeconds(3_600));
  @TempDir private Path temp;
  private Path file;
  private ConfinedWorkspace workspace;
  private CurrentFiles currentFiles;
  private FileCache cache;

  @BeforeEach
  void open() throws IOException {
    var root = Files.createDirectory(temp.toRealPath().resolve("ws"));
    file = root.resolve("f");
    workspace = ConfinedWorkspace.open(root);
    var contents = new ContentStore(temp.resolve("images"), Long.MAX_VALUE / 2);
    var limits = new StoredContentLimits(1_000, 10_000);
    currentFiles = new CurrentFiles(workspace, contents, limits);
    cache = new FileCache(limits);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  private void write(String text, FileTime modified) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, modified);
  }

  private FileVersion version() throws IOException {
    var stat = workspace.attributes("f").orElseThrow();
    return cache.version("f", stat, currentFiles);
  }

  @Test
  void aFileWithTheSameSizeAndTimeStampIsNotReadAgain() throws Exception {
    write("old", LONG_AGO);
    var first = version();
    write("new", LONG_AGO);
    assertEquals(first, version());
  }

  @Test
  void aModifiedFileIsReadAgain() throws Exception {
    write("old", LONG_AGO);
    var first = version();
    write("new", FileTime.from(LONG_AGO.toInstant().plusSeconds(1)));
    assertNotEquals(first, version());
  }

  @Test
  void aFileModifiedJustBeforeItWasReadIsReadAgain() throws Exception {
    var future = FileTime.from(Instant.now().plusSeconds(3_600));
    write("old", future);
    var first = version();
    write("new", future);
    assertNotEquals(first, version());
  }

  @Test
  void changedPermissionsAreVisibleWithoutReadingTheFile() throws Exception {
    write("old", LONG_AGO);
    version();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    assertEquals("rwx------", version().mode());
  }
}
