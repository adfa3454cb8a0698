package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static String print(List<String> headings, List<List<String>> rows) {
    return print(headings, rows, Integer.MAX_VALUE);
  }

  private static String print(List<String> headings, List<List<String>> rows, int columns) {
    var text = new StringWriter();
    Table.print(new PrintWriter(text, true), headings, rows, columns);
    return text.toString();
  }

  @Test
  void columnsAreAsWideAsTheirLongestCell() {
    assertEquals(
        """
        NAME      TEXT
        a         x
        longname  y
        """,
        print(List.of("NAME", "TEXT"), List.of(List.of("a", "x"), List.of("longname", "y"))));
  }

  @Test
  void lastColumnHasNoTrailingSpaces() {
    assertEquals("A  LONG\nb  c\n", print(List.of("A", "LONG"), List.of(List.of("b", "c"))));
  }

  @Test
  void theLastColumnIsCutToTheTerminal() {
    assertEquals(
        "NAME  TEXT\na     a long text that go…\n",
        print(List.of("NAME", "TEXT"), List.of(List.of("a", "a long text that goes on")), 26));
  }

  @Test
  void eachRowIsABlockIfTheTerminalIsTooNarrow() {
    assertEquals(
        """
        NAME  a-longname
        TEXT  a long te…

        """,
        print(List.of("NAME", "TEXT"), List.of(List.of("a-longname", "a long text")), 16));
  }

  @Test
  void cellsCannotMoveTheCursor() {
    assertEquals("A\nx y\n", print(List.of("A"), List.of(List.of("x\033\ny"))));
  }
}
