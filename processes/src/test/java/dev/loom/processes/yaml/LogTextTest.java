package dev.loom.processes.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogTextTest {
  @Test
  void controlCharactersAreReplaced() {
    assertEquals("a?b?c?d", LogText.oneLine("a\nb\u001bc\u2028d"));
    assertEquals("a?b", LogText.excerpt("a\u200bb"));
  }

  @Test
  void onlyAnExcerptIsTruncated() {
    assertEquals("x".repeat(80) + "…", LogText.excerpt("x".repeat(500)));
    assertEquals("x".repeat(80), LogText.excerpt("x".repeat(80)));
    assertEquals("x".repeat(500), LogText.oneLine("x".repeat(500)));
  }
}
