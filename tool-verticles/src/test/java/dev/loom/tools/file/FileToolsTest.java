package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileToolsTest {
  private final ReadFileTool readFile = new ReadFileTool();
  private final WriteFileTool writeFile =
      new WriteFileTool(new FileLocks(), (context, path) -> Optional.empty());
  private final ListDirectoryTool listDirectory = new ListDirectoryTool();
  @TempDir private Path root;
  private ToolHarness bench;

  @BeforeEach
  void open() throws IOException {
    bench = new ToolHarness(root);
  }

  @AfterEach
  void close() throws IOException {
    bench.close();
  }

  private String failureOfReading(String path) {
    return assertThrows(IOException.class, () -> bench.run(readFile, Map.of("path", path)))
        .getMessage();
  }

  @Test
  void aFileIsReadWholeOrByLines() throws Exception {
    Files.writeString(root.resolve("f"), "one\r\ntwo\nthree\n");
    assertEquals(ToolResult.ok("one\r\ntwo\nthree\n"), bench.run(readFile, Map.of("path", "f")));
    assertEquals(
        ToolResult.ok("two"),
        bench.run(readFile, Map.of("path", "f", "line_start", 2, "line_end", 2)));
    assertEquals(
        ToolResult.ok("two\nthree"),
        bench.run(readFile, Map.of("path", "f", "line_start", 2, "line_end", 99)));
    assertEquals(ToolResult.ok("one"), bench.run(readFile, Map.of("path", "f", "line_end", 1)));
  }

  @Test
  void linesThatAreNotThereAreRefusedWithTheNumberThereAre() throws Exception {
    Files.writeString(root.resolve("f"), "one\ntwo\n");
    assertEquals(
        ToolResult.fail("f has 2 lines; there is no line 3"),
        bench.run(readFile, Map.of("path", "f", "line_start", 3)));
    assertEquals(
        ToolResult.fail("line_start 2 is after line_end 1"),
        bench.run(readFile, Map.of("path", "f", "line_start", 2, "line_end", 1)));
  }

  @Test
  void anEmptyFileIsSaidToBeEmpty() throws Exception {
    Files.createFile(root.resolve("f"));
    assertEquals(ToolResult.ok("(empty file)"), bench.run(readFile, Map.of("path", "f")));
  }

  @Test
  void whatIsNoTextIsRefusedByItsKind() throws Exception {
    Files.write(root.resolve("a.pdf"), "%PDF-1.7 x".getBytes(StandardCharsets.ISO_8859_1));
    Files.write(root.resolve("a.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 1, 2});
    Files.write(root.resolve("a.bin"), new byte[] {1, 0, 2});
    Files.write(root.resolve("a.txt"), "\ufeffhi".getBytes(StandardCharsets.UTF_16LE));
    assertEquals(
        "Cannot read a.pdf as text: it is a PDF document (10 bytes)", failureOfReading("a.pdf"));
    assertEquals(
        "Cannot read a.png as text: it is a PNG image (6 bytes)", failureOfReading("a.png"));
    assertEquals(
        "Cannot read a.bin as text: it is a binary file (3 bytes)", failureOfReading("a.bin"));
    assertTrue(failureOfReading("a.txt").contains("UTF-16"));
    assertEquals("File not found: no", failureOfReading("no"));
    assertEquals("Not a file: .", failureOfReading("."));
  }

  @Test
  void aWriteSaysWhatItDidToTheFile() throws Exception {
    var arguments = Map.<String, Object>of("path", "./d/../d/f", "content", "grün\n");
    assertEquals(
        ToolResult.ok("Wrote 6 bytes to d/f")
            .withFilesChanged(List.of(new FileChange("d/f", FileChange.Kind.CREATED))),
        bench.run(writeFile, arguments));
    assertEquals("grün\n", Files.readString(root.resolve("d/f")));
    assertEquals(
        ToolResult.ok("d/f already holds these 6 bytes; nothing was written"),
        bench.run(writeFile, arguments));
    assertEquals(
        ToolResult.ok("Wrote 0 bytes to d/f")
            .withFilesChanged(List.of(new FileChange("d/f", FileChange.Kind.MODIFIED))),
        bench.run(writeFile, Map.of("path", "d/f", "content", "")));
  }

  @Test
  void aListingHidesHistoriesAndCachesAndStopsAtTwoLevels() throws Exception {
    Files.createDirectories(root.resolve("src/a/b"));
    Files.createDirectories(root.resolve("node_modules/x"));
    Files.createFile(root.resolve("z"));
    assertEquals(ToolResult.ok("src/\n  a/\nz"), bench.run(listDirectory, Map.of()));
    assertEquals(ToolResult.ok("a/\n  b/"), bench.run(listDirectory, Map.of("path", "src")));
    assertEquals(
        ToolResult.ok("(empty directory)"), bench.run(listDirectory, Map.of("path", "src/a/b")));
    assertFalse(Files.exists(root.resolve("no")));
    assertEquals(
        "Directory not found: no",
        assertThrows(IOException.class, () -> bench.run(listDirectory, Map.of("path", "no")))
            .getMessage());
  }
}
