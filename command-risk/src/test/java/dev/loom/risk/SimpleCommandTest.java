package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimpleCommandTest {
  @ParameterizedTest
  @CsvSource({"rm, rm", "/bin/rm, rm", "./rm, rm", "C:\\bin\\rm.exe, rm.exe", "bin/, ''"})
  void theNameOfAProgramHasNoDirectory(String word, String name) {
    assertEquals(name, ProgramCall.nameOf(word));
  }

  @Test
  void leadingKeywordsAreSkipped() {
    var words = Stream.of("if", "!", "rm", "then").map(Word::unquoted).toList();
    assertEquals(
        List.of("rm", "then"),
        SimpleCommand.withoutLeadingKeywords(words).stream().map(Word::text).toList());
  }
}
