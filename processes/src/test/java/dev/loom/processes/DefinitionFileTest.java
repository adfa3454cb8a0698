package dev.loom.processes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.loom.processes.definition.ParseResult;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DefinitionFileTest {
  @Test
  void theNameInTheContentTakesPrecedence() {
    var file = new DefinitionFile("file", "s", () -> "name: own".getBytes(StandardCharsets.UTF_8));
    assertEquals("own", assertInstanceOf(ParseResult.Valid.class, file.parse()).name());
  }

  @Test
  void anUnreadableFileIsAnInvalidDefinition() {
    var file =
        new DefinitionFile(
            "file",
            "s",
            () -> {
              throw new UnreadableFileException("no permission");
            });
    assertEquals(ParseResult.Invalid.withProblem("file", "no permission"), file.parse());
  }
}
