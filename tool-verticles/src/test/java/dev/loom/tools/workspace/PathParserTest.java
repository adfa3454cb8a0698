package dev.loom.tools.workspace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.api.tool.Workspace.EscapeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PathParserTest {
  private static final Path ROOT = Path.of("/ws");

  @Test
  void dotsAndRepeatedSlashesAreResolved() throws Exception {
    assertEquals(List.of("a", "c"), PathParser.parse("./a//b/../c/", ROOT));
    assertEquals(List.of(), PathParser.parse("a/..", ROOT));
  }

  @Test
  void anAbsolutePathInsideTheRootIsRelativized() throws Exception {
    assertEquals(List.of("a", "b"), PathParser.parse("/ws/a/b", ROOT));
    assertEquals(List.of(), PathParser.parse("/ws", ROOT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", "a/../../ws", "/etc/passwd", "/ws-evil", "/ws/../etc"})
  void aPathToTheOutsideEscapes(String path) {
    assertThrows(EscapeException.class, () -> PathParser.parse(path, ROOT));
  }

  @Test
  void theLimitsOfPathsAreExact() throws Exception {
    var deepest = "a/".repeat(PathParser.NAMES_MAX);
    assertEquals(PathParser.NAMES_MAX, PathParser.parse(deepest, ROOT).size());
    assertThrows(IllegalArgumentException.class, () -> PathParser.parse(deepest + "a", ROOT));
    var longest = "ä".repeat(PathParser.NAME_BYTES_MAX / 2);
    assertEquals(List.of(longest), PathParser.parse(longest, ROOT));
    assertThrows(IllegalArgumentException.class, () -> PathParser.parse(longest + "ä", ROOT));
  }

  @Test
  void aLinkTargetKeepsItsParentReferences() throws Exception {
    assertEquals(List.of("..", "x", "y"), PathParser.parseLinkTarget("../x/./y", ROOT, "link"));
  }

  @Test
  void anAbsoluteLinkTargetOutsideEscapesWithTheRequestedPath() {
    var escape =
        assertThrows(
            EscapeException.class, () -> PathParser.parseLinkTarget("/etc", ROOT, "d/link"));
    assertTrue(escape.getMessage().contains("'d/link'"), escape.getMessage());
  }
}
