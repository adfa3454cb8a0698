package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.tools.ToolHarness;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
  @TempDir private Path root;

  private List<String> lines(byte[] content, int charsMax) throws Exception {
    Files.write(root.resolve("f"), content);
    var lines = new ArrayList<String>();
    try (var harness = new ToolHarness(root);
        var reader = LineReader.open(harness.workspace(), "f", charsMax)) {
      for (String line; (line = reader.next()) != null; ) {
        lines.add(line + (reader.isCut() ? "…" : ""));
      }
    }
    return lines;
  }

  private List<String> lines(String content) throws Exception {
    return lines(content.getBytes(StandardCharsets.UTF_8), 1_000_000);
  }

  @Test
  void linesEndWithLineFeeds() throws Exception {
    assertEquals(List.of("a", "", "b", "c\rd", "e"), lines("a\n\nb\r\nc\rd\ne"));
    assertEquals(List.of(""), lines("\n"));
    assertEquals(List.of(), lines(""));
    var line = "x".repeat(16_383);
    assertEquals(List.of(line, line, line), lines(line + "\r\n" + line + "\n" + line + "\n"));
  }

  @Test
  void longerLinesAreCut() throws Exception {
    var content = ("x".repeat(40_000) + "\nab\n").getBytes(StandardCharsets.UTF_8);
    assertEquals(List.of("x".repeat(10) + "…", "ab"), lines(content, 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void textWithAByteOrderMarkIsDecodedWithoutIt(String charset) throws Exception {
    assertEquals(List.of("é", "b"), lines("\ufeffé\r\nb".getBytes(Charset.forName(charset)), 10));
  }

  @Test
  void invalidBytesAreReplacedAndContentWithNulIsBinary() throws Exception {
    assertEquals(List.of("\ufffd"), lines(new byte[] {(byte) 0xE9}, 10));
    Files.write(root.resolve("b"), new byte[] {1, 0});
    try (var harness = new ToolHarness(root);
        var reader = LineReader.open(harness.workspace(), "b", 10)) {
      assertTrue(reader.isBinary());
    }
  }
}
