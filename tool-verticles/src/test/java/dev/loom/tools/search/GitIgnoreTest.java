package dev.loom.tools.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.api.tool.Workspace.VisitResult;
import dev.loom.tools.ToolHarness;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GitIgnoreTest {
  private static final List<String> FILES =
      List.of("a.log", "b/a.log", "b/c.txt", "b/gen/d.txt", "gen/e.txt", "#x", "t ");

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      value = {
        "*.log; -; a.log b/a.log",
        "/*.log; -; a.log",
        "gen; -; b/gen/d.txt gen/e.txt",
        "gen/; -; b/gen/d.txt gen/e.txt",
        "/gen; -; gen/e.txt",
        "b/gen; -; b/gen/d.txt",
        "**/gen/*.txt; -; b/gen/d.txt gen/e.txt",
        "b/**; -; b/a.log b/c.txt b/gen/d.txt",
        "*.log|!/a.log; -; b/a.log",
        "*.log; !a.log; a.log",
        "-; *.log|/gen/; b/a.log b/gen/d.txt",
        "gen/|!b/gen/d.txt; -; b/gen/d.txt gen/e.txt",
        "# *.log| |!; -; -",
        "\\#x; -; #x",
        "[ab].log; -; a.log b/a.log",
        "a.log/; -; -",
        "{a,b}.log; -; -",
        "[a; -; -",
        "?.log  ; -; a.log b/a.log"
      })
  void rulesAreReadAsGitReadsThem(String rules, String rulesOfB, String ignored) throws Exception {
    for (var file : FILES) {
      Files.createDirectories(root.resolve(file).getParent());
      Files.createFile(root.resolve(file));
    }
    write(".gitignore", rules);
    write("b/.gitignore", rulesOfB);
    var found = new ArrayList<String>();
    try (var harness = new ToolHarness(root)) {
      var gitIgnore = new GitIgnore(harness.workspace());
      harness
          .workspace()
          .walk(
              ".",
              entry -> {
                if (FILES.contains(entry.path()) && gitIgnore.isIgnored(entry)) {
                  found.add(entry.path());
                }
                return VisitResult.CONTINUE;
              });
    }
    assertEquals(ignored == null ? "" : ignored, String.join(" ", found));
  }

  private void write(String path, String rules) throws Exception {
    if (rules != null) {
      Files.writeString(root.resolve(path), rules.replace('|', '\n') + "\n");
    }
  }
}
