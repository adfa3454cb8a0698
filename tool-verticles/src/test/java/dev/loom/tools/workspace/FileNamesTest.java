package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Workspace.Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileNamesTest {
  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "61 a",
        "c3a9 é",
        "f09f9880 😀",
        "65cc81 e\u0301",
        "e9 \\xe9",
        "636166e92e747874 caf\\xe9.txt",
        "c3a9e9c3a9 é\\xe9é",
        "ff5c78 \\xff\\x5cx",
        "5c786539 \\x5cxe9",
        "5c783563 \\x5cx5c",
        "5c783431 \\x41",
        "615c62 a\\b",
        "efbfbd \ufffd",
        "efbfbde9 \\xef\\xbf\\xbd\\xe9",
        "eda080 \\xed\\xa0\\x80",
        "c0af \\xc0\\xaf"
      })
  void aNameIsConvertedToTextAndBack(String hex, String text) throws Exception {
    var bytes = HexFormat.of().parseHex(hex);
    var path = FileNames.toPath(text);
    assertArrayEquals(bytes, FileNames.encode(text));
    assertEquals(text, FileNames.toText(path));
    Files.createFile(root.resolve(path));
    try (var workspace = ConfinedWorkspace.open(root.toRealPath())) {
      assertEquals(List.of(text), workspace.list(".").stream().map(Entry::path).toList());
      assertEquals(0, workspace.read(text, 10).length);
      workspace.write(text, "x".getBytes(StandardCharsets.UTF_8));
      workspace.move(text, "d é/" + text);
      assertEquals(1, workspace.read("d é/" + text, 10).length);
      assertTrue(Files.exists(root.resolve(FileNames.toPath("d é")).resolve(path)));
      var absolute = workspace.root() + "/d é/" + text;
      assertEquals("d é/" + text, workspace.relativize(absolute));
      Files.createSymbolicLink(root.resolve("link"), FileNames.toPath("d é").resolve(path));
      assertEquals("d é/" + text, workspace.linkTarget("link"));
      assertEquals(1, workspace.read("link", 10).length);
      var snapshot = WorkspaceSnapshot.take(workspace, "", 100, _ -> false).orElseThrow();
      assertTrue(snapshot.files().containsKey("d é/" + text));
    }
  }

  /// Java cannot even create a [Path] for such names in this locale.
  @Test
  void filesWithAnyNameAreUsedWithoutAUtf8Locale() throws Exception {
    Files.writeString(root.resolve(FileNames.toPath("naïve.txt")), "one");
    Files.createFile(root.resolve(FileNames.toPath("l\\xe9")));
    var engine =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                InLocaleOfEnvironment.class.getName(),
                root.toRealPath().toString())
            .redirectErrorStream(true);
    engine.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
    var process = engine.start();
    assertEquals(
        "[caf\u00e9/\u4f60.txt, l\\xe9, na\u00efve.txt] one",
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  static final class InLocaleOfEnvironment {
    public static void main(String[] arguments) throws Exception {
      try (var workspace = ConfinedWorkspace.open(Path.of(arguments[0]))) {
        workspace.write("caf\u00e9/\u4f60.txt", new byte[0]);
        var files =
            WorkspaceSnapshot.take(workspace, "", 100, _ -> false)
                .orElseThrow()
                .files()
                .keySet()
                .toString();
        var content = workspace.read("na\u00efve.txt", 10);
        System.out.write((files + " ").getBytes(StandardCharsets.UTF_8));
        System.out.write(content);
        System.out.flush();
      }
    }
  }

  @Test
  void escapesCannotStandForSeparatorsOrDots() {
    assertEquals("a\\x2fb\\x2e\\x00", FileNames.toPath("a\\x2fb\\x2e\\x00").toString());
  }

  @Test
  void halfOfACharacterIsRejected() {
    assertThrows(IllegalArgumentException.class, () -> FileNames.encode("a\ud83d"));
    assertThrows(IllegalArgumentException.class, () -> FileNames.toPath("a\ud83d"));
  }
}
