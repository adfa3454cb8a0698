package dev.loom.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.bus.ServiceError;
import dev.loom.contracts.bus.ServiceException;
import dev.loom.contracts.process.ListProcesses;
import dev.loom.contracts.process.LoadProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProcessLibraryTest {
  private static final String BUILTINS =
      "competitive-intel, consulting-engagement, investment-analysis, marketing-strategy,"
          + " research-report";

  @TempDir Path home;
  @TempDir Path workspace;
  @TempDir Path elsewhere;

  private ProcessLibrary library;

  @BeforeEach
  void open() {
    library = new ProcessLibrary(home);
  }

  private static Path write(Path folder, String file, String yaml) throws IOException {
    var path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, yaml);
  }

  private static String named(String name, String description) {
    return "name: " + name + "\ndescription: " + description + "\n";
  }

  private String descriptionOf(String name) {
    return library.load(new LoadProcess(name, workspace.toString())).definition().description();
  }

  private String refused(String name) {
    return refused(name, workspace.toString());
  }

  private String refused(String name, String in) {
    var refused =
        assertThrows(ServiceException.class, () -> library.load(new LoadProcess(name, in)));
    assertEquals(ServiceError.Code.INVALID, refused.error().code());
    assertFalse(refused.error().retryable());
    return refused.getMessage();
  }

  private List<ListProcesses.ProcessSummary> listed() {
    return library.list(new ListProcesses(workspace.toString())).processes();
  }

  private ListProcesses.ProcessSummary listed(String name) {
    return listed().stream().filter(line -> line.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void theLaterFolderWins() throws Exception {
    var name = "research-report";
    assertTrue(descriptionOf(name).contains("research"));
    assertEquals(BuiltinShelf.SOURCE, listed(name).source());
    for (var folder :
        List.of(
            home.resolve("processes"),
            workspace.resolve(".loom/processes"),
            workspace.resolve("loom-processes"))) {
      var file = write(folder, "research-report.yaml", named(name, folder.toString()));
      assertEquals(folder.toString(), descriptionOf(name));
      assertEquals(folder.toString(), listed(name).description());
      assertEquals(file.toString(), listed(name).source());
    }
    assertEquals(5, listed().size());
  }

  @Test
  void aFolderWithAProcessYamlIsADefinition() throws Exception {
    write(home, "processes/pack/process.yaml", named("pack", "packed"));
    write(home, "processes/pack/templates/report.yaml", named("template", "no definition"));
    write(home, "processes/empty/readme.md", "no definition");
    write(home, "processes/notes.txt", named("notes", "no definition"));
    assertEquals("packed", descriptionOf("pack"));
    assertEquals(6, listed().size());
  }

  @Test
  void aDefinitionIsKnownByTheNameItGivesItself() throws Exception {
    write(home, "processes/some-file.yaml", named("real-name", "found"));
    assertEquals("found", descriptionOf("real-name"));
    assertTrue(refused("some-file").contains("Process not found"));
  }

  @Test
  void ofTwoOfOneNameInAFolderTheOneWhoseFileIsCalledSoCounts() throws Exception {
    write(home, "processes/a.yaml", named("twin", "from a"));
    write(home, "processes/b.yaml", named("twin", "from b"));
    assertEquals("from a", descriptionOf("twin"));
    assertEquals("from a", listed("twin").description());
    write(home, "processes/twin.yaml", named("twin", "from twin"));
    assertEquals("from twin", descriptionOf("twin"));
    assertEquals("from twin", listed("twin").description());
  }

  @Test
  void theListHasALineForEach() {
    assertEquals(
        new ListProcesses.ProcessSummary(
            "competitive-intel",
            "1.0",
            listed().getFirst().description(),
            3,
            "suggestive",
            "built-in"),
        listed().getFirst());
    assertEquals(
        BUILTINS, String.join(", ", listed().stream().map(ListProcesses.ProcessSummary::name).toList()));
  }

  @Test
  void anUnknownNameIsAnsweredWithThoseThereAre() throws Exception {
    write(workspace, ".loom/processes/mine.yaml", named("mine", "x"));
    write(workspace, ".loom/processes/broken.yaml", "name: [");
    assertEquals(
        "Process not found: 'x'. Available: " + BUILTINS.replace("research", "mine, research"),
        refused("x"));
    assertEquals("Process not found: 'x'. Available: " + BUILTINS, refused("x", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "../secret",
        "./mine.yaml",
        "mine.yaml",
        "~/mine",
        "processes/mine",
        "C:\\mine",
        "",
        "-x",
        "Upper",
        "a\nb",
        "mine\u0000"
      })
  void anythingButANameIsRefused(String name) {
    assertTrue(refused(name).startsWith("Not a process name: '"), refused(name));
  }

  @Test
  void aPathOfAnExistingDefinitionIsRefusedAndNotRead() throws Exception {
    var file = write(elsewhere, "mine.yaml", named("mine", "x"));
    var said = refused(file.toString());
    assertTrue(said.contains("never by a path"), said);
  }

  @Test
  void aBrokenDefinitionIsRefusedAndDoesNotFallBackToTheOneItReplaces() throws Exception {
    var file =
        write(workspace, "loom-processes/research-report.yaml", "name: research-report\ntags: 5\n");
    assertEquals(
        "Process 'research-report' ("
            + file
            + ") cannot be used. 1 validation error(s):\n"
            + "- tags (line 2): expected a list, found the number 5",
        refused("research-report"));
    var unparsable = write(home, "processes/cut-off.yaml", "name: cut-off\npersona: \"You");
    assertEquals(
        "Process 'cut-off' ("
            + unparsable
            + ") cannot be used. 1 validation error(s):\n"
            + "- line 2: not YAML: found unexpected end of stream (column 14)",
        refused("cut-off"));
  }

  @Test
  void aBrokenDefinitionIsListedAsInvalidWithItsFirstProblem() throws Exception {
    var file = write(home, "processes/bad.yaml", "name: bad\ntags: 5\nphase_mode: x\n");
    assertEquals(
        new ListProcesses.ProcessSummary(
            "bad",
            "",
            "2 validation error(s), the first: tags (line 2): expected a list, found the number 5",
            0,
            "invalid",
            file.toString()),
        listed("bad"));
  }

  @Test
  void manyProblemsAreCutShort() throws Exception {
    write(home, "processes/bad.yaml", "name: bad\ntags: [" + "'',".repeat(60) + "]");
    var said = refused("bad");
    assertTrue(said.contains("60 validation error(s):\n- tags[0]"), said);
    assertTrue(said.endsWith("\n- and 10 more"), said);
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws Exception {
    write(home, "processes/big.yaml", "name: big\npersona: " + "x".repeat(256 * 1024));
    assertTrue(refused("big").contains("larger than 262144 bytes"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkOutOfTheWorkspaceIsRefusedAndNothingIsRead() throws Exception {
    var secret = write(elsewhere, "secret.yaml", "name: leak\ntags: hunter2\n");
    var folder = Files.createDirectories(workspace.resolve(".loom/processes"));
    Files.createSymbolicLink(folder.resolve("leak.yaml"), secret);
    var said = refused("leak");
    assertTrue(said.contains("a link that leads out of the workspace"), said);
    assertFalse(said.contains("hunter2"), said);
    assertFalse(listed("leak").description().contains("hunter2"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aWholeFolderThatIsALinkOutOfTheWorkspaceIsRefusedToo() throws Exception {
    write(elsewhere, "leak.yaml", named("leak", "x"));
    Files.createSymbolicLink(workspace.resolve("loom-processes"), elsewhere);
    assertTrue(refused("leak").contains("leads out of the workspace"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theUsersOwnFolderMayHoldLinks() throws Exception {
    var file = write(elsewhere, "mine.yaml", named("mine", "linked"));
    Files.createDirectories(home.resolve("processes"));
    Files.createSymbolicLink(home.resolve("processes/mine.yaml"), file);
    assertEquals("linked", descriptionOf("mine"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aPipeIsRefusedAndNotWaitedFor() throws Exception {
    var folder = Files.createDirectories(workspace.resolve("loom-processes"));
    var pipe = folder.resolve("pipe.yaml").toString();
    assertEquals(0, new ProcessBuilder("mkfifo", pipe).start().waitFor());
    assertTrue(refused("pipe").contains("it is not a regular file"));
  }

  @Test
  void aWorkspaceThatIsNoAbsolutePathIsRefused() {
    assertTrue(refused("x", "relative/path").startsWith("Not an absolute path of a workspace"));
    assertTrue(refused("x", "/a\u0000b").startsWith("Not an absolute path of a workspace"));
  }

  @Test
  void aWorkspaceThatIsNotThereHasNoDefinitions() {
    var gone = workspace.resolve("gone").toString();
    assertEquals(5, library.list(new ListProcesses(gone)).processes().size());
  }

  @Test
  void anEditedFileCountsAtOnce() throws Exception {
    write(home, "processes/mine.yaml", named("mine", "before"));
    assertEquals("before", descriptionOf("mine"));
    write(home, "processes/mine.yaml", named("mine", "after"));
    assertEquals("after", descriptionOf("mine"));
  }

  @Test
  void aFolderWithTooManyFilesIsReadUpToItsLimit() throws Exception {
    for (int i = 0; i < FolderShelf.FILES_MAX + 5; i++) {
      write(home, "processes/p" + i + ".yaml", named("p" + i, "x"));
    }
    assertEquals(FolderShelf.FILES_MAX + 5, listed().size());
  }

  @Test
  void aFolderWithTooMuchTextIsReadUpToItsLimit() throws Exception {
    for (int i = 0; i < 10; i++) {
      write(home, "processes/p" + i + ".yaml", named("p" + i, "x".repeat(250_000)));
    }
    assertEquals(FolderShelf.BYTES_MAX / 250_000 + 5, listed().size());
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkToNowhereIsABrokenDefinitionAndHidesNoOther() throws Exception {
    var folder = Files.createDirectories(home.resolve("processes"));
    Files.createSymbolicLink(folder.resolve("gone.yaml"), elsewhere.resolve("nothing"));
    assertTrue(refused("gone").contains("the file cannot be read"));
    assertEquals(6, listed().size());
  }
}
