package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ReadFileToolTest {
  private final ReadFileTool readFile = new ReadFileTool(new SeenFiles());
  @TempDir private Path root;
  private ToolHarness harness;

  @BeforeEach
  void open() throws IOException {
    harness = new ToolHarness(root);
  }

  @AfterEach
  void close() throws IOException {
    harness.close();
  }

  private String failureOfReading(String path) {
    return assertThrows(IOException.class, () -> harness.run(readFile, Map.of("path", path)))
        .getMessage();
  }

  @Test
  void aFileIsReadWholeOrByLines() throws Exception {
    Files.writeString(root.resolve("f"), "one\r\ntwo\nthree\n");
    assertEquals(
        ToolResult.ok("one\r\ntwo\nthree\n").withData(Map.of("lines", 3, "chars", 15)),
        harness.run(readFile, Map.of("path", "f")));
    assertEquals(
        ToolResult.ok("two"),
        harness.run(readFile, Map.of("path", "f", "line_start", 2, "line_end", 2)));
    assertEquals(
        ToolResult.ok("two\nthree"),
        harness.run(readFile, Map.of("path", "f", "line_start", 2, "line_end", 99)));
    assertEquals(ToolResult.ok("one"), harness.run(readFile, Map.of("path", "f", "line_end", 1)));
  }

  @Test
  void aLineRangeBeyondTheEndFailsWithTheNumberOfLines() throws Exception {
    Files.writeString(root.resolve("f"), "one\ntwo\n");
    assertEquals(
        ToolResult.fail("f has 2 lines; there is no line 3"),
        harness.run(readFile, Map.of("path", "f", "line_start", 3)));
    assertEquals(
        ToolResult.fail("line_start 2 is after line_end 1"),
        harness.run(readFile, Map.of("path", "f", "line_start", 2, "line_end", 1)));
  }

  @Test
  void linesOfAFileThatIsTooLargeAsAWholeAreRead() throws Exception {
    Files.writeString(root.resolve("big.log"), "some text of a line\r\n".repeat(600_000) + "end");
    assertEquals(
        ToolResult.ok("some text of a line\nend"),
        harness.run(readFile, Map.of("path", "big.log", "line_start", 600_000)));
    assertEquals(
        ToolResult.fail("big.log has 600001 lines; there is no line 700000"),
        harness.run(readFile, Map.of("path", "big.log", "line_start", 700_000)));
    assertEquals(
        ToolResult.fail(
            "File is too large: big.log has 12,600,003 bytes, at most 10,485,760 can be read. Read"
                + " parts of it with line_start and line_end, or find lines with search_files."),
        harness.run(readFile, Map.of("path", "big.log")));
    assertTrue(
        harness
            .run(readFile, Map.of("path", "big.log", "line_start", 2))
            .error()
            .startsWith("The part of big.log is too long"));
  }

  @Test
  void aPartOfAVeryLongLineIsRead() throws Exception {
    Files.writeString(root.resolve("f"), "short\n" + "x".repeat(3_000_000) + "😀needle\n");
    assertEquals(
        ToolResult.ok("😀needle"),
        harness.run(
            readFile,
            Map.of("path", "f", "line_start", 2, "line_end", 2, "column_start", 3_000_001)));
    assertEquals(
        ToolResult.ok("ort\nxxx"),
        harness.run(readFile, Map.of("path", "f", "column_start", 3, "column_end", 5)));
    assertEquals(
        ToolResult.ok("x"),
        harness.run(
            readFile,
            Map.of(
                "path", "f", "line_start", 2, "column_start", 3_000_000, "column_end", 3_000_001)));
    assertEquals(
        ToolResult.fail("Line 1 of f has 5 characters; there is no column 6"),
        harness.run(
            readFile, Map.of("path", "f", "line_start", 1, "line_end", 1, "column_start", 6)));
    assertEquals(
        ToolResult.fail("column_start 2 is after column_end 1"),
        harness.run(readFile, Map.of("path", "f", "column_start", 2, "column_end", 1)));
  }

  @Test
  void aPathThatIsNoFileFailsWithWhatCouldBeMeant() throws Exception {
    Files.createDirectories(root.resolve("src/web"));
    for (var file : new String[] {"src/handler.py", "src/other.py", "src/web/App.tsx"}) {
      Files.createFile(root.resolve(file));
    }
    assertEquals(
        "Not a file: src is a directory; list it with list_directory", failureOfReading("src"));
    assertEquals(
        "File not found: src/handlers.py. Did you mean src/handler.py?",
        failureOfReading("src/handlers.py"));
    assertEquals(
        "File not found: app.tsx. Did you mean src/web/App.tsx?", failureOfReading("app.tsx"));
    assertEquals(
        "File not found: lib/handler.py. Did you mean src/handler.py?",
        failureOfReading("lib/handler.py"));
  }

  @Test
  void anEmptyFileIsReadAsAMarker() throws Exception {
    Files.createFile(root.resolve("f"));
    assertEquals(
        ToolResult.ok("(empty file)").withData(Map.of("lines", 0, "chars", 0)),
        harness.run(readFile, Map.of("path", "f")));
  }

  @Test
  void binaryContentFailsWithItsType() throws Exception {
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
  }
}
