package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShellInputTest {
  @Test
  void theEndIsReadAsNul() {
    var input = new ShellInput("a");
    assertEquals('a', input.next());
    assertFalse(input.hasMore());
    assertEquals('\0', input.next());
    assertEquals('\0', input.peek());
  }

  @Test
  void readingUpToAMissingCharacterIsUnparsable() {
    var input = new ShellInput("a'b");
    assertEquals("a", input.readUntil('\''));
    assertTrue(input.isParsable());
    assertEquals("b", input.readUntil('\''));
    assertFalse(input.isParsable());
  }

  @Test
  void skippingALineStopsAtItsNewlineAndReadingConsumesIt() {
    var input = new ShellInput("a\nb\nc");
    input.skipLine();
    assertEquals('\n', input.next());
    assertEquals("b", input.readLine());
    assertEquals("c", input.readLine());
  }

  @Test
  void onlyEmptyParenthesesAreAFunctionHeader() {
    assertTrue(new ShellInput(" ) {").skipEmptyGroup());
    assertFalse(new ShellInput("a)").skipEmptyGroup());
  }

  @Test
  void anArithmeticExpressionEndsWithTwoParentheses() {
    assertEquals(6, new ShellInput("(1 + 2))").arithmeticEnd());
    assertEquals(-1, new ShellInput("(a; b))").arithmeticEnd());
    assertEquals(-1, new ShellInput("(a) b)").arithmeticEnd());
  }
}
