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
class OldChangesTest {
  private static final Instant NOW = Instant.now();
  @TempDir private Path temp;
  private Path pending;
  private ImageStore images;

  @BeforeEach
  void open() throws IOException {
    pending = Files.createDirectory(temp.resolve("pending"));
    images = new ImageStore(temp.resolve("images"));
  }

  private Path old(Path file, int days) throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(file);
    }
    return Files.setLastModifiedTime(file, FileTime.from(NOW.minus(Duration.ofDays(days))));
  }

  private Path image(String text, int days) throws IOException {
    var hash = images.keep(text.getBytes(StandardCharsets.UTF_8), false);
    return old(images.directory().resolve(hash.substring(0, 2)).resolve(hash), days);
  }

  private void forget() {
    new OldChanges(temp, pending, images).forget(NOW, 30);
  }

  @Test
  void onlyWhatIsOldIsForgotten() throws IOException {
    var oldLedger = old(temp.resolve("t1.jsonl"), 31);
    var newLedger = old(temp.resolve("t2.jsonl"), 29);
    var other = old(temp.resolve("other"), 99);
    var oldManifest = old(pending.resolve("t1.0"), 31);
    var oldImage = image("old", 32);
    var newImage = image("new", 30);
    forget();
    assertFalse(Files.exists(oldLedger) || Files.exists(oldManifest) || Files.exists(oldImage));
    assertTrue(Files.exists(newLedger) && Files.exists(newImage) && Files.exists(other));
  }

  @Test
  void anImageThatIsReliedOnAgainIsKept() throws IOException {
    image("old", 99);
    var hash = images.keep("old".getBytes(StandardCharsets.UTF_8), true);
    forget();
    assertEquals("old", new String(images.read(hash).orElseThrow(), StandardCharsets.UTF_8));
    var kept = image("other", 99);
    assertTrue(images.renew(kept.getFileName().toString(), false));
    forget();
    assertTrue(Files.exists(kept));
    assertFalse(images.renew("0".repeat(64), false));
  }

  @Test
  void anImageThatAPowerCutEmptiedIsKeptAnew() throws IOException {
    var path = image("text", 0);
    Files.write(path, new byte[0]);
    var hash = path.getFileName().toString();
    assertEquals(Optional.empty(), images.read(hash));
    images.keep("text".getBytes(StandardCharsets.UTF_8), true);
    assertTrue(images.read(hash).isPresent());
    assertEquals(Optional.empty(), images.read("../../etc/passwd"));
  }

  @Test
  void whereNothingWasRecordedNothingIsForgotten() {
    new OldChanges(
            temp.resolve("no"), temp.resolve("no/pending"), new ImageStore(temp.resolve("n")))
        .forget(NOW, 30);
    assertFalse(Files.exists(temp.resolve("no")));
  }
}
