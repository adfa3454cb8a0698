package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.loom.bus.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ModelTableTest {
  private static final String IDLE =
      "{\"name\":\"rules\",\"model\":\"builtin\",\"provider\":\"builtin\",\"tier\":1,"
          + "\"roles\":[\"executor\"],\"healthy\":true,\"problem\":\"\",\"circuit\":\"closed\","
          + "\"calls_in_flight\":0,\"calls\":0,\"failures\":0,\"rate_limited\":0,"
          + "\"estimated_answers\":0,\"usage\":{\"input_tokens\":0,\"output_tokens\":0,"
          + "\"cached_input_tokens\":0,\"cost_usd\":0.0}}";

  private static String busy(String name, String model, long estimated) {
    return "{\"name\":\""
        + name
        + "\",\"model\":\""
        + model
        + "\",\"provider\":\"openai_compatible\",\"tier\":3,\"roles\":"
        + "[\"planner\",\"executor\",\"verifier\",\"extractor\"],\"healthy\":false,"
        + "\"problem\":\"No model server answers at http://h/v1; start it.\",\"circuit\":\"open\","
        + "\"calls_in_flight\":2,\"calls\":1234,\"failures\":7,\"rate_limited\":31,"
        + "\"estimated_answers\":"
        + estimated
        + ",\"usage\":{\"input_tokens\":1234567,\"output_tokens\":4567,"
        + "\"cached_input_tokens\":1000000,\"cost_usd\":1.25}}";
  }

  private static String page(String... models) {
    var text = new StringWriter();
    var out = new PrintWriter(text);
    ModelTable.print(out, Json.parse("[" + String.join(",", models) + "]"));
    out.flush();
    return text.toString().replace(System.lineSeparator(), "\n");
  }

  @Test
  void modelsAreListedWithUsageAndProblems() {
    assertEquals(
        """
        NAME   MODEL    PROVIDER           TIER  ROLES     HEALTHY  CIRCUIT
        rules  builtin  builtin            1     executor  yes      closed
        big    m-1      openai_compatible  3     all       no       open

        NAME  CALLS  RUNNING  FAILED  LIMITED  TOKENS IN  CACHED     OUT    COST
        big   1,234  2        7       31       1,234,567  1,000,000  4,567  $1.25

        big: No model server answers at http://h/v1; start it.
        """,
        page(IDLE, busy("big", "m-1", 0)));
  }

  @Test
  void estimatedTokensAreMarked() {
    var page = page(busy("big", "m-1", 1));
    assertTrue(page.contains("~1,234,567  1,000,000  ~4,567  ~$1.25"), page);
  }

  @Test
  void healthyUnusedModelsTakeOneTable() {
    assertEquals(2, page(IDLE).lines().count());
  }

  @Test
  void noTableIsWiderThanAHundredColumns() {
    var page =
        page(
            busy("a-very-long-alias-of-a-model", "org/a-very-long-model-name-".repeat(9), 1), IDLE);
    var tables = page.lines().filter(line -> !line.contains(": ")).toList();
    assertTrue(tables.stream().allMatch(line -> line.length() <= 100), page);
    assertTrue(page.contains("…"), page);
  }

  @Test
  void modelNamesCannotMoveTheCursor() {
    var page = page(busy("x\\u001b[2J", "m\\u202e", 0));
    assertTrue(page.chars().noneMatch(c -> c == 0x1b || c == 0x202e), page);
  }
}
