package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WordReaderTest {
  private final ShellVariables variables = new ShellVariables(Map.of("x", 1));
  private ShellInput source;

  @BeforeEach
  void assignVariable() {
    variables.recordAssignments(List.of(Word.unquoted("x=a b")), true);
  }

  /// Reads one word and the words that its variables expand to; `…` stands for an unknown part.
  private List<Word> read(String input) {
    source = new ShellInput(input);
    var reader = new WordReader(source, variables, end -> source.readUntil(end));
    while (source.hasMore()) {
      reader.readPart(source.next());
    }
    return reader.takeWords();
  }

  private List<String> texts(String input) {
    return read(input).stream().map(word -> word.text().replace(Word.UNKNOWN, '…')).toList();
  }

  @Test
  void quotesAndBackslashesAreRemoved() {
    assertEquals(List.of("a b\"c$d"), texts("a' b'\"\\\"c\"\\$d"));
    assertEquals(List.of(new Word("r*m", "r\"m")), read("r\\*m"));
  }

  @Test
  void aKnownVariableIsExpandedAndSplitOnlyWithoutQuotes() {
    assertEquals(List.of("1a", "b2"), texts("1${x}2"));
    assertEquals(List.of("1a b2"), texts("\"1${x}2\""));
    assertEquals(List.of("$x"), texts("'$x'"));
  }

  @Test
  void whatOnlyTheShellKnowsIsUnknown() {
    assertEquals(List.of("…"), texts("$y"));
    assertEquals(List.of("a…b"), texts("a$(date)b"));
    assertEquals(List.of("…"), texts("${x:-z}"));
    assertEquals(List.of("…"), texts("$((1 + 2))"));
  }

  @Test
  void anInvisibleCharacterIsUnparsable() {
    read("r\u200bm");
    assertFalse(source.isParsable());
  }

  @Test
  void aVariableThatExpandsWithoutLimitIsUnparsable() {
    variables.recordAssignments(List.of(Word.unquoted("x=" + "a".repeat(500))), true);
    read("$x".repeat(41));
    assertFalse(source.isParsable());
  }
}
