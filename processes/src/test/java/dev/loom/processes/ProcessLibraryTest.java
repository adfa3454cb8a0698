package dev.loom.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.trust.ProjectTrust;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
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
  @TempDir Path outside;

  private ProcessLibrary library;

  @BeforeEach
  void open() {
    library = new ProcessLibrary(home);
  }

  private static Path write(Path directory, String file, String yaml) throws IOException {
    var path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, yaml);
  }

  private static String named(String name, String description) {
    return "name: " + name + "\ndescription: " + description + "\n";
  }

  private String descriptionOf(String name) {
    return library.load(new LoadProcess(name, workspace.toString())).definition().description();
  }

  private String loadError(String name) {
    return loadError(name, workspace.toString());
  }

  private String loadError(String name, String workspaceArgument) {
    var failure =
        assertThrows(
            ServiceException.class, () -> library.load(new LoadProcess(name, workspaceArgument)));
    assertEquals(ServiceError.Code.INVALID, failure.error().code());
    assertFalse(failure.error().retryable());
    return failure.getMessage();
  }

  private List<ListProcesses.ProcessSummary> listed() {
    return library.list(new ListProcesses(workspace.toString())).processes();
  }

  private ListProcesses.ProcessSummary listed(String name) {
    return listed().stream().filter(line -> line.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aDefinitionInALaterSourceOverridesAnEarlierOne() throws Exception {
    var name = "research-report";
    assertTrue(descriptionOf(name).contains("research"));
    assertEquals(BundledProcesses.SOURCE, listed(name).source());
    for (var directory :
        List.of(
            home.resolve("processes"),
            workspace.resolve(".loom/processes"),
            workspace.resolve("loom-processes"))) {
      var file = write(directory, "research-report.yaml", named(name, directory.toString()));
      new ProjectTrust(home).trust(workspace);
      assertEquals(directory.toString(), descriptionOf(name));
      assertEquals(directory.toString(), listed(name).description());
      assertEquals(file.toString(), listed(name).source());
    }
    assertEquals(5, listed().size());
  }

  @Test
  void aDefinitionOfAnUntrustedWorkspaceReplacesNothing() throws Exception {
    write(home, "processes/own.yaml", named("own", "of the home"));
    write(workspace, ".loom/processes/own.yaml", named("own", "hostile"));
    write(workspace, "loom-processes/research-report.yaml", named("research-report", "hostile"));
    write(workspace, "loom-processes/new.yaml", named("new", "of the workspace"));
    assertEquals("of the home", descriptionOf("own"));
    assertTrue(descriptionOf("research-report").contains("research"));
    assertEquals(BundledProcesses.SOURCE, listed("research-report").source());
    assertEquals("of the workspace", listed("new").description());
    assertEquals(
        "Process 'new' comes from %s, and its folder is not trusted. Read it, then: loom trust %s"
            .formatted(workspace.resolve("loom-processes/new.yaml"), workspace),
        loadError("new"));
    new ProjectTrust(home).trust(workspace);
    assertEquals("of the workspace", descriptionOf("new"));
    Files.writeString(workspace.resolve("loom-processes/new.yaml"), named("new", "changed"));
    assertTrue(loadError("new").contains("not trusted"));
  }

  @Test
  void theHomeNeedsNoTrustAlsoInsideTheWorkspace() throws Exception {
    var inside = workspace.resolve(".loom");
    write(inside, "processes/own.yaml", named("own", "of the home"));
    var request = new LoadProcess("own", workspace.toString());
    var loaded = new ProcessLibrary(inside).load(request);
    assertEquals("of the home", loaded.definition().description());
    assertTrue(loadError("own").contains("not trusted"));
  }

  @Test
  void aDirectoryWithAProcessYamlIsADefinition() throws Exception {
    write(home, "processes/pack/process.yaml", named("pack", "packed"));
    write(home, "processes/pack/templates/report.yaml", named("template", "no definition"));
    write(home, "processes/empty/readme.md", "no definition");
    write(home, "processes/notes.txt", named("notes", "no definition"));
    assertEquals("packed", descriptionOf("pack"));
    assertEquals(6, listed().size());
  }

  @Test
  void aDefinitionIsFoundByItsOwnNameNotItsFileName() throws Exception {
    write(home, "processes/some-file.yaml", named("real-name", "found"));
    assertEquals("found", descriptionOf("real-name"));
    assertTrue(loadError("some-file").contains("Process not found"));
  }

  @Test
  void ofDuplicateNamesInOneDirectoryTheFileWithThatNameWins() throws Exception {
    write(home, "processes/a.yaml", named("twin", "from a"));
    write(home, "processes/b.yaml", named("twin", "from b"));
    assertEquals("from a", descriptionOf("twin"));
    assertEquals("from a", listed("twin").description());
    write(home, "processes/twin.yaml", named("twin", "from twin"));
    assertEquals("from twin", descriptionOf("twin"));
    assertEquals("from twin", listed("twin").description());
  }

  @Test
  void theListHasASummaryPerDefinition() {
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
        BUILTINS,
        String.join(", ", listed().stream().map(ListProcesses.ProcessSummary::name).toList()));
  }

  @Test
  void anUnknownNameIsReportedWithTheAvailableNames() throws Exception {
    write(workspace, ".loom/processes/mine.yaml", named("mine", "x"));
    write(workspace, ".loom/processes/broken.yaml", "name: [");
    assertEquals(
        "Process not found: 'x'. Available: " + BUILTINS.replace("research", "mine, research"),
        loadError("x"));
    assertEquals("Process not found: 'x'. Available: " + BUILTINS, loadError("x", ""));
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
  void anInvalidNameIsRejected(String name) {
    assertTrue(loadError(name).startsWith("Not a process name: '"), loadError(name));
  }

  @Test
  void aPathToAnExistingDefinitionIsRejected() throws Exception {
    var file = write(outside, "mine.yaml", named("mine", "x"));
    var message = loadError(file.toString());
    assertTrue(message.contains("not by a path"), message);
  }

  @Test
  void anInvalidDefinitionIsAnErrorAndDoesNotFallBackToTheOneItOverrides() throws Exception {
    var file =
        write(workspace, "loom-processes/research-report.yaml", "name: research-report\ntags: 5\n");
    new ProjectTrust(home).trust(workspace);
    assertEquals(
        "Process 'research-report' ("
            + file
            + ") cannot be used. 1 validation error(s):\n"
            + "- tags (line 2): expected a list, found the number 5",
        loadError("research-report"));
    var unparsable = write(home, "processes/cut-off.yaml", "name: cut-off\npersona: \"You");
    assertEquals(
        "Process 'cut-off' ("
            + unparsable
            + ") cannot be used. 1 validation error(s):\n"
            + "- line 2: not YAML: found unexpected end of stream (column 14)",
        loadError("cut-off"));
  }

  @Test
  void anInvalidDefinitionIsListedWithItsFirstProblem() throws Exception {
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
  void onlyTheFirstFiftyProblemsAreListed() throws Exception {
    write(home, "processes/bad.yaml", "name: bad\ntags: [" + "'',".repeat(60) + "]");
    var message = loadError("bad");
    assertTrue(message.contains("60 validation error(s):\n- tags[0]"), message);
    assertTrue(message.endsWith("\n- and 10 more"), message);
  }

  @Test
  void aFileOverTheSizeLimitIsRejected() throws Exception {
    write(home, "processes/big.yaml", "name: big\npersona: " + "x".repeat(256 * 1024));
    assertTrue(loadError("big").contains("larger than 262144 bytes"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aLinkOutOfTheWorkspaceIsRejectedAndNotRead() throws Exception {
    var secret = write(outside, "secret.yaml", "name: leak\ntags: hunter2\n");
    var directory = Files.createDirectories(workspace.resolve(".loom/processes"));
    Files.createSymbolicLink(directory.resolve("leak.yaml"), secret);
    var message = loadError("leak");
    assertTrue(message.contains("a link to a path outside the workspace"), message);
    assertFalse(message.contains("hunter2"), message);
    assertFalse(listed("leak").description().contains("hunter2"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDirectoryLinkedOutOfTheWorkspaceIsRejected() throws Exception {
    write(outside, "leak.yaml", named("leak", "x"));
    Files.createSymbolicLink(workspace.resolve("loom-processes"), outside);
    assertTrue(loadError("leak").contains("outside the workspace"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void theUsersDirectoryMayContainLinks() throws Exception {
    var file = write(outside, "mine.yaml", named("mine", "linked"));
    Files.createDirectories(home.resolve("processes"));
    Files.createSymbolicLink(home.resolve("processes/mine.yaml"), file);
    assertEquals("linked", descriptionOf("mine"));
  }

  @Test
  void aWorkspaceThatIsNotAnAbsolutePathIsRejected() {
    assertTrue(loadError("x", "relative/path").startsWith("Not an absolute workspace path"));
    assertTrue(loadError("x", "/a\u0000b").startsWith("Not an absolute workspace path"));
  }

  @Test
  void aMissingWorkspaceContributesNoDefinitions() {
    var gone = workspace.resolve("gone").toString();
    assertEquals(5, library.list(new ListProcesses(gone)).processes().size());
  }

  @Test
  void anEditedFileIsUsedOnTheNextLoad() throws Exception {
    write(home, "processes/mine.yaml", named("mine", "before"));
    assertEquals("before", descriptionOf("mine"));
    write(home, "processes/mine.yaml", named("mine", "after"));
    assertEquals("after", descriptionOf("mine"));
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aDanglingLinkIsAnInvalidDefinitionAndHidesNoOther() throws Exception {
    var directory = Files.createDirectories(home.resolve("processes"));
    Files.createSymbolicLink(directory.resolve("gone.yaml"), outside.resolve("nothing"));
    assertTrue(loadError("gone").contains("cannot read the file"));
    assertEquals(6, listed().size());
  }
}
