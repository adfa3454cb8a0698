package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HereDocumentTest {
  private final StringBuilder target = new StringBuilder();

  private HereDocument header(String input) {
    return HereDocument.readHeader(new ShellInput(input), target);
  }

  @Test
  void theHeaderHoldsTheDelimiter() {
    assertEquals(new HereDocument("EOF", false, false, target), header(" EOF; ls"));
    assertEquals(new HereDocument("EOF", true, false, target), header("-EOF"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'EOF'", "\"EOF\"", "\\EOF", "E'O'F"})
  void aDelimiterWithAQuotedPartIsQuoted(String input) {
    assertEquals(new HereDocument("EOF", false, true, target), header(input));
  }

  @Test
  void aDelimiterWithAVariableIsUnparsable() {
    var source = new ShellInput("$EOF");
    HereDocument.readHeader(source, target);
    assertFalse(source.isParsable());
  }

  @Test
  void theBodyEndsAtTheDelimiter() {
    var source = new ShellInput("a\n EOF\nEOF\nls");
    assertEquals("a\n EOF\n", header("EOF").readBody(source));
    assertEquals("a\n EOF\n", target.toString());
    assertEquals("ls", source.readLine());
  }

  @Test
  void tabsBeforeTheDelimiterAreIgnoredAfterAHyphen() {
    var source = new ShellInput("\ta\n\tEOF\nls");
    assertEquals("\ta\n", header("-EOF").readBody(source));
    assertTrue(source.hasMore());
  }
}
