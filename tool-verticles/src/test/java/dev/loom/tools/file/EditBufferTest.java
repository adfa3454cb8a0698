package dev.loom.tools.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.tools.file.Edit.EditException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EditBufferTest {
  private static EditBuffer edited(String text, Edit... edits) throws Exception {
    var buffer = new EditBuffer("f", text);
    for (var edit : edits) {
      buffer.apply(edit);
    }
    return buffer;
  }

  private static Edit edit(String oldText, String newText) {
    return new Edit("", oldText, newText, false);
  }

  @Test
  void newLinesGetThePrevailingLineEnd() throws Exception {
    assertEquals("1\r\n2\r\nb\r\n", edited("a\r\nb\r\n", edit("a", "1\n2")).text());
    assertEquals("1\n2\nb\n", edited("a\nb\n", edit("a", "1\r\n2")).text());
  }

  @Test
  void laterEditsSeeTheResultOfEarlierOnes() throws Exception {
    assertEquals("c", edited("a", edit("a", "b"), edit("b", "c")).text());
  }

  @Test
  void changedLinesAreCounted() throws Exception {
    var buffer = edited("a\nb\nc\n", edit("a\nb\n", "x\n"), edit("c", "y\nz"));
    assertEquals(3, buffer.linesRemoved());
    assertEquals(3, buffer.linesAdded());
    assertEquals(List.of(), buffer.notes());
  }

  @Test
  void aSimilarPlaceIsReplacedAndMarkedAsFuzzy() throws Exception {
    var buffer = edited("  call(a,  b);\nnext\n", edit("call(a, b);\n", "done\n"));
    assertEquals("  done\nnext\n", buffer.text());
    assertTrue(buffer.notes().getFirst().startsWith("fuzzy match used"), buffer.notes()::toString);
  }

  @Test
  void anErrorIsPrefixedWithTheLabelOfTheEdit() {
    var failure =
        assertThrows(EditException.class, () -> edited("a", new Edit("edit[3]", "", "b", false)));
    assertEquals("edit[3]: old_str cannot be empty.", failure.getMessage());
  }

  @Test
  void aBlockBehindShortOldTextIsNotNested() throws Exception {
    var file = "class A:\n    def f(self):\n        return 1\n";
    var block = "return 1\n\n\ndef g():\n    return 2";
    var failure = assertThrows(EditException.class, () -> edited(file, edit("return 1", block)));
    assertTrue(failure.getMessage().contains("indentation"), failure.getMessage());
    assertEquals(
        file.replace("return 1", block),
        edited(file, edit("        return 1", "        " + block)).text());
    assertEquals(
        file.replace("return 1", "log()\n        return 1"),
        edited(file, edit("return 1", "log()\nreturn 1")).text());
  }

  @Test
  void theRestOfALineFollowsNoOtherLine() throws Exception {
    var file = "if a:\n    count += 1\n";
    var failure =
        assertThrows(
            EditException.class, () -> edited(file, edit("    count", "    break\n    added = 1")));
    assertTrue(failure.getMessage().contains("'+= 1'"), failure.getMessage());
    assertThrows(EditException.class, () -> edited(file, edit("    count", "")));
    assertEquals(
        "if a:\n    log()\n    count += 1\n",
        edited(file, edit("    count", "    log()\n    count")).text());
  }

  @Test
  void aLineThatIsIndentedLessIsAnother() {
    var file = "def f():\n\tresult = 1\n\tif a:\n\t\tb()\n\t\t\tresult -= 1\n";
    var misspelt = edit("\t\t\tresult = 1", "\t\t\tresult -= 77");
    assertThrows(EditException.class, () -> edited(file, misspelt));
  }
}
