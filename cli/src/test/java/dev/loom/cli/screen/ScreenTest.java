package dev.loom.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @Test
  void withoutATerminalThereIsNoFooterAndNoColor() {
    var screen = Screen.plain(new PrintStream(bytes, false, StandardCharsets.UTF_8));
    screen.setFooter((columns, rows) -> List.of("one"));
    screen.printLine(Screen.green("done"));
    assertEquals("done\n", bytes.toString(StandardCharsets.UTF_8));
    assertFalse(screen.isLive());
  }

  @Test
  void sanitizeReplacesControlAndBidirectionalCharacters() {
    assertEquals("a [2Jb c", Screen.sanitize(" a\033[2Jb\u202e\nc "));
  }

  @Test
  void truncateKeepsSurrogatePairsWhole() {
    var text = Screen.truncate("ab🦜cd", 3);
    assertTrue(text.equals("ab…") || text.equals("ab🦜…"), text);
    assertEquals("short", Screen.truncate("short", 5));
  }

  @Test
  void formatNumberGroupsThousands() {
    assertEquals("1,234,567.5", Screen.formatNumber(1_234_567.5));
    assertEquals("0.000012", Screen.formatNumber(0.000012));
  }

  @Test
  void countIsFollowedByTheNounInItsNumber() {
    assertEquals("1 subtask", Screen.count(1, "subtask"));
    assertEquals("0 subtasks", Screen.count(0, "subtask"));
  }

  @Test
  void anActionHashIsShortenedToTwelveCharacters() {
    assertEquals("0bc74824080f", Screen.shortHash("0bc74824080f1d7e"));
    assertEquals("0bc7", Screen.shortHash("0bc7"));
  }
}
