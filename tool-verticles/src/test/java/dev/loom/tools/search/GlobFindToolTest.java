package dev.loom.tools.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.ToolResult;
import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.tools.ToolHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GlobFindToolTest {
  private final GlobFindTool globFind = new GlobFindTool();
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

  private void file(String path, String text) throws IOException {
    Files.createDirectories(root.resolve(path).getParent());
    Files.writeString(root.resolve(path), text);
  }

  private static Map<String, Object> data(int shown, int total) {
    return Map.of("shown", shown, "total", total, "complete", true);
  }

  @Test
  void filesAreFoundByPatternNewestFirst() throws Exception {
    file("a.java", "");
    file("d/b.java", "");
    file("d/e/c.java", "");
    Files.setLastModifiedTime(root.resolve("d/b.java"), FileTime.fromMillis(3_000));
    Files.setLastModifiedTime(root.resolve("a.java"), FileTime.fromMillis(2_000));
    Files.setLastModifiedTime(root.resolve("d/e/c.java"), FileTime.fromMillis(1_000));
    assertEquals(
        ToolResult.ok("d/b.java\na.java\nd/e/c.java").withData(data(3, 3)),
        harness.run(globFind, Map.of("pattern", "**/*.java")));
    assertEquals(
        ToolResult.ok("a.java").withData(data(1, 1)),
        harness.run(globFind, Map.of("pattern", "*.java")));
    assertEquals(
        ToolResult.ok("d/b.java").withData(data(1, 1)),
        harness.run(globFind, Map.of("pattern", "*.java", "path", "d")));
  }

  @Test
  void skippedDirectoriesAreNamed() throws Exception {
    file("target/d.java", "");
    var none = harness.run(globFind, Map.of("pattern", "**/*.java"));
    assertEquals("No files matched.\n(directories not searched: target)", none.output());
    assertEquals(List.of("target"), none.data().get("skipped"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "./src/*.ts src/a.ts",
        ".//src/./*.ts src/a.ts",
        "src/** src/deep/b.tsx",
        "src/**/*.{ts,tsx} src/deep/b.tsx",
        "**/b.tsx src/deep/b.tsx",
        "**b.tsx src/deep/b.tsx",
        "ROOT/src/*.ts src/a.ts",
        "ROOT/** src/a.ts",
        "/src/*.ts src/a.ts",
        "/**/*.ts src/a.ts",
        "src/ src/a.ts",
        "src src/a.ts",
        "src\\*.ts src/a.ts",
        "*.tsx src/deep/b.tsx",
        "b.tsx src/deep/b.tsx",
        "**/*.c,**/*.tsx src/deep/b.tsx",
        "src/c.ts src/C.TS",
        "dist/*.js dist/x.js",
        "**/dist/** dist/x.js",
        "app/[id]/*.tsx app/[id]/page.tsx",
        "app/[[]id]/*.tsx app/[id]/page.tsx",
        "app/(group)/@modal/*.tsx app/(group)/@modal/page.tsx",
        "app/[...slug]/+page.svelte app/[...slug]/+page.svelte",
        "[a-b]?.md a1.md",
        // anomalyco/opencode#45911 and #31994
        ".github/workflows/*.yml .github/workflows/ci.yml",
        ".eslintrc.json .eslintrc.json",
        "**/*.yml .github/workflows/ci.yml",
        "**/.eslintrc* .eslintrc.json",
        "packages/a/node_modules/effect/package.json packages/a/node_modules/effect/package.json",
        "**/node_modules/effect/** packages/a/node_modules/effect/package.json"
      })
  void patternsAreReadAsModelsWriteThem(String pattern, String path) throws Exception {
    for (var name :
        List.of(
            "src/a.ts",
            "src/deep/b.tsx",
            "src/C.TS",
            "dist/x.js",
            "app/[id]/page.tsx",
            "app/i/page.tsx",
            "app/(group)/@modal/page.tsx",
            "app/[...slug]/+page.svelte",
            "a1.md",
            ".github/workflows/ci.yml",
            ".eslintrc.json",
            "packages/a/node_modules/effect/package.json")) {
      file(name, "");
    }
    var absolute = pattern.replace("ROOT", root.toRealPath().toString());
    var output = harness.run(globFind, Map.of("pattern", absolute)).output();
    assertTrue(output.lines().anyMatch(path::equals), output);
    assertTrue(!pattern.contains("id]") || !output.contains("app/i/"), output);
  }

  @Test
  void aPatternRelativeToTheWorkspaceIsFoundBelowADirectoryAndSaidSo() throws Exception {
    file("src/a.ts", "");
    assertEquals(
        "src/a.ts\n(the pattern is relative to the workspace)",
        harness.run(globFind, Map.of("pattern", "src/*.ts", "path", "src")).output());
  }

  @Test
  void filesThatGitIgnoresComeLast() throws Exception {
    file(".gitignore", "*.gen\n");
    file("a.c", "");
    file("b.gen", "");
    Files.setLastModifiedTime(root.resolve("a.c"), FileTime.fromMillis(1_000));
    assertEquals("a.c\nb.gen", harness.run(globFind, Map.of("pattern", "?.{c,gen}")).output());
    var without = harness.run(globFind, Map.of("pattern", "?.{c,gen}", "include_ignored", false));
    assertEquals("a.c", without.output());
    assertEquals(List.of("b.gen"), without.data().get("ignored"));
  }

  @Test
  void whatCannotBeEnteredIsNamed() throws Exception {
    file("secret/b.c", "");
    Files.createSymbolicLink(root.resolve("out"), Path.of("/"));
    Files.createSymbolicLink(root.resolve("again"), Path.of("secret"));
    Files.setPosixFilePermissions(root.resolve("secret"), Set.of());
    var data = harness.run(globFind, Map.of("pattern", "**")).data();
    var readable = Files.isReadable(root.resolve("secret")); // For root.
    Files.setPosixFilePermissions(
        root.resolve("secret"), PosixFilePermissions.fromString("rwx------"));
    assertEquals(readable ? null : List.of("secret"), data.get("unread"));
    assertEquals(List.of("again", "out"), data.get("links"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../*", "/etc/*", "a/../../*", ".."})
  void aPatternToTheOutsideIsRejected(String pattern) {
    assertThrows(EscapeException.class, () -> harness.run(globFind, Map.of("pattern", pattern)));
  }

  @Test
  void moreFilesThanShownAreCounted() throws Exception {
    for (var i = 0; i < 510; i++) {
      Files.createFile(root.resolve("f" + i));
    }
    var output = harness.run(globFind, Map.of("pattern", "f*")).output();
    assertTrue(output.endsWith("... (10 more files)"), output);
  }

  @Test
  void filesAreShownPageByPage() throws Exception {
    for (var name : List.of("a", "b", "c")) {
      file(name, "");
      Files.setLastModifiedTime(root.resolve(name), FileTime.fromMillis(1_000));
    }
    assertEquals(
        ToolResult.ok("b\n... (1 more files)").withData(data(1, 3)),
        harness.run(globFind, Map.of("pattern", "*", "offset", 1, "limit", 1)));
    assertEquals(
        ToolResult.ok("No more files matched.").withData(data(0, 3)),
        harness.run(globFind, Map.of("pattern", "*", "offset", 3)));
  }
}
