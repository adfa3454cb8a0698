package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.tools.ToolHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Edits that went wrong in other projects. A line feed is written `~`, a tab `>`, a blank `_`.
@Timeout(30)
class ReportedEditsTest {
  @TempDir private Path root;

  private static String text(String written) {
    return written.replace('~', '\n').replace('>', '\t').replace('_', ' ');
  }

  /// @param expected the file after the edit; empty if the edit must be refused
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          google-gemini/gemini-cli#26975 | def admin(u):~__u.ok = 1~__log(u)~~def guest(u):~__u.ok = 1~__log(u)~ | def owner(u):~__u.ok = 1~__log(u)~ | def owner(u):~__u.ok = 2~ |
          google-gemini/gemini-cli#26975, one name | void a() {~__run(1);~}~void b() {~__run(1);~}~ | void c() {~__run(1);~} | void c() {~__run(2);~} |
          zhayujie/CowAgent#2942 | def foo():~____x = 1~____y = 2~____return x~ | ____x__=__1 | ____x = 100 | def foo():~____x = 100~____y = 2~____return x~
          use-agent-os/agent-os#2291 | x = 1~x = 1~x = 1~ | x = 1~x = 1 | x = 2 |
          earendil-works/pi#9697 | foo~foo~foo~ | foo~foo~ | replacement |
          anomalyco/opencode#45491 | class A:~___def f():~______x = 1~ | ____x = 1 | ____x = 2 | class A:~___def f():~______x = 2~
          anomalyco/opencode#41872 | a:~>x  =  1~b:~>x  =  1~ | x = 1~ | x = 2~ |
          """)
  void theRightPlaceOrNone(
      String report, String before, String oldText, String newText, String expected)
      throws Exception {
    var file = Files.writeString(root.resolve("f.py"), text(before));
    var editFile = new EditFileTool((context, path) -> Optional.empty(), new SeenFiles());
    try (var harness = new ToolHarness(root)) {
      var arguments =
          Map.<String, Object>of(
              "path", "f.py", "old_str", text(oldText), "new_str", text(newText));
      var result = harness.run(editFile, arguments);
      assertEquals(expected != null, result.success(), result.error());
    }
    assertEquals(text(expected == null ? before : expected), Files.readString(file));
  }
}
