package dev.loom.tools.change;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.id.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentStoreTest {
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);
  @TempDir private Path temp;
  private ContentStore contents;

  @BeforeEach
  void open() {
    contents = new ContentStore(temp.resolve("images"), Long.MAX_VALUE / 2);
  }

  private Path file(String hash) {
    return contents.directory().resolve(hash.substring(0, 2)).resolve(hash);
  }

  @Test
  void aStoredContentIsReadByItsHash() throws Exception {
    var hash = contents.store(TEXT, true);
    assertEquals(Sha256.hex(TEXT), hash);
    assertArrayEquals(TEXT, contents.read(hash).orElseThrow());
    assertTrue(contents.contains(hash));
  }

  @Test
  void aDamagedContentIsNotReadAndStoredAgain() throws Exception {
    var hash = contents.store(TEXT, false);
    Files.writeString(file(hash), "tex!");
    assertEquals(Optional.empty(), contents.read(hash));
    contents.store(TEXT, false);
    assertTrue(contents.read(hash).isPresent());
  }

  @Test
  void aTextThatIsNoHashIsNeverAPath() throws Exception {
    Files.writeString(temp.resolve("secret"), "x");
    assertEquals(Optional.empty(), contents.read("../../secret"));
    assertFalse(contents.contains("../../secret"));
  }

  @Test
  void onlyContentsOlderThanTheLimitAreDeleted() throws Exception {
    var hash = contents.store(TEXT, false);
    var modified = Files.getLastModifiedTime(file(hash)).toInstant();
    contents.deleteIfUnused(file(hash), modified);
    assertTrue(contents.contains(hash));
    contents.deleteIfUnused(file(hash), modified.plusSeconds(1));
    assertFalse(contents.contains(hash));
  }

  @Test
  void storingAgainRenewsTheTimeStamp() throws Exception {
    var hash = contents.store(TEXT, false);
    Files.setLastModifiedTime(file(hash), FileTime.fromMillis(0));
    contents.store(TEXT, false);
    assertTrue(Files.getLastModifiedTime(file(hash)).toMillis() > 0);
  }

  @Test
  void theOldestContentsAreDeletedForNewOnes() throws Exception {
    contents = new ContentStore(temp.resolve("images"), 10_000);
    var hashes = new ArrayList<String>();
    for (var i = 0; i < 30; i++) {
      var content = new byte[1_000];
      content[0] = (byte) i;
      hashes.add(contents.store(content, false));
      Files.setLastModifiedTime(file(hashes.getLast()), FileTime.fromMillis(1_000L * i));
    }
    var kept = hashes.stream().filter(contents::contains).toList();
    assertTrue(kept.size() >= 8 && kept.size() <= 10, kept.size() + " contents are kept");
    assertEquals(hashes.subList(30 - kept.size(), 30), kept);
    // The next store counts what an earlier one has left.
    contents = new ContentStore(temp.resolve("images"), 10_000);
    contents.store(new byte[9_000], false);
    assertFalse(contents.contains(hashes.get(25)));
  }

  @Test
  void aContentThatDoesNotFitIsNotStored() throws Exception {
    contents = new ContentStore(temp.resolve("images"), 10);
    var hash = contents.store(new byte[11], true);
    assertFalse(contents.contains(hash));
    assertTrue(contents.contains(contents.store(TEXT, true)));
  }
}
