package dev.loom.bus.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NameSuggestionsTest {
  private static final List<String> KNOWN =
      List.of("ask_user", "recall_output", "read_file", "write_file", "shell_execute");

  @ParameterizedTest
  @CsvSource({
    "reed_file,read_file",
    "ReadFile,read_file",
    "askUser,ask_user",
    "ask,ask_user",
    "recall,recall_output",
    "functions.write_file,write_file",
    "shell,shell_execute",
  })
  void intendedNameComesFirst(String wrong, String meant) {
    assertEquals(meant, NameSuggestions.suggest(wrong, KNOWN).getFirst());
  }

  @Test
  void atMostThreeNamesAreSuggested() {
    assertEquals(3, NameSuggestions.suggest("", KNOWN).size());
    assertEquals(List.of(), NameSuggestions.suggest("read_file", List.of()));
  }
}
