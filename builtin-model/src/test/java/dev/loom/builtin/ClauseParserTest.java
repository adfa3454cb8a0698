package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClauseParserTest {
  private final ClauseParser grammar = new ClauseParser();

  @Test
  void oneClauseMayHaveTwoIntents() {
    assertEquals(
        List.of(new Intent.Summarise("a.md"), new Intent.Save("b.md")),
        grammar.parse("summarise a.md in b.md"));
  }

  @Test
  void whitespaceIsCollapsedOutsideQuotesOnly() {
    assertEquals(
        List.of(new Intent.SearchText("a  b", ".")), grammar.parse("search   for  'a  b'"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"read a.txt carefully", "count the Klingon files", "what is 42", ""})
  void aClauseWithAnUnknownPartIsUnknown(String clause) {
    assertEquals(List.of(new Intent.Unknown(clause)), grammar.parse(clause));
  }

  @Test
  void aTooLongClauseIsUnknown() {
    var clause = "read " + "x".repeat(2_000);
    assertEquals(List.of(new Intent.Unknown(clause)), grammar.parse(clause));
  }
}
