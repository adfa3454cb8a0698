package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyTest {
  private static final Pattern LIST =
      Pattern.compile("list files in (?<dir>" + Vocabulary.FOLDER + ")");

  @ParameterizedTest
  @CsvSource({
    "list files in here,.",
    "list files in the current project,.",
    "list files in the src folder,src",
    "list files in \"my docs\",my docs",
    "list files in src/main/,src/main",
    "list files in /,/"
  })
  void aFolderIsReadFromTheWordsForIt(String text, String folder) {
    var words = LIST.matcher(text);
    assertTrue(words.matches());
    assertEquals(folder, Vocabulary.folder(words));
  }

  @Test
  void markersAreUpperCaseSingularAndDistinct() {
    assertEquals(List.of("TODO", "FIXME"), Vocabulary.markers("todos, FIXMEs and TODO"));
  }

  @Test
  void onlyACompletelyQuotedTextIsUnquoted() {
    assertEquals("a b", Vocabulary.unquoted("“a b”"));
    assertEquals("it's", Vocabulary.unquoted("it's"));
  }
}
