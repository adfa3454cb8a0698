package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClauseParserTest {
  @Test
  void whitespaceIsCollapsedOutsideQuotesOnly() {
    assertEquals(
        Intent.of(Action.SEARCH_TEXT, ".", "a  b"), ClauseParser.parse("search   for  'a  b'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "read a.txt carefully",
        "count the Klingon files",
        "what is 42",
        "",
        "list all directories"
      })
  void aClauseWithAnUnknownPartIsUnknown(String clause) {
    assertEquals(Intent.unknown(clause), ClauseParser.parse(clause));
  }

  @Test
  void aTooLongClauseIsUnknown() {
    var clause = "read " + "x".repeat(2_000);
    assertEquals(Intent.unknown(clause), ClauseParser.parse(clause));
  }

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
    assertEquals(Intent.of(Action.LIST_FOLDER, folder, ""), ClauseParser.parse(text));
  }

  @Test
  void markersAreUpperCaseSingularAndDistinct() {
    assertEquals("TODO FIXME", ClauseParser.parse("find all todos, FIXMEs and TODO").text());
  }

  @Test
  void aWordIsSearchedAsAWord() {
    assertTrue(ClauseParser.parse("find files that contain the word journal").wholeWord());
    assertTrue(ClauseParser.parse("search for the word \"a\"").wholeWord());
    for (var clause :
        List.of(
            "search for the word error in docs",
            "find the word error in docs",
            "find lines with the word error in docs")) {
      assertEquals(
          new Intent(Action.SEARCH_TEXT, "docs", "error", FileType.ANY, true),
          ClauseParser.parse(clause));
    }
    assertEquals(
        Intent.of(Action.SEARCH_TEXT, "日本", "Grüße"), ClauseParser.parse("Search for Grüße in 日本"));
    assertEquals(
        Intent.of(Action.READ_FILE, "日本/ファイル.md", ""),
        ClauseParser.parse("Show me the content of 日本/ファイル.md"));
    assertEquals(
        Intent.of(Action.LIST_FOLDER, "src", ""), ClauseParser.parse("show the contents of src"));
    assertEquals(
        Intent.of(Action.SEARCH_TEXT, "docs", "error"),
        ClauseParser.parse("search for error in docs"));
    assertFalse(ClauseParser.parse("find files that contain journal").wholeWord());
  }

  @ParameterizedTest
  @CsvSource({
    "How many TODOs are there?,FIND_MARKERS",
    "count the FIXMEs in src,FIND_MARKERS",
    "find *.txt in docs,FIND_FILES"
  })
  void theSameInOtherWords(String clause, Action action) {
    assertEquals(action, ClauseParser.parse(clause).action());
  }

  @Test
  void onlyACompletelyQuotedTextIsUnquoted() {
    assertEquals("a b", ClauseParser.unquoted("“a b”"));
    assertEquals("it's", ClauseParser.unquoted("it's"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1,200 x 3|1200*3",
        "2^8|2**8",
        "6 ÷ 2|6 / 2",
        "15% of 80|15 / 100 * 80",
        "(1+2)×3|(1+2)*3"
      })
  void informalNotationIsConverted(String written, String expression) {
    assertEquals(Optional.of(expression), ClauseParser.calculation(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"42", "a + b", "", "1 + rm"})
  void anythingElseIsNotACalculation(String written) {
    assertEquals(Optional.empty(), ClauseParser.calculation(written));
  }
}
