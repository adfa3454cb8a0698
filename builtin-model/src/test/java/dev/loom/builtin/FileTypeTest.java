package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileTypeTest {
  @ParameterizedTest
  @CsvSource({
    "java,Java",
    "kts,Kotlin",
    "YAML,YAML",
    "visual basic,Visual Basic",
    "*.abc,.abc",
    "code,source"
  })
  void aTypeIsFoundByNameExtensionOrPattern(String word, String label) {
    assertEquals(Optional.of(label), FileType.byName(word).map(FileType::label));
  }

  @Test
  void aSingleLetterIsAnExtensionOnlyIfItIsTheName() {
    assertEquals("C", FileType.byName("c").orElseThrow().label());
    assertEquals(Optional.empty(), FileType.byName("h"));
  }

  @Test
  void patternsMatchNamesIgnoringCase() {
    var java = FileType.byName("java").orElseThrow();
    assertTrue(java.matchesName("src/App.JAVA"));
    assertFalse(java.matchesName("src/App.jar"));
    assertTrue(FileType.ANY.matchesName("x"));
  }

  @ParameterizedTest
  @CsvSource({
    "*.java,src/App.JAVA,true",
    "*.java,src/App.jar,false",
    "a?.txt,ab.txt,true",
    "[ab]*,b1,true",
    "[!ab]*,b1,false",
    "a+b,a+b,true",
    "[z-a],x,false"
  })
  void aNamePatternMatchesLikeFind(String pattern, String path, boolean matches) {
    assertEquals(matches, FileType.forGlob(pattern).matchesName(path));
  }
}
