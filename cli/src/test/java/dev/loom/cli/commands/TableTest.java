package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
  private static String print(List<String> headings, List<List<String>> rows) {
    var text = new StringWriter();
    Table.print(new PrintWriter(text, true), headings, rows);
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
  void cellsCannotMoveTheCursor() {
    assertEquals("A\nx y\n", print(List.of("A"), List.of(List.of("x\033\ny"))));
  }
}
