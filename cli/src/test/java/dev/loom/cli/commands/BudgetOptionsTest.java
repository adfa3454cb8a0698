package dev.loom.cli.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BudgetOptionsTest {
  private static Map<String, Number> limits(String... arguments) {
    return CommandLine.populateCommand(new BudgetOptions(), arguments).limits();
  }

  @Test
  void limitsHaveTheirNamesInTheRestApi() {
    assertEquals(
        Map.of("max_tokens", 5L, "max_cost_usd", 0.5, "max_seconds", 60L, "max_tool_calls", 3L),
        limits(
            "--budget-tokens=5",
            "--budget-cost=0.5",
            "--budget-seconds=60",
            "--budget-tool-calls=3"));
  }

  @Test
  void limitsThatAreNotGivenAreOmitted() {
    assertEquals(Map.of(), limits());
    assertEquals(Map.of("max_seconds", 1L), limits("--budget-seconds=1"));
  }
}
