package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordTest {
  private static List<String> expanded(String text) {
    return Word.unquoted(text).expandBraces().stream().map(Word::text).toList();
  }

  @Test
  void bracesAreExpanded() {
    assertEquals(List.of("a1", "b1"), expanded("{a,b}1"));
    assertEquals(List.of("ac", "ad", "bc", "bd"), expanded("{a,b}{c,d}"));
    assertEquals(List.of("a", "b", "c"), expanded("{a,{b,c}}"));
    assertEquals(List.of("{a}"), expanded("{a}"));
  }

  @Test
  void quotedBracesAreNotExpanded() {
    var word = new Word("{a,b}", "\"".repeat(5));
    assertEquals(List.of(word), word.expandBraces());
  }

  @Test
  void aWordThatExpandsToTooManyWordsStaysAsItIs() {
    assertEquals(64, expanded("{a,b}".repeat(6)).size());
    assertEquals(List.of("{a,b}".repeat(7)), expanded("{a,b}".repeat(7)));
  }

  @ParameterizedTest
  @CsvSource({"a=b, 1", "a+=b, 2", "a_1[0]=b, 6", "a=, 1", "1a=b, -1", "=b, -1", "a-b=c, -1"})
  void anAssignmentIsAName(String text, int end) {
    assertEquals(end, Word.unquoted(text).assignmentEnd());
  }

  @Test
  void aQuotedEqualsSignIsNoAssignmentExceptForProgramsThatIgnoreQuotes() {
    var word = new Word("a=b", "a\"b");
    assertEquals(-1, word.assignmentEnd());
    assertEquals(1, word.unquotedAssignmentEnd());
  }

  @Test
  void onlyAnUnquotedPatternIsAGlob() {
    assertTrue(Word.unquoted("*.txt").isGlob());
    assertFalse(new Word("*", "\"").isGlob());
  }
}
