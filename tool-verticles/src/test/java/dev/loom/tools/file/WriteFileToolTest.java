package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WriteFileToolTest {
  private final SeenFiles seenFiles = new SeenFiles();
  private final WriteFileTool writeFile =
      new WriteFileTool((context, path) -> Optional.empty(), seenFiles);
  private final EditFileTool editFile =
      new EditFileTool((context, path) -> Optional.empty(), seenFiles);
  private final ReadFileTool readFile = new ReadFileTool(seenFiles);
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

  @Test
  void aWriteReportsCreationModificationAndNoChange() throws Exception {
    var arguments = Map.<String, Object>of("path", "./d/../d/f", "content", "grün\n");
    assertEquals(
        ToolResult.ok("Wrote 6 bytes to d/f")
            .withFilesChanged(List.of(new FileChange("d/f", FileChange.Kind.CREATED))),
        harness.run(writeFile, arguments));
    assertEquals("grün\n", Files.readString(root.resolve("d/f")));
    assertEquals(
        ToolResult.ok("d/f already has this content (6 bytes); nothing was written"),
        harness.run(writeFile, arguments));
    assertEquals(
        ToolResult.ok("Wrote 0 bytes to d/f")
            .withFilesChanged(List.of(new FileChange("d/f", FileChange.Kind.MODIFIED))),
        harness.run(writeFile, Map.of("path", "d/f", "content", "")));
  }

  private ToolResult write(String path, String content) throws Exception {
    return harness.run(writeFile, Map.of("path", path, "content", content));
  }

  private Path file(String content) throws IOException {
    return Files.writeString(root.resolve("f"), content);
  }

  private void read() throws Exception {
    harness.run(readFile, Map.of("path", "f"));
  }

  private ToolResult edit() throws Exception {
    return harness.run(editFile, Map.of("path", "f", "old_str", "one", "new_str", "1"));
  }

  @Test
  void aFileThatChangedSinceTheModelReadItIsNotReplaced() throws Exception {
    file("one\n");
    read();
    file("one\nby a person\n");
    var refused = write("f", "1\n");
    assertTrue(refused.error().contains("has changed since you last read it"), refused.error());
    assertEquals("one\nby a person\n", Files.readString(root.resolve("f")));
    read();
    assertTrue(write("f", "1\n").success());
    assertTrue(write("f", "2\n").success());
    file("3\n");
    assertFalse(write("./g/../f", "4\n").success());
  }

  @Test
  void theSameFileUnderAnotherNameIsNotReplaced() throws Exception {
    file("one\n");
    Files.createSymbolicLink(root.resolve("link"), Path.of("f"));
    read();
    file("two\n");
    assertFalse(write("link", "1\n").success());
  }

  @Test
  void anEditOfAChangedFileSaysSoAndIsNoReading() throws Exception {
    file("one\ntwo\n");
    read();
    file("one\nby a person\n");
    assertTrue(edit().output().contains("the file had changed since you last read it"));
    assertFalse(write("f", "2\n").success());
    assertEquals("1\nby a person\n", Files.readString(root.resolve("f")));
  }

  /// QwenLM/qwen-code#3839: a formatter changes what the model has written.
  @Test
  void whatAFormatterMadeOfAnOwnWriteIsNotReplaced() throws Exception {
    write("f", "x=1\n");
    file("x = 1\n");
    assertFalse(write("f", "x=2\n").success());
    assertEquals("x = 1\n", Files.readString(root.resolve("f")));
  }

  /// netease-lcap/wave-agent#1483: the time alone says nothing, in both directions.
  @Test
  void theContentDecidesAndNotTheTime() throws Exception {
    var time = Files.getLastModifiedTime(readBefore("one\n"));
    Files.setLastModifiedTime(root.resolve("f"), FileTime.fromMillis(time.toMillis() + 60_000));
    assertTrue(write("f", "two\n").success());
    Files.setLastModifiedTime(file("six\n"), Files.getLastModifiedTime(root.resolve("f")));
    assertFalse(write("f", "ten\n").success());
  }

  /// The same report: a change outside the part that was read.
  @Test
  void aChangeBesideTheReadPartIsAChange() throws Exception {
    file("one\ntwo\nthree\n");
    harness.run(readFile, Map.of("path", "f", "start_line", 1, "end_line", 1));
    file("one\ntwo\n3\n");
    assertFalse(write("f", "1\n").success());
  }

  /// anthropics/claude-code#43138: another task, or another subtask, has written it.
  @Test
  void whatAnotherConversationWroteIsNotReplaced() throws Exception {
    readBefore("one\n");
    try (var other = new ToolHarness(root, "task2", "subtask.1.1.1")) {
      assertTrue(other.run(writeFile, Map.of("path", "f", "content", "two\n")).success());
    }
    assertFalse(write("f", "three\n").success());
    assertEquals("two\n", Files.readString(root.resolve("f")));
  }

  @Test
  void anEditOfAFileAsReadIsAReading() throws Exception {
    file("one\n");
    read();
    assertFalse(edit().output().contains("changed since"));
    assertTrue(write("f", "2\n").success());
  }

  @Test
  void aFileThatWasNeverReadIsReplaced() throws Exception {
    file("one\n");
    assertTrue(write("f", "2\n").success());
  }

  @Test
  void aFileThatVanishedSinceItWasReadIsWrittenAndSaid() throws Exception {
    Files.delete(readBefore("one\n"));
    assertTrue(write("f", "2\n").output().contains("was no longer there"));
  }

  private Path readBefore(String content) throws Exception {
    var file = file(content);
    read();
    return file;
  }

  /// The reads of a conversation that began before the engine are unknown.
  @Test
  void afterARestartAFileHasToBeReadAgain() throws Exception {
    file("one\n");
    seenFiles.begin("task", "subtask", "subtask.1.7.1");
    var refused = write("f", "2\n");
    assertTrue(refused.error().contains("before Loom was restarted"), refused.error());
    assertTrue(write("new", "2\n").success());
    read();
    assertTrue(write("f", "2\n").success());
  }

  @Test
  void whatCannotBeReadNeedNotBeReadAgain() throws Exception {
    file("\0binary");
    seenFiles.begin("task", "subtask", "subtask.1.7.1");
    assertTrue(write("f", "2\n").success());
  }

  @Test
  void lineEndsAndAByteOrderMarkAreKept() throws Exception {
    file("\ufeffone\r\ntwo\r\n");
    var output = write("f", "1\n2\n").output();
    assertTrue(output.contains("CRLF line ends") && output.contains("byte order mark"), output);
    assertEquals("\ufeff1\r\n2\r\n", Files.readString(root.resolve("f")));
    assertTrue(write("f", "1\n2\n").output().contains("already has this content"));
    file("one\ntwo\n");
    read();
    assertTrue(write("f", "1\r\n").output().contains("changed from LF to CRLF"));
    assertEquals("1\r\n", Files.readString(root.resolve("f")));
  }

  /// Reported as Gitlawb/zero#967, dimitar-grigorov/mcp-file-tools#24, use-agent-os/agent-os#2036
  /// and anomalyco/opencode#20217.
  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          '\ufeffa\r\nb\r\n', 'a\nc\n',   '\ufeffa\r\nc\r\n'
          'a\r\nb\nc\r\n',  'a\nc\n',   'a\r\nc\r\n'
          'a\rb\r',          'a\nc\n',   'a\rc\r'
          'a\r\nb\r\n',      'a\r\nc\n', 'a\r\nc\r\n'
          'a\nb\n',          'a\nc\n',   'a\nc\n'
          """)
  void theLineEndsOfAFileAreKept(String before, String content, String after) throws Exception {
    file(before);
    assertTrue(write("f", content).success());
    assertEquals(after, Files.readString(root.resolve("f")));
  }

  /// Reported as can1357/oh-my-pi#6464, Yeachan-Heo/gajae-code#1498 and openclaw/openclaw#18105.
  @ParameterizedTest
  @ValueSource(strings = {"a\ud83d", "\ude00b", "\ud92c\ud92c"})
  void halfOfACharacterIsNotWritten(String content) throws Exception {
    file("one\n");
    assertTrue(write("f", content).error().contains("half of a character"));
    var edit = Map.<String, Object>of("path", "f", "old_str", "one", "new_str", content);
    assertFalse(harness.run(editFile, edit).success());
    assertEquals("one\n", Files.readString(root.resolve("f")));
    assertTrue(write("f", "😀").success());
  }

  @Test
  void aBrokenHardLinkIsNamed() throws Exception {
    Files.createLink(root.resolve("other"), file("one\n"));
    assertTrue(edit().output().contains("f had 2 hard links"));
    assertEquals("one\n", Files.readString(root.resolve("other")));
    assertFalse(write("f", "2\n").output().contains("hard link"));
  }
}
