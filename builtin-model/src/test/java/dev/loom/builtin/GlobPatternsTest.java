package dev.loom.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobPatternsTest {
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
    assertEquals(matches, GlobPatterns.matchesName(pattern, path));
  }

  @Test
  void specialCharactersAreEscaped() {
    assertEquals("a\\*\\[b\\]\\{c\\,d\\}", GlobPatterns.escape("a*[b]{c,d}"));
  }

  @Test
  void alternativesEndWithOneThatForcesPathMatching() {
    assertEquals("{a,b/c,/}", GlobPatterns.anyPath(List.of("a", "b/c")));
  }

  @Test
  void anExcludedCharacterIsLeftOutOfTheRanges() {
    var pattern = GlobPatterns.prefixNotFollowedBy("a", new TreeSet<>(Set.of((int) 'b')));
    assertEquals("{a[\u0001-\\^-ac-" + Character.toString(0x10FFFF) + "]**,a,a\\]**}", pattern);
  }
}
