package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecursiveFileListerTest {
  private static List<String> list(AnsweredCalls answered) throws Exception {
    return answered.run(tools -> new RecursiveFileLister(tools, ".").list());
  }

  @Test
  void aCompleteListingNeedsOneCall() throws Exception {
    var answered = new AnsweredCalls(call -> "b\na", "glob_find");
    assertEquals(List.of("a", "b"), list(answered));
    assertEquals(1, answered.calls.size());
  }

  @Test
  void aTruncatedListingIsRepeatedWithLongerPrefixes() throws Exception {
    var answered =
        new AnsweredCalls(
            call ->
                switch ((String) call.arguments().get("pattern")) {
                  case "**" -> "a1\nb1\n... (2 more files)";
                  case "a**" -> "a1\na2";
                  case "b**" -> "b1\nb2";
                  default -> "No files matched.";
                },
            "glob_find");
    assertEquals(List.of("a1", "a2", "b1", "b2"), list(answered));
  }

  @Test
  void aPartialScanBlocksInsteadOfMissingFiles() {
    var answered =
        new AnsweredCalls(call -> "a\n(only the first 200000 entries were looked at)", "glob_find");
    var blocked = assertThrows(BlockedException.class, () -> list(answered));
    assertTrue(blocked.getMessage().endsWith("Name a smaller folder."), blocked.getMessage());
  }
}
