package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class EditFileToolTest {
  private final EditFileTool editFile =
      new EditFileTool((context, path) -> Optional.empty(), new SeenFiles());
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

  private ToolResult edit(String oldText, String newText) throws Exception {
    return harness.run(editFile, Map.of("path", "f", "old_str", oldText, "new_str", newText));
  }

  private void file(String text) throws IOException {
    Files.writeString(root.resolve("f"), text);
  }

  private String file() throws IOException {
    return Files.readString(root.resolve("f"));
  }

  @Test
  void anExactMatchIsReplacedAndShownAsADiff() throws Exception {
    file("one\ntwo\nthree\n");
    assertEquals(
        ToolResult.ok(
                """
                Edited f: replaced 1 lines with 2 lines
                --- a/f
                +++ b/f
                @@ -1,3 +1,4 @@
                 one
                -two
                +2
                +2.5
                 three""")
            .withFilesChanged(List.of(new FileChange("f", FileChange.Kind.MODIFIED))),
        edit("two", "2\n2.5"));
    assertEquals("one\n2\n2.5\nthree\n", file());
  }

  @Test
  void replacedLinesAreNotJoined() throws Exception {
    file("x\ny\nx\n");
    harness.run(
        editFile, Map.of("path", "f", "old_str", "x\n", "new_str", "z", "replace_all", true));
    assertEquals("z\ny\nz\n", file());
  }

  @Test
  void wordsBesideAnOperatorAndSymbolsCanBeReplaced() throws Exception {
    file("y = n-1\n");
    edit("n", "count");
    assertEquals("y = count-1\n", file());
    file("a🎉b\n");
    edit("🎉", "!");
    assertEquals("a!b\n", file());
  }

  @Test
  void aJsonFileStaysJson() throws Exception {
    var before = "{\n  \"name\": \"shop\",\n  \"size\": 1\n}\n";
    Files.writeString(root.resolve("a.json"), before);
    var result =
        harness.run(
            editFile,
            Map.of(
                "path", "a.json",
                "old_str", "\"name\": \"shop\",",
                "new_str", "{\n  \"added\": 1,\n  \"name\": \"shop\","));
    assertEquals(false, result.success());
    assertTrue(result.error().contains("no longer be valid JSON"), result.error());
    assertEquals(before, Files.readString(root.resolve("a.json")));
  }

  @Test
  void anAmbiguousOldTextFailsWithTheCount() throws Exception {
    file("x\nx\nx\n");
    assertEquals(
        ToolResult.fail(
            "old_str appears 3 times in f. Provide more surrounding context to make it unique, or set"
                + " replace_all to replace each."),
        edit("x", "y"));
    assertEquals("x\nx\nx\n", file());
  }

  @Test
  void anEmptyOldTextFails() throws Exception {
    file("x");
    assertEquals(ToolResult.fail("old_str cannot be empty."), edit("", "y"));
  }

  @Test
  void windowsLineEndsArePreserved() throws Exception {
    file("one\r\ntwo\r\nthree\r\n");
    assertTrue(edit("one\ntwo", "1\n1.5\n2").success());
    assertEquals("1\r\n1.5\r\n2\r\nthree\r\n", file());
    assertTrue(edit("three", "3\nfour").success());
    assertEquals("1\r\n1.5\r\n2\r\n3\r\nfour\r\n", file());
  }

  @Test
  void unchangedLinesKeepTheirLineEndsInAMixedFile() throws Exception {
    file("one\r\ntwo\nthree\r\nfour\r\n");
    assertTrue(edit("two\nthree", "2\n3").success());
    assertEquals("one\r\n2\r\n3\r\nfour\r\n", file());
  }

  @Test
  void aByteOrderMarkAndAMissingFinalNewlineArePreserved() throws Exception {
    file("\ufeffone\ntwo");
    assertTrue(edit("two", "2").success());
    assertEquals("\ufeffone\n2", file());
  }

  @Test
  void differencesInWhiteSpaceAreTolerated() throws Exception {
    file("class A {\n    void  run() {\n\treturn;\n    }\n}\n");
    var result = edit("  void run() {\n    return;\n  }\n", "  void walk() {\n  }\n");
    assertTrue(result.success(), result.error());
    assertTrue(result.output().startsWith("Edited f: replaced 3 lines with 2 lines (fuzzy match"));
    assertEquals("class A {\n    void  walk() {\n    }\n}\n", file());
  }

  @Test
  void twoSimilarPlacesFail() throws Exception {
    file("  call(alpha,  1);\nother\n  call(alpha,   1);\n");
    var result = edit("call(alpha, 1);\n", "x\n");
    assertTrue(result.error().contains("Provide more surrounding context"), result.error());
    assertTrue(result.error().contains("line 3"), result.error());
  }

  @Test
  void aMissingOldTextFailsWithTheClosestLines() throws Exception {
    file("alpha\nbeta\ngamma delta\nepsilon\n");
    var error = edit("gamma dolor sit amet", "x").error();
    assertTrue(error.startsWith("old_str not found in f. The closest lines are:"), error);
    assertTrue(error.contains("    3 | gamma delta"), error);
    assertEquals(ToolResult.fail("old_str not found in f."), edit("1\n2\n3\n4\n5\n6", "x"));
  }

  @Test
  void severalEditsAreAppliedInOrderOrNotAtAll() throws Exception {
    file("one\ntwo\n");
    var good =
        List.of(
            Map.of("old_str", "one", "new_str", "two and"),
            Map.of("old_str", "two and\ntwo", "new_str", "three"));
    var result = harness.run(editFile, Map.of("path", "f", "edits", good));
    assertTrue(result.output().startsWith("Edited f: applied 2 edits\n"), result.output());
    assertEquals("three\n", file());
    var bad =
        List.of(
            Map.of("old_str", "three", "new_str", "four"), Map.of("old_str", "", "new_str", "x"));
    assertEquals(
        ToolResult.fail("edit[1]: old_str cannot be empty."),
        harness.run(editFile, Map.of("path", "f", "edits", bad)));
    assertEquals("three\n", file());
  }

  @Test
  void replaceAllReplacesEveryExactOccurrence() throws Exception {
    file("foo\nfoobar\nfoo\n");
    var arguments =
        Map.<String, Object>of("path", "f", "old_str", "foo", "new_str", "x", "replace_all", true);
    var output = harness.run(editFile, arguments).output();
    assertTrue(output.contains("(3 occurrences replaced, 1 of them inside longer words)"), output);
    assertEquals("x\nxbar\nx\n", file());
    var edits = List.of(Map.of("old_str", "x", "new_str", "y", "replace_all", true));
    assertTrue(harness.run(editFile, Map.of("path", "f", "edits", edits)).success());
    assertEquals("y\nybar\ny\n", file());
  }

  @Test
  void theResultSaysWhatDiffered() throws Exception {
    file("all:\n\tgcc\n");
    var output = edit("all:\n    gcc", "all:\n    cc").output();
    assertTrue(output.contains("line 2 has \"\\n\\t\" where old_str has \"\\n    \""), output);
  }

  @Test
  void bothFormsOrNeitherFail() throws Exception {
    file("x");
    var either = ToolResult.fail("Give either old_str and new_str, or edits.");
    assertEquals(either, harness.run(editFile, Map.of("path", "f")));
    var edits = List.of(Map.of("old_str", "x", "new_str", "y"));
    assertEquals(
        either,
        harness.run(editFile, Map.of("path", "f", "edits", edits, "old_str", "x", "new_str", "y")));
    assertEquals(
        ToolResult.fail("'new_str' is required"),
        harness.run(editFile, Map.of("path", "f", "old_str", "x")));
  }

  @Test
  void anEditThatChangesNothingReportsNoChange() throws Exception {
    file("x\n");
    assertEquals(List.of(), edit("x", "x").filesChanged());
  }

  @Test
  void aFileThatIsNotUtf8IsNotModified() throws Exception {
    var latin = "gr\u00fcn one".getBytes(StandardCharsets.ISO_8859_1);
    Files.write(root.resolve("f"), latin);
    var failure = assertThrows(IOException.class, () -> edit("one", "two"));
    assertTrue(failure.getMessage().contains("not UTF-8"), failure.getMessage());
    assertArrayEquals(latin, Files.readAllBytes(root.resolve("f")));
  }

  @Test
  void aLongDiffIsTruncatedAndTheRestCounted() throws Exception {
    file(lines("a", 100));
    var output = edit(lines("a", 100), lines("b", 100)).output();
    assertTrue(output.endsWith("... (163 more diff lines)"), output);
    file(lines("a", 5_000));
    assertTrue(
        edit(lines("a", 5_000), lines("b", 5_000))
            .output()
            .endsWith("too many changed lines to show)"));
  }

  private static String lines(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i + "\n").collect(Collectors.joining());
  }

  @Test
  void aFuzzySearchInALongFileIsBounded() throws Exception {
    file(lines("    some.method(with, arguments, number ", 20_000));
    var wanted = lines("  other.thing(of, a, different, kind ", 60);
    assertTrue(edit(wanted, "x").error().startsWith("old_str not found in f."));
  }

  @Test
  void editsOfOneFileByManyThreadsAreAllKept() throws Exception {
    file(lines("line ", 8));
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 8; i++) {
      var line = "line " + i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      edit(line + "\n", "done " + line + "\n");
                    } catch (Exception failure) {
                      throw new AssertionError(failure);
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(8, file().lines().filter(line -> line.startsWith("done ")).count());
  }
}
