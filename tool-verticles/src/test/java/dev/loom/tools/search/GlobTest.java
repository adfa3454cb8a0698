package dev.loom.tools.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "*.java A.java true",
        "*.java d/A.java false",
        "**/*.java A.java true",
        "**/*.java d/e/A.java true",
        "d/** d/e/A.java true",
        "?.txt a.txt true",
        "?.txt ab.txt false",
        "[a-c].txt b.txt true",
        "[!a-c].txt b.txt false",
        "*.{js,ts} x.ts true",
        "*.{js,ts} x.tsx false",
        "a+b.(c) a+b.(c) true",
        "a,b a,b true",
        "x} x} true"
      })
  void globsMatchAsShellsDo(String glob, String path, boolean expected) {
    assertEquals(expected, Glob.forPaths(glob).matches(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[a", "{a,b", "a[z-a]"})
  void anInvalidGlobIsRejected(String glob) {
    assertThrows(IllegalArgumentException.class, () -> Glob.forPaths(glob));
  }

  @Test
  void upperAndLowerCaseDifferUnlessTheyAreToBeIgnored() {
    assertFalse(Glob.forPaths("*.ts").matches("A.TS"));
    assertTrue(Glob.forPaths("*.ts", true).matches("A.TS"));
  }

  @Test
  void aPatternForNamesWithoutASlashMatchesFilesInAnyDirectory() {
    assertTrue(Glob.forNames("*.java", false).matches("d/e/A.java"));
    assertFalse(Glob.forNames("d/*.java", false).matches("d/e/A.java"));
  }
}
