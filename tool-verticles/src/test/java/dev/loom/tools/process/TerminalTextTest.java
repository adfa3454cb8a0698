package dev.loom.tools.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '"',
      textBlock =
          """
          colours                             ¦ ESC[1;31mred ESC[0m. ESC[38;5;12mblue ESC[38:2::1:2:3mx ESC[m ¦ red.bluex$
          erase in line without effect        ¦ a ESC[K$b ESC[0K                                          ¦ a$b
          a window title                      ¦ ESC]0;titleBELa                                           ¦ a
          a link keeps its text               ¦ ESC]8;;https://x.y/ESC\\text ESC]8;;ESC\\                   ¦ text
          a string without end takes nothing  ¦ ESC]0;not$ended                                           ¦ 0;not$ended
          character sets, keypad, reset       ¦ ESC(BaESC=bESC>ESC7cESC8                                  ¦ abc
          a Windows line end                  ¦ a CR$b CR CR$                                             ¦ a$b$
          overstruck bold and underline       ¦ N BSN_BSx                                                 ¦ Nx
          a backspace at the start            ¦ BSBSa                                                     ¦ a
          a bell and other controls           ¦ a BEL b                                                   ¦ a  b
          a NUL                               ¦ aNULb                                                     ¦ a\ufffdb
          a lone escape at the end            ¦ a ESC                                                     ¦ a
          """)
  void removesWhatATerminalDoesNotShow(String name, String output, String shown) {
    assertEquals(
        shown.replace("$", "\n").stripTrailing(),
        TerminalText.render(decode(output)).stripTrailing(),
        name);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '¦',
      quoteCharacter = '"',
      textBlock =
          """
          a carriage return  ¦ 10% CR20% CR30%$                          ¦ 30%$        ¦ 2
          a shorter state    ¦ Loading 99% CRDone.$                      ¦ Done.$      ¦ 1
          a blanked line     ¦ Loading CR          CRDone.               ¦ Done.       ¦ 1
          an erased line     ¦ Loading ESC[2K CRDone.$                   ¦ Done.$      ¦ 1
          column one         ¦ Loading ESC[1GESC[0KDone.$                ¦ Done.$      ¦ 1
          the line above     ¦ a$b$ESC[1AESC[2Kc$                        ¦ a$c$        ¦ 1
          two lines above    ¦ a$b$ESC[2FESC[Kc$ESC[Kd$                  ¦ c$d$        ¦ 2
          lines down erased  ¦ a$b$c$ESC[2AESC[Jx$                       ¦ a$x$        ¦ 2
          """)
  void keepsOnlyTheLastStateOfRedrawnLines(
      String name, String output, String shown, int statesLeftOut) {
    var note = "[" + statesLeftOut + " earlier states of redrawn lines left out]\n";
    var text = shown.replace("$", "\n");
    assertEquals(
        text + (text.endsWith("\n") ? "" : "\n") + note, TerminalText.render(decode(output)), name);
  }

  private static String decode(String text) {
    return text.replace(" ESC", "ESC")
        .replace(" CR", "CR")
        .replace(" BS", "BS")
        .replace("ESC", "\u001b")
        .replace("CR", "\r")
        .replace("BS", "\b")
        .replace("BEL", "\u0007")
        .replace("NUL", "\0")
        .replace("$", "\n");
  }

  /// Reported as eraserhd/kak-ansi#25, aerynOS/os-tools#499, meziantou/Meziantou.Framework#2772;
  /// and a picture.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "8;;https://gcc.gnu.org/\u0007%s\u001b]8;;\u0007",
        "9;4;1;33\u001b\\%s\u001b]9;4;0\u001b\\",
        "52;c;c2VjcmV0\u0007%s",
        "1337;File=inline=1:PICTURE\u0007%s"
      })
  void commandsToTheTerminalAreNotShown(String command) {
    var output = ("\u001b]" + command + "\n").replace("PICTURE", "aGVsbG8K".repeat(10_000));
    assertEquals("text\n", TerminalText.render(output.formatted("text")));
  }

  @Test
  void whatWasShownBeforeTheScreenWasClearedIsKept() {
    assertEquals("error\nnext", TerminalText.render("error\u001b[H\u001b[2J\u001b[3Jnext"));
    assertEquals("error\nnext", TerminalText.render("error\n\u001b[H\u001b[Jnext"));
  }

  @Test
  void textWithoutControlCharactersIsTheSame() {
    var text = "a\tb\n  é 你好 😀\n\n";
    assertSame(text, TerminalText.render(text));
    assertEquals(text, TerminalText.render("\u001b[0m" + text));
  }

  @Test
  void anOverwrittenHalfOfACharacterIsReplaced() {
    assertEquals("x\ufffd", TerminalText.render("😀\b\bx"));
  }

  @Test
  void manyLinesAndHugeParametersTakeLittleTime() {
    var lines =
        IntStream.range(0, 100_000).mapToObj(i -> "line " + i).collect(Collectors.joining("\n"));
    assertEquals(lines, TerminalText.render("\u001b[0m" + lines));
    var far = TerminalText.render("\u001b[99999999999C\u001b[9999B\u001b[9999Aa");
    assertTrue(far.length() <= 1_001 && far.endsWith("a"), far);
    assertEquals("a\nb", TerminalText.render("a\n\u001b[9999Bb"));
  }
}
