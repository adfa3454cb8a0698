package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class TaskArgumentTest {
  private final TaskArgument.Converter converter = new TaskArgument.Converter();

  @Test
  void validIdIsConverted() {
    assertEquals("t-1", converter.convert("t-1").id().toString());
  }

  @Test
  void malformedIdIsAUsageError() {
    var failure = assertThrows(TypeConversionException.class, () -> converter.convert("a/b"));
    assertTrue(failure.getMessage().startsWith("Invalid task ID: "), failure.getMessage());
  }
}
