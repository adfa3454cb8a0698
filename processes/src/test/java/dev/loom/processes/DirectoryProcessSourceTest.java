package dev.loom.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class DirectoryProcessSourceTest {
  @TempDir Path directory;
  @TempDir Path outside;

  private void write(String file, String text) throws IOException {
    var path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private List<DefinitionFile> files() {
    return DirectoryProcessSource.unrestricted(directory).files();
  }

  @Test
  void yamlFilesAndPackagesAreDefinitionsInOrderOfTheirNames() throws Exception {
    write("b.yaml", "x");
    write("a/process.yaml", "x");
    write("a/other.yaml", "x");
    write("notes.txt", "x");
    write("empty/readme.md", "x");
    assertEquals(List.of("a", "b"), files().stream().map(DefinitionFile::name).toList());
  }

  @Test
  void aMissingDirectoryHasNoDefinitions() {
    assertEquals(
        List.of(), DirectoryProcessSource.unrestricted(directory.resolve("missing")).files());
  }

  @Test
  void onlyAsManyFilesAsTheLimitAreRead() throws Exception {
    for (int i = 0; i < DirectoryProcessSource.FILES_MAX + 5; i++) {
      write("p" + i + ".yaml", "x");
    }
    assertEquals(DirectoryProcessSource.FILES_MAX, files().size());
  }

  @Test
  void onlyAsManyBytesAsTheLimitAreRead() throws Exception {
    for (int i = 0; i < 10; i++) {
      write("p" + i + ".yaml", "x".repeat(250_000));
    }
    assertEquals(DirectoryProcessSource.BYTES_MAX / 250_000, files().size());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void onlyAnUnrestrictedDirectoryFollowsLinksToTheOutside() throws Exception {
    var file = Files.writeString(outside.resolve("x.yaml"), "name: x");
    Files.createSymbolicLink(directory.resolve("x.yaml"), file);
    assertEquals("name: x", new String(files().getFirst().content().read()));
    var confined = DirectoryProcessSource.confinedTo(directory, directory).files().getFirst();
    var failure = assertThrows(UnreadableFileException.class, () -> confined.content().read());
    assertTrue(failure.getMessage().contains("outside the workspace"), failure.getMessage());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsRejectedWithoutBlocking() throws Exception {
    var pipe = directory.resolve("pipe.yaml").toString();
    assertEquals(0, new ProcessBuilder("mkfifo", pipe).start().waitFor());
    var failure =
        assertThrows(UnreadableFileException.class, () -> files().getFirst().content().read());
    assertEquals("not a regular file", failure.getMessage());
  }
}
