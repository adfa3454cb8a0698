package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClauseSplitterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "Find all TODOs and write them to a.md|Find all TODOs / write them to a.md",
        "Read a.txt, then summarise it|Read a.txt / summarise it",
        "Take stock: count files. Delete them!|Take stock / count files / Delete them!",
        "Find TODO and FIXME|Find TODO and FIXME",
        "Search for 'a and find b'|Search for 'a and find b'",
        "Search for 'a and find b'c|Search for 'a and find b'c",
        "Search ` for 'a and find b'|Search ` for 'a and find b'",
        "Find Bob's notes and read them|Find Bob's notes / read them",
        "Create a.txt with the text Hello and list nothing|Create a.txt with the text Hello and list nothing",
        "Create a.txt with the text: hi|Create a.txt with the text: hi"
      })
  void aGoalIsSplitBeforeVerbsOutsideQuotes(String goal, String clauses) {
    assertEquals(List.of(clauses.split(" / ")), ClauseSplitter.split(goal));
  }

  @Test
  void theItemsOfAListAreClausesWithoutTheirMarks() {
    assertEquals(
        List.of("Do this", "List src", "Read a.txt", "run 'ls'"),
        ClauseSplitter.split("Do this:\n- List src\n2. Read a.txt\n  3) run 'ls'"));
  }
}
