package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.contracts.config.WorkspaceConfig;
import dev.loom.contracts.error.ServiceError;
import dev.loom.contracts.error.ServiceException;
import dev.loom.contracts.tool.InspectWorkspace;
import dev.loom.contracts.tool.ReadWorkspaceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class WorkspaceServiceTest {
  @TempDir private Path temp;
  private Path home;
  private Path workspace;
  private WorkspaceService service;

  @BeforeEach
  void prepare() throws IOException {
    temp = temp.toRealPath();
    home = Files.createDirectory(temp.resolve("home"));
    workspace = Files.createDirectory(temp.resolve("ws"));
    service = new WorkspaceService(WorkspaceConfig.defaults(), home);
  }

  private ServiceError errorFor(String path) {
    return assertThrows(
            ServiceException.class, () -> service.inspect(new InspectWorkspace(path, true)))
        .error();
  }

  @Test
  void aDirectoryIsShownTwoLevelsDeepWithDirectoriesFirst() throws IOException {
    Files.createDirectories(workspace.resolve("src/main/java"));
    Files.createDirectories(workspace.resolve(".git/objects"));
    Files.writeString(workspace.resolve("README.md"), "x");
    Files.writeString(workspace.resolve("src/build.xml"), "x");
    assertEquals(
        new InspectWorkspace.WorkspaceInfo(
            workspace.toString(), "src/\n  main/\n  build.xml\nREADME.md"),
        service.inspect(new InspectWorkspace(workspace.toString(), true)));
  }

  @Test
  void aLargeListingIsTruncatedAndTheRestCounted() throws IOException {
    for (var i = 0; i < 450; i++) {
      Files.createFile(workspace.resolve("f" + i));
    }
    var listing = service.inspect(new InspectWorkspace(workspace.toString(), true)).listing();
    assertEquals(401, listing.lines().count());
    assertTrue(listing.endsWith("... (50 more entries)"), listing);
  }

  @Test
  void aLinkToADirectoryIsInspectedAsItsRealPath() throws IOException {
    var link = Files.createSymbolicLink(temp.resolve("link"), workspace);
    assertEquals(
        new InspectWorkspace.WorkspaceInfo(workspace.toString(), "(empty directory)"),
        service.inspect(new InspectWorkspace(link.toString(), true)));
  }

  @Test
  void pathsThatAreNotDirectoriesAreInvalid() throws IOException {
    var file = Files.writeString(temp.resolve("file"), "x").toString();
    assertEquals(
        ServiceException.invalid("Path does not exist: " + temp + "/no").error(),
        errorFor(temp + "/no"));
    assertEquals(
        ServiceException.invalid("Path is not a directory: " + file).error(), errorFor(file));
    assertEquals(
        ServiceException.invalid("Workspace path must be absolute: some/where").error(),
        errorFor("some/where"));
    assertEquals(ServiceError.Code.INVALID, errorFor("/a\0b").code());
  }

  @Test
  void anUnreadableDirectoryIsInvalid() throws IOException {
    var locked = Files.createDirectory(temp.resolve("locked"));
    assertTrue(locked.toFile().setReadable(false, false));
    Assumptions.assumeFalse(Files.isReadable(locked), "this user may read everything");
    assertEquals(
        ServiceException.invalid("Path is not readable: " + locked).error(),
        errorFor(locked.toString()));
  }

  @Test
  void loomsHomeIsNoWorkspaceButItsScratchDirectoryIs() throws IOException {
    Files.createDirectories(home.resolve("data"));
    var scratch = Files.createDirectories(home.resolve("scratch/x"));
    var link = Files.createSymbolicLink(temp.resolve("disguise"), home);
    for (var path : new Path[] {home, home.resolve("data"), link}) {
      assertEquals(
          ServiceException.invalid(
                  "Path is inside Loom's own directory, which cannot be a workspace: " + path)
              .error(),
          errorFor(path.toString()));
    }
    assertEquals(
        scratch.toString(), service.inspect(new InspectWorkspace(scratch.toString(), true)).path());
    assertEquals(
        temp.toString(), service.inspect(new InspectWorkspace(temp.toString(), true)).path());
  }

  @Test
  void withoutAPathEachRequestGetsAFreshScratchDirectory() {
    var first = service.inspect(new InspectWorkspace("", true)).path();
    var second = service.inspect(new InspectWorkspace("", true)).path();
    assertNotEquals(first, second);
    assertTrue(first.startsWith(home.resolve("scratch") + "/"), first);
    assertTrue(Files.isDirectory(Path.of(first)));
  }

  @Test
  void withoutAPathTheConfiguredDefaultIsUsedAndMustExist() {
    var config = new WorkspaceConfig(workspace.toString(), temp.resolve("other").toString());
    assertEquals(
        workspace.toString(),
        new WorkspaceService(config, home).inspect(new InspectWorkspace("", true)).path());
    var gone = new WorkspaceConfig(temp + "/gone", temp.resolve("other").toString());
    var missing = new WorkspaceService(gone, home);
    var error =
        assertThrows(ServiceException.class, () -> missing.inspect(new InspectWorkspace("", true)));
    assertTrue(error.getMessage().contains("workspace.default_path"), error.getMessage());
    var tilde = new WorkspaceService(new WorkspaceConfig("~", ""), home);
    assertEquals(
        Path.of(System.getProperty("user.home")),
        Path.of(tilde.inspect(new InspectWorkspace("", true)).path()));
  }

  @Test
  void theBeginningOfAFileIsRead() throws IOException {
    Files.writeString(workspace.resolve("f"), "0123456789");
    assertEquals(
        new ReadWorkspaceFile.Content("f", true, 10, "0123"),
        service.read(new ReadWorkspaceFile(workspace.toString(), "f", 4)));
    assertEquals(
        new ReadWorkspaceFile.Content("f", true, 10, "0123456789"),
        service.read(new ReadWorkspaceFile(workspace.toString(), "f", Integer.MAX_VALUE)));
  }

  @Test
  void anUnreadableFileIsReportedAsMissing() throws IOException {
    Files.createSymbolicLink(workspace.resolve("out"), Path.of("/etc/passwd"));
    for (var path : new String[] {"no", "../home", "/etc/passwd", "out", ".", "a\0b"}) {
      assertEquals(
          new ReadWorkspaceFile.Content(path, false, 0, ""),
          service.read(new ReadWorkspaceFile(workspace.toString(), path, 100)));
    }
    assertEquals(
        new ReadWorkspaceFile.Content("f", false, 0, ""),
        service.read(new ReadWorkspaceFile(temp + "/gone", "f", 100)));
    assertThrows(
        ServiceException.class,
        () -> service.read(new ReadWorkspaceFile(workspace.toString(), "f", -1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/proc", "/proc/self", "/proc/self/task", "/sys", "/sys/fs", "/dev"})
  void aDirectoryOfTheSystemIsRejected(String path) throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(Path.of(path)));
    assertTrue(errorFor(path).detail().startsWith("Path is part of the system"));
    var link = Files.createSymbolicLink(temp.resolve("link"), Path.of(path));
    assertTrue(errorFor(link.toString()).detail().startsWith("Path is part of the system"));
  }
}
