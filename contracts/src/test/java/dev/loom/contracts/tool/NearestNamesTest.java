package dev.loom.contracts.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNamesTest {
  private static final List<String> KNOWN =
      List.of("ask_user", "recall_output", "read_file", "write_file", "shell_execute");

  @ParameterizedTest
  @CsvSource({
    "reed_file,read_file",
    "ReadFile,read_file",
    "askUser,ask_user",
    "ask,ask_user",
    "recall,recall_output",
    "functions.write_file,write_file",
    "shell,shell_execute",
  })
  void theNameThatWasMeantComesFirst(String wrong, String meant) {
    assertEquals(meant, NearestNames.to(wrong, KNOWN).getFirst());
  }

  @Test
  void threeNamesAreEnoughAndNoNameIsNone() {
    assertEquals(3, NearestNames.to("", KNOWN).size());
    assertEquals(List.of(), NearestNames.to("read_file", List.of()));
  }
}
