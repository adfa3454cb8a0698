package dev.loom.models.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CodeFencesTest {
  private static final String TEXT = "a\n```JSON\n{}\n```\nb\n```\nx\n```\n\n```sh\ny\n```\n";

  @Test
  void aPositionIsInsideItsBlockOnly() {
    var fences = new CodeFences(TEXT);
    assertEquals("json", fences.enclosing(TEXT.indexOf("{}")).orElseThrow().label());
    assertEquals(Optional.empty(), fences.enclosing(0));
    assertEquals(Optional.empty(), fences.enclosing(TEXT.indexOf("b\n")));
  }

  @Test
  void onlyBlocksWithoutTextAfterThemAreTrailing() {
    var fences = new CodeFences(TEXT);
    var labels = fences.trailing().stream().map(CodeFences.Fence::label).toList();
    assertEquals(List.of("", "sh"), labels);
    assertFalse(fences.isTrailing(fences.enclosing(TEXT.indexOf("{}")).orElseThrow()));
    assertTrue(fences.isTrailing(fences.enclosing(TEXT.indexOf("y\n")).orElseThrow()));
  }

  @Test
  void anUnclosedBlockExtendsToTheEnd() {
    assertEquals("\nrest", new CodeFences("```\nrest").trailing().getFirst().body());
  }
}
