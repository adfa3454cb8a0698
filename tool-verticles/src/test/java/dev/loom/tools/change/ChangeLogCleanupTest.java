package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ChangeLogCleanupTest {
  private static final Instant NOW = Instant.now();
  @TempDir private Path temp;
  private Path pending;
  private ContentStore contents;

  @BeforeEach
  void open() throws IOException {
    pending = Files.createDirectory(temp.resolve("pending"));
    contents = new ContentStore(temp.resolve("images"), Long.MAX_VALUE / 2);
  }

  private Path old(Path file, int days) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(days))));
  }

  private Path storeContent(String text, int days) throws IOException {
    var hash = contents.store(text.getBytes(StandardCharsets.UTF_8), false);
    return old(contents.directory().resolve(hash.substring(0, 2)).resolve(hash), days);
  }

  private void delete() {
    new ChangeLogCleanup(temp, pending, contents).delete(NOW, 30);
  }

  @Test
  void onlyExpiredFilesAreDeleted() throws IOException {
    var oldLog = old(temp.resolve("t1.jsonl"), 31);
    var newLog = old(temp.resolve("t2.jsonl"), 29);
    var other = old(temp.resolve("other"), 99);
    var oldManifest = old(pending.resolve("t1.0"), 31);
    var oldContent = storeContent("old", 32);
    var newContent = storeContent("new", 30);
    delete();
    assertFalse(Files.exists(oldLog) || Files.exists(oldManifest) || Files.exists(oldContent));
    assertTrue(Files.exists(newLog) && Files.exists(newContent) && Files.exists(other));
  }

  @Test
  void contentStoredAgainIsKept() throws IOException {
    storeContent("old", 99);
    var hash = contents.store("old".getBytes(StandardCharsets.UTF_8), true);
    delete();
    assertEquals("old", new String(contents.read(hash).orElseThrow(), StandardCharsets.UTF_8));
  }

  @Test
  void contentEmptiedByAPowerCutIsStoredAgain() throws IOException {
    var path = storeContent("text", 0);
    Files.write(path, new byte[0]);
    var hash = path.getFileName().toString();
    assertEquals(Optional.empty(), contents.read(hash));
    contents.store("text".getBytes(StandardCharsets.UTF_8), true);
    assertTrue(contents.read(hash).isPresent());
    assertEquals(Optional.empty(), contents.read("../../etc/passwd"));
  }

  @Test
  void aMissingDirectoryIsIgnored() {
    new ChangeLogCleanup(
            temp.resolve("no"),
            temp.resolve("no/pending"),
            new ContentStore(temp.resolve("n"), Long.MAX_VALUE / 2))
        .delete(NOW, 30);
    assertFalse(Files.exists(temp.resolve("no")));
  }
}
