package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SedScriptTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s/a/b/g",
        "s|/usr|/opt|",
        "s/[/]e/w/",
        "s/a\\/b/c/",
        "1,5p",
        "/start/,/end/d",
        "$!N;P;D",
        "y/abc/xyz/",
        "a some text with w and e",
        ":top;s/a/b/;ttop"
      })
  void aScriptThatOnlyTransformsItsInputIsReadOnly(String script) {
    assertTrue(SedScript.isReadOnly(script));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s/a/b/e",
        "s/a/id/ge",
        "s/a/b/w out.txt",
        "1e id",
        "w out.txt",
        "W out.txt",
        "/a/e",
        "s/a"
      })
  void aScriptThatRunsProgramsWritesFilesOrCannotBeParsedIsNot(String script) {
    assertFalse(SedScript.isReadOnly(script));
  }
}
