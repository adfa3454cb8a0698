package dev.loom.risk;

import static dev.loom.risk.TestCalls.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrapperTest {
  private static List<Integer> candidates(String line) {
    var call = call(line);
    return RuleTable.runner(call.program()).orElseThrow().candidatePositions(call);
  }

  @ParameterizedTest
  @CsvSource({
    "env rm x, 0",
    "env -u A B=1 rm x, 3",
    "timeout 5 rm x, 1",
    "timeout -k 1 5 rm x, 3",
    "nice -n 5 rm x, 2",
    "xargs -n 1 rm, 2",
    "command rm x, 0",
    "flock lock rm x, 1"
  })
  void theProgramFollowsTheOptionsAndOperandsOfTheWrapper(String line, int position) {
    var call = call(line);
    assertEquals(
        Optional.of(position),
        RuleTable.wrapper(call.program()).orElseThrow().programPosition(call.words()),
        line);
    assertEquals("rm", call.argument(position));
  }

  @Test
  void commandWithTheOptionVOnlyLooksUpAProgram() {
    var call = call("command -v rm");
    assertEquals(
        Optional.empty(),
        RuleTable.wrapper(call.program()).orElseThrow().programPosition(call.words()));
  }

  @Test
  void aWrapperDoesNothingButRunAProgram() {
    assertTrue(RuleTable.wrapper("nohup").isPresent());
    assertFalse(RuleTable.wrapper("docker").isPresent());
  }

  @Test
  void anyArgumentOfARunnerMayBeItsProgram() {
    assertEquals(List.of(0, 2), candidates("npx a -y b"));
    assertEquals(List.of(), candidates("docker ps a"));
    assertEquals(List.of(2, 3), candidates("docker run -it image rm"));
    assertEquals(List.of(0), candidates("npx tool init"));
  }
}
