package dev.loom.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.model.ModelRole;
import dev.loom.bus.trust.ProjectTrust;
import dev.loom.contracts.config.Home;
import dev.loom.contracts.config.LoomConfig;
import dev.loom.contracts.config.ModelConfig;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.task.ApprovalMode;
import dev.loom.contracts.task.Budget;
import dev.loom.contracts.task.Priority;
import dev.loom.contracts.task.TaskSpec;
import dev.loom.contracts.task.TaskStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the built-in rules on directories larger than the output limits of the tools, with and
/// without a shell, and compares exact counts.
@Timeout(180)
class BuiltinRulesTest {
  private static final String STOCK =
      "Take stock of this folder: count the source files by type, find every TODO and FIXME, and"
          + " write what you found to STOCK.md";
  private static final List<String> IGNORED =
      List.of(
          (".git .hg .svn .venv venv .tox .mypy_cache .pytest_cache .ruff_cache .gradle .cache"
                  + " __pycache__ node_modules dist build target")
              .split(" "));

  @TempDir Path home;
  @TempDir Path workspace;
  private long written;
  private int outputCharsMax = 30_720;

  /// Writes a file; each file is newer than the one before.
  private void write(String path, String content) throws IOException {
    var file = workspace.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + 1_000 * ++written));
  }

  private String read(String path) throws IOException {
    return Files.readString(workspace.resolve(path));
  }

  private EngineOptions options() {
    var rules =
        ModelConfig.create("builtin", "", "", "")
            .withRoles(EnumSet.allOf(ModelRole.class))
            .withMaxTokens(4096)
            .withTier(1);
    var config = LoomConfig.defaults();
    return new EngineOptions(
        new Home(home),
        new LoomConfig(
            config.server().withPort(0),
            Map.of("rules", rules),
            config.modelCalls(),
            config.tasks(),
            new ToolsConfig(
                8,
                outputCharsMax,
                120,
                8 << 20,
                256 << 20,
                20_000,
                30,
                false,
                ToolsConfig.Processes.defaults(),
                List.of()),
            config.storage(),
            config.mcp()),
        Map.of(),
        List.of(),
        List.of());
  }

  /// @return the task with the results of its subtasks
  private String run(String goal, boolean shell) throws Exception {
    // Also written with a shell, so that both directories hold the same files.
    write(
        ".loom/processes/noshell.yaml",
        "name: noshell\ndescription: Without a shell.\ntools:\n  excluded: [shell_execute]\n");
    new ProjectTrust(home).trust(workspace);
    var spec =
        new TaskSpec(
            goal,
            workspace.toString(),
            Map.of(),
            ApprovalMode.AUTO,
            Optional.empty(),
            shell ? Optional.empty() : Optional.of("noshell"),
            Map.of(),
            Priority.NORMAL,
            Budget.NONE,
            false);
    try (var engine = Engine.start(options())) {
      var task = engine.execute(spec);
      assertEquals(TaskStatus.COMPLETED, task.status(), task.result().errors().toString());
      return task.toString();
    }
  }

  private static void assertHas(String expected, String text) {
    assertTrue(text.contains(expected), () -> "no '" + expected + "' in:\n" + head(text));
  }

  private static String head(String text) {
    return text.substring(0, Math.min(3_000, text.length()));
  }

  private static long items(String text) {
    return text.lines().filter(line -> line.startsWith("- ")).count();
  }

  @ParameterizedTest
  @CsvSource({"true,30720", "false,30720", "true,1000", "false,1000"})
  void filesAndMarkersBeyondEveryLimitAreCountedExactly(boolean shell, int charsMax)
      throws Exception {
    outputCharsMax = charsMax;
    for (var file = 0; file < 620; file++) {
      var folder = file % 3 == 0 ? "src/some/deep/package" : "src/[odd], {names}-" + file % 4;
      write(
          folder + "/ClassNumber%04d.java".formatted(file),
          "class A {}\n" + (file % 2 == 0 ? "// TODO this " + file + "\n" : ""));
    }
    for (var file = 0; file < 30; file++) {
      write("script" + file + ".py", "# FIXME and TODO\n");
    }
    for (var name : IGNORED) {
      write("sub/" + name + "/Not.java", "// TODO not ours\n");
    }
    for (var name : List.of("out", ".idea", ".next", "builds")) {
      write("sub/" + name + "/Ours.java", "// TODO ours\n");
    }
    run(STOCK, shell);
    var stock = read("STOCK.md");
    // 620 and 4 Java files, 30 Python files, and the process definition.
    assertHas("654 source files of 2 types", stock);
    assertHas("| Java (.java) | 624 |", stock);
    assertHas("| Python (.py) | 30 |", stock);
    assertHas(", and 1 other file.", stock);
    assertHas("344 lines in 344 files: 344 with TODO, 30 with FIXME.", stock);
    assertEquals(344, items(stock));
    assertHas("ClassNumber0618.java:2: `// TODO this 618`", stock);
    assertHas("sub/.idea/Ours.java:1:", stock);
    assertFalse(stock.contains("Not.java"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void markersInLongLinesAreFoundDespiteTruncatedOutput(boolean shell) throws Exception {
    var text = new StringBuilder();
    for (var line = 0; line < 450; line++) {
      var filler = "x".repeat(line < 250 ? 600 : 20);
      text.append(filler).append(line % 3 == 0 ? " FIXME" : " TODO").append('\n').append("y\n");
    }
    write("long.txt", text.toString());
    run("Find every TODO and FIXME and write what you found to found.md", shell);
    var found = read("found.md");
    assertHas("450 lines in 1 file: 300 with TODO, 150 with FIXME.", found);
    assertEquals(450, items(found));
    assertHas("- long.txt:899: `", found);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void allOfManyLongMarkersAreFound(boolean shell) throws Exception {
    for (var file = 0; file < 15; file++) {
      write("f" + file + ".c", ("// TODO " + "z".repeat(292) + "\n").repeat(10));
    }
    run("Find every TODO and write what you found to found.md", shell);
    assertHas("150 lines in 15 files: 150 with TODO.", read("found.md"));
    assertEquals(150, items(read("found.md")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theReportItselfIsNotCounted(boolean shell) throws Exception {
    for (var file = 0; file < 498; file++) {
      write("n" + file + ".go", "package n\n");
    }
    write("STOCK.md", "an old one\n");
    run("Count the source files by type and write what you found to STOCK.md", shell);
    assertHas("498 source files of 1 type", read("STOCK.md"));
    write("n498.go", "package n\n");
    run("Count the source files by type and write what you found to STOCK.md", shell);
    assertHas("499 source files of 1 type", read("STOCK.md"));
    write("n499.GO", "package n\n");
    run("Find all Go files and write the list to STOCK.md", shell);
    assertHas("500 Go files.", read("STOCK.md"));
    assertEquals(500, items(read("STOCK.md")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void filesThatMentionAWordAreListed(boolean shell) throws Exception {
    for (var file = 0; file < 260; file++) {
      write("a/F%03d.%s".formatted(file, file % 2 == 0 ? "java" : "JAVA"), "Vertx\n");
      write("b/F%03d.txt".formatted(file), "Vertx\n");
    }
    run("Find all Java files that mention Vertx and write their names to names.txt", shell);
    assertEquals(260, read("names.txt").lines().count());
    assertTrue(read("names.txt").endsWith("a/F258.java\na/F259.JAVA\n"), read("names.txt"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anIncompleteListingStatesWhatItShows(boolean shell) throws Exception {
    for (var file = 0; file < 1_200; file++) {
      write("many/f%04d.txt".formatted(file), "");
    }
    var goal = "List the files in many and write what you found to list.md";
    run(goal, shell);
    assertHas(
        "many contains more than this listing shows: 1,000 files and 0 folders, without 200 entries"
            + " at its end.",
        read("list.md"));
    for (var file = 0; file < 600; file++) {
      write("wide/%04d-%s".formatted(file, "w".repeat(95)), "");
    }
    run(goal.replace("many", "wide"), shell);
    assertHas(
        "wide contains 600 files and 0 folders, without 29,879 characters in its middle.",
        read("list.md"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFileLongerThanAnyOutputIsMeasuredToTheLastCharacter(boolean shell) throws Exception {
    write("big.txt", "one line of words\n".repeat(20_000) + "äöü without an end");
    run("Count the lines in big.txt and write what you found to size.md", shell);
    assertHas("big.txt has 20,001 lines and 360,018 characters.", read("size.md"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTooLongLineIsMeasuredExactly(boolean shell) throws Exception {
    write("wide.txt", "w".repeat(40_000) + "\n");
    run("Count the lines in wide.txt and write what you found to size.md", shell);
    assertHas("wide.txt has 1 line and 40,001 characters.", read("size.md"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aLargeFileIsSearchedToo(boolean shell) throws Exception {
    write("small.txt", "TODO here\n");
    write("large.txt", "TODO there\n" + "filler\n".repeat(800_000));
    run("Find every TODO and write what you found to found.md", shell);
    var found = read("found.md");
    assertHas("2 lines in 2 files: 2 with TODO.", found);
  }
}
