package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ProgramSearchTest {
  @TempDir private Path directory;

  private Path program(String name, String mode) throws IOException {
    var file = Files.writeString(directory.resolve(name), "#!/bin/sh\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private List<String> commandLine(String... command) throws Exception {
    return ProgramSearch.resolve(List.of(command), directory.toString(), directory);
  }

  @Test
  void aProgramIsFoundOnThePathAndKeepsItsArguments() throws Exception {
    var program = program("tool", "rwx------");
    var line = commandLine("tool", "-x", "a b");
    assertEquals(
        List.of(program.toString(), "-x", "a b"), line.subList(line.size() - 3, line.size()));
  }

  @Test
  void aRelativeProgramIsResolvedInTheDirectory() throws Exception {
    program("tool", "rwx------");
    assertEquals(directory.resolve("./tool").toString(), commandLine("./tool").getLast());
  }

  @Test
  void aProgramThatIsMissingOrNotExecutableFails() throws Exception {
    program("data", "rw-------");
    assertEquals(
        "Cannot run 'data': it is not on the PATH",
        assertThrows(IOException.class, () -> commandLine("data")).getMessage());
    assertEquals(
        "Cannot run './data': it is not an executable file",
        assertThrows(IOException.class, () -> commandLine("./data")).getMessage());
  }

  @Test
  void anEmptyCommandFails() {
    assertThrows(IOException.class, () -> commandLine());
  }
}
