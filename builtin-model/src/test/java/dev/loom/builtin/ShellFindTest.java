package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShellFindTest {
  private static Optional<ShellFind.Result> find(AnsweredCalls answered) throws Exception {
    return answered.run(
        tools -> new ShellFind(tools, "src", List.of("out.md")).files(FileType.ANY, "-print"));
  }

  @Test
  void theLinesAreReadInPagesAfterTheyWereCounted() throws Exception {
    var answered =
        new AnsweredCalls(
            call -> String.valueOf(call.arguments()).contains("sed -n") ? "a\nb" : "total 2",
            "shell_execute");
    assertEquals(Optional.of(new ShellFind.Result(List.of("a", "b"), 2, "")), find(answered));
    assertTrue(
        answered.calls.getFirst().arguments().toString().contains("! -path './out.md'"),
        answered.calls::toString);
  }

  @Test
  void withoutAShellThereIsNoResult() throws Exception {
    assertEquals(Optional.empty(), find(new AnsweredCalls(call -> "a/", "list_directory")));
  }

  @Test
  void aMissingFolderBlocksInsteadOfBeingEmpty() {
    var answered =
        new AnsweredCalls(
            call -> call.name().equals("shell_execute") ? "!Exit code: 1" : "!Not a directory",
            "shell_execute",
            "list_directory");
    assertThrows(BlockedException.class, () -> find(answered));
  }

  @Test
  void textIsQuotedAsOneShellWord() {
    assertEquals("'it'\\''s; rm'", ShellFind.quote("it's; rm"));
    assertEquals("./-rf", ShellFind.rootedPath("-rf"));
  }
}
