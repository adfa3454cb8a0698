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

class WrappersTest {
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
        Optional.of(position), Wrappers.programPosition(call.program(), call.words()), line);
    assertEquals("rm", call.argument(position));
  }

  @Test
  void commandWithTheOptionVOnlyLooksUpAProgram() {
    var call = call("command -v rm");
    assertEquals(Optional.empty(), Wrappers.programPosition(call.program(), call.words()));
  }

  @Test
  void aWrapperDoesNothingButRunAProgram() {
    assertTrue(Wrappers.isWrapper("nohup"));
    assertFalse(Wrappers.isWrapper("docker"));
  }

  @Test
  void anyArgumentOfARunnerMayBeItsProgram() {
    assertEquals(List.of(0, 2), Wrappers.candidatePositions(call("npx a -y b")));
    assertEquals(List.of(), Wrappers.candidatePositions(call("docker ps a")));
    assertEquals(List.of(2, 3), Wrappers.candidatePositions(call("docker run -it image rm")));
    assertEquals(List.of(0), Wrappers.candidatePositions(call("npx tool init")));
  }
}
