package dev.loom.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.loom.bus.json.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolCallTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "shell_execute|{\"command\":\"ls -l\",\"network\":true}|shell_execute ls -l network=true",
        "git_command|{\"args\":[\"log\",\"-5\"]}|git_command log -5",
        "move_file|{\"destination\":\"b\",\"source\":\"a\"}|move_file a b",
        "web_search|{\"max_results\":3,\"query\":\"x y\"}|web_search x y max_results=3",
        "write_file|{\"path\":\"a\",\"content\":\"long\"}|write_file a",
        "other|{\"list\":[1,2]}|other list=[1,2]"
      })
  void aCallIsShownWithWhatItConcernsFirst(String tool, String arguments, String text) {
    assertEquals(text, ToolCallText.call(tool, Json.parse(arguments)));
  }
}
