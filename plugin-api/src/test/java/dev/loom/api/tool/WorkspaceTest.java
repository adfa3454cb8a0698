package dev.loom.api.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class WorkspaceTest {
  @Test
  void nameIsTheLastPartOfThePath() {
    assertEquals("b.txt", new Workspace.Entry("src/b.txt", Workspace.Kind.FILE, 1, 0).name());
    assertEquals("a", new Workspace.Entry("a", Workspace.Kind.DIRECTORY, 0, 0).name());
  }

  @Test
  void escapeMessageNamesThePathAndTheWorkspace() {
    var failure = new Workspace.EscapeException("../x", Path.of("/w"));
    assertEquals("Safety violation: Path '../x' escapes workspace '/w'", failure.getMessage());
  }
}
