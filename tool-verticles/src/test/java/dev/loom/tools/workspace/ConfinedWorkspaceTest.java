package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.FileChange;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.EscapeException;
import dev.loom.api.tool.Workspace.Kind;
import dev.loom.api.tool.Workspace.VisitResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ConfinedWorkspaceTest {
  private static final byte[] SECRET = "secret".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TEXT = "text".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path temp;
  private Path root;
  private Path outside;
  private ConfinedWorkspace workspace;

  @BeforeEach
  void open() throws IOException {
    temp = temp.toRealPath();
    root = Files.createDirectory(temp.resolve("ws"));
    outside = Files.createDirectory(temp.resolve("ws-evil"));
    Files.write(outside.resolve("secret"), SECRET);
    workspace = ConfinedWorkspace.open(root);
  }

  @AfterEach
  void close() throws IOException {
    workspace.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../ws-evil/secret",
        "a/../../ws-evil/secret",
        "./.././ws-evil//secret",
        "/etc/passwd",
        "/proc/self/root/etc/passwd",
        "/dev/stdin",
        "..",
        "../ws-evil",
        "/"
      })
  void aPathToTheOutsideIsRejectedByEveryOperation(String path) throws IOException {
    assertThrows(EscapeException.class, () -> workspace.relativize(path));
    assertThrows(EscapeException.class, () -> workspace.stat(path));
    assertThrows(EscapeException.class, () -> workspace.read(path, 100));
    assertThrows(EscapeException.class, () -> workspace.write(path, TEXT));
    assertThrows(EscapeException.class, () -> workspace.list(path));
    assertThrows(EscapeException.class, () -> workspace.walk(path, entry -> VisitResult.CONTINUE));
    assertOutsideIsUntouched();
  }

  @Test
  void aSiblingWithTheRootAsPrefixIsOutside() {
    var sibling = outside.resolve("secret").toString();
    var error = assertThrows(EscapeException.class, () -> workspace.read(sibling, 100));
    assertEquals(
        "Safety violation: Path '" + sibling + "' escapes workspace '" + root + "'",
        error.getMessage());
  }

  @Test
  void anAbsolutePathInsideEqualsItsRelativeForm() throws IOException {
    workspace.write(root + "/a/../b/f", TEXT);
    assertEquals("b/f", workspace.relativize(root + "/b/f"));
    assertEquals(".", workspace.relativize(root.toString()));
    assertArrayEquals(TEXT, workspace.read("b/f", 100));
  }

  @Test
  void impossiblePathsFailWithTheReason() {
    assertMessage("NUL", "a\0b");
    assertMessage("5000 characters", "a".repeat(5_000));
    assertMessage("300 names", "a/".repeat(299) + "a");
    assertMessage("300 bytes", "a".repeat(300));
  }

  private void assertMessage(String words, String path) {
    var read =
        assertThrows(IllegalArgumentException.class, () -> workspace.read(path, 100)).getMessage();
    var write =
        assertThrows(IllegalArgumentException.class, () -> workspace.write(path, TEXT))
            .getMessage();
    assertTrue(read.contains(words), read);
    assertTrue(write.contains(words), write);
  }

  @ParameterizedTest
  @ValueSource(strings = {"absolute", "relative", "parent", "through"})
  void aLinkToTheOutsideIsRejectedForReadingAndWriting(String name) throws IOException {
    Files.createSymbolicLink(root.resolve("absolute"), outside.resolve("secret"));
    Files.createSymbolicLink(root.resolve("relative"), Path.of("../ws-evil/secret"));
    Files.createDirectory(root.resolve("d"));
    Files.createSymbolicLink(root.resolve("d/up"), Path.of("../../ws-evil"));
    Files.createSymbolicLink(root.resolve("parent"), Path.of("d/up/secret"));
    Files.createSymbolicLink(root.resolve("hop"), Path.of("d/up"));
    Files.createSymbolicLink(root.resolve("through"), Path.of("hop/secret"));
    assertThrows(EscapeException.class, () -> workspace.read(name, 100));
    assertThrows(EscapeException.class, () -> workspace.write(name, TEXT));
    assertThrows(EscapeException.class, () -> workspace.stat(name));
    assertThrows(EscapeException.class, () -> workspace.write("d/up/new", TEXT));
    assertThrows(EscapeException.class, () -> workspace.list("hop"));
    assertOutsideIsUntouched();
  }

  @Test
  void aLinkInsideTheWorkspaceIsFollowed() throws IOException {
    workspace.write("real/deep/f", TEXT);
    Files.createSymbolicLink(root.resolve("absolute"), root.resolve("real/deep"));
    Files.createSymbolicLink(root.resolve("real/up"), Path.of("../real/./deep/../deep"));
    assertArrayEquals(TEXT, workspace.read("absolute/f", 100));
    assertArrayEquals(TEXT, workspace.read("real/up/f", 100));
    workspace.write("absolute/f", SECRET);
    assertArrayEquals(SECRET, Files.readAllBytes(root.resolve("real/deep/f")));
    workspace.write("real/up/made/below", TEXT);
    assertArrayEquals(TEXT, Files.readAllBytes(root.resolve("real/deep/made/below")));
  }

  @Test
  void writingToALinkWritesItsTargetAndKeepsTheLink() throws IOException {
    workspace.write("f", TEXT);
    Files.createSymbolicLink(root.resolve("link"), Path.of("f"));
    assertEquals(new FileChange("link", FileChange.Kind.MODIFIED), workspace.write("link", SECRET));
    assertTrue(Files.isSymbolicLink(root.resolve("link")));
    assertArrayEquals(SECRET, Files.readAllBytes(root.resolve("f")));
  }

  @Test
  void aCycleOfLinksFails() throws IOException {
    Files.createSymbolicLink(root.resolve("a"), Path.of("b"));
    Files.createSymbolicLink(root.resolve("b"), Path.of("a"));
    var failure = assertThrows(IOException.class, () -> workspace.read("a", 100));
    assertTrue(failure.getMessage().contains("links"), failure.getMessage());
  }

  @Test
  void pipesAndDevicesAreNeverOpened() throws Exception {
    var pipe = root.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    assertEquals(Kind.OTHER, workspace.stat("pipe").kind());
    assertEquals(
        "Not a file: pipe",
        assertThrows(IOException.class, () -> workspace.read("pipe", 100)).getMessage());
    assertEquals(
        "Not a file: pipe",
        assertThrows(IOException.class, () -> workspace.write("pipe", TEXT)).getMessage());
    assertThrows(IOException.class, () -> workspace.list("pipe"));
  }

  @Test
  void missingPathsAndWrongKindsFailWithDifferentMessages() throws IOException {
    workspace.write("f", TEXT);
    assertEquals("File not found: x", failureOf(() -> workspace.read("x", 9)));
    assertEquals("File not found: x/y", failureOf(() -> workspace.read("x/y", 9)));
    assertEquals("Not a file: .", failureOf(() -> workspace.read(".", 9)));
    assertEquals("Not a file: .", failureOf(() -> workspace.write(".", TEXT)));
    assertEquals("Directory not found: x", failureOf(() -> workspace.list("x")));
    assertEquals("Not a directory: f", failureOf(() -> workspace.list("f")));
    assertEquals(Kind.MISSING, workspace.stat("f/below").kind());
    assertEquals(Kind.MISSING, workspace.stat("x").kind());
    assertThrows(IOException.class, () -> workspace.write("f/below", TEXT));
  }

  private static String failureOf(Executable action) {
    return assertThrows(IOException.class, action).getMessage();
  }

  @Test
  void aTooLargeFileFailsWithItsSize() throws IOException {
    workspace.write("f", new byte[1_001]);
    var message = failureOf(() -> workspace.read("f", 1_000));
    assertTrue(message.contains("1,001 bytes, at most 1,000"), message);
    assertEquals(1_001, workspace.read("f", 1_001).length);
  }

  @Test
  void writingCreatesParentsAndLeavesNoTemporaryFiles() throws IOException {
    assertEquals(
        new FileChange("a/b/c/f", FileChange.Kind.CREATED), workspace.write("a/b/c/f", TEXT));
    assertEquals(
        new FileChange("a/b/c/f", FileChange.Kind.MODIFIED), workspace.write("a/b/c/f", SECRET));
    assertArrayEquals(SECRET, Files.readAllBytes(root.resolve("a/b/c/f")));
    assertEquals(List.of("a"), names("."));
    assertEquals(List.of("f"), names("a/b/c"));
  }

  private List<String> names(String directory) throws IOException {
    return workspace.list(directory).stream().map(Entry::name).toList();
  }

  @Test
  void replacingAFileKeepsItsPermissions() throws IOException {
    workspace.write("run.sh", TEXT);
    Files.setPosixFilePermissions(
        root.resolve("run.sh"), PosixFilePermissions.fromString("rwxr-x--x"));
    workspace.write("run.sh", SECRET);
    assertEquals(
        "rwxr-x--x",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve("run.sh"))));
  }

  @Test
  void manyThreadsThatCreateTheSameDirectoriesAllSucceed() throws Exception {
    var failures = new ConcurrentLinkedQueue<Throwable>();
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 8; i++) {
      var name = "new/deep/f" + i;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      workspace.write(name, TEXT);
                    } catch (IOException | RuntimeException failure) {
                      failures.add(failure);
                    }
                  }));
    }
    for (var thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), List.copyOf(failures));
    assertEquals(8, names("new/deep").size());
    assertEquals(List.of("new"), names("."));
  }

  @Test
  void aListingShowsDirectoriesFirstAndLinksAsLinks() throws IOException {
    workspace.write("b", TEXT);
    workspace.write("z/f", TEXT);
    Files.createSymbolicLink(root.resolve("a-out"), outside);
    Files.createSymbolicLink(root.resolve("c-in"), Path.of("z"));
    var list = workspace.list(".");
    assertEquals(List.of("z", "a-out", "b", "c-in"), list.stream().map(Entry::path).toList());
    assertEquals(
        List.of(Kind.DIRECTORY, Kind.LINK, Kind.FILE, Kind.LINK),
        list.stream().map(Entry::kind).toList());
    assertEquals(4, list.get(2).sizeBytes());
  }

  @Test
  void aWalkIsDepthFirstInNameOrderAndVisitsNoDirectoryTwice() throws IOException {
    workspace.write("a/f", TEXT);
    workspace.write("b/g/h", TEXT);
    Files.createSymbolicLink(root.resolve("a/loop"), Path.of(".."));
    Files.createSymbolicLink(root.resolve("out"), outside);
    var seen = new ArrayList<String>();
    workspace.walk(
        ".",
        entry -> {
          seen.add(entry.path());
          return VisitResult.CONTINUE;
        });
    assertEquals(List.of("a", "a/f", "a/loop", "b", "b/g", "b/g/h", "out"), seen);
  }

  @Test
  void aWalkSkipsAndStopsAsTheVisitorDecides() throws IOException {
    workspace.write("a/f", TEXT);
    workspace.write("b/g", TEXT);
    workspace.write("c/h", TEXT);
    var seen = new ArrayList<String>();
    workspace.walk(
        ".",
        entry -> {
          seen.add(entry.path());
          return switch (entry.path()) {
            case "a" -> VisitResult.SKIP;
            case "b/g" -> VisitResult.STOP;
            default -> VisitResult.CONTINUE;
          };
        });
    assertEquals(List.of("a", "b", "b/g"), seen);
  }

  @Test
  void aWorkspacePathWithALinkIsRejectedWithTheRealPath() throws IOException {
    var link = Files.createSymbolicLink(temp.resolve("link"), root);
    var message = failureOf(() -> ConfinedWorkspace.open(link).close());
    assertTrue(message.endsWith("use " + root), message);
    assertFalse(failureOf(() -> ConfinedWorkspace.open(temp.resolve("no")).close()).isEmpty());
    assertFalse(
        failureOf(() -> ConfinedWorkspace.open(outside.resolve("secret")).close()).isEmpty());
  }

  @Test
  void replacingTheRootWithALinkHasNoEffect() throws IOException {
    workspace.write("f", TEXT);
    Files.move(root, temp.resolve("moved"));
    Files.createSymbolicLink(root, outside);
    assertArrayEquals(TEXT, workspace.read("f", 100));
    workspace.write("g", TEXT);
    assertTrue(Files.exists(temp.resolve("moved/g")));
    assertOutsideIsUntouched();
  }

  private void assertOutsideIsUntouched() throws IOException {
    try (var files = Files.list(outside)) {
      assertEquals(List.of(outside.resolve("secret")), files.toList());
    }
    assertArrayEquals(SECRET, Files.readAllBytes(outside.resolve("secret")));
  }
}
