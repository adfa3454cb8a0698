package dev.loom.structure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class JavaSourceTest {
  @Test
  void distinguishesNestedCommentsAndLiterals() {
    var source =
        JavaSource.parse(
            "x/src/main/java/dev/loom/X.java",
            "var a = \"// no \\\" comment\"; // a \"comment\"\n"
                + "/* two\n"
                + "lines */ char q = '\"'; int b;");
    assertEquals(List.of("// a \"comment\"", "/* two\nlines */"), source.comments());
    assertEquals(List.of("\"// no \\\" comment\""), source.literals());
    assertEquals("var a = \"\";  \n  char q = \"\"; int b;", source.code());
    assertEquals("dev/loom/X.java", source.name());
  }

  @Test
  void textBlockIsOneLiteral() {
    var block = "\"\"\"\n  say \"hello\" // here\n  \\\"\"\" still in\n  \"\"\"";
    var source = JavaSource.parse("X.java", "f(" + block + ");");
    assertEquals(List.of(block), source.literals());
    assertEquals("f(\"\");", source.code());
    assertEquals(List.of(), source.comments());
  }
}
