package dev.loom.risk;

import static dev.loom.risk.TestCalls.call;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgramCallTest {
  @Test
  void aFlagMayBeCombinedWithOthers() {
    assertTrue(call("rm -fr x").hasFlag("r"));
    assertFalse(call("rm --force r").hasFlag("r"));
  }

  @Test
  void aLongOptionMayBeAbbreviatedOrHaveAValue() {
    assertTrue(call("rm --recursive x").hasOption("--recursive"));
    assertTrue(call("rm --rec x").hasOption("--recursive"));
    assertTrue(call("tool --filter=sh").hasOption("--filter"));
    assertFalse(call("rm --r x").hasOption("--recursive"));
  }

  @Test
  void theValueOfAnOptionIsTheNextWordOrItsRest() {
    assertEquals(
        Optional.of("x"),
        call("tar -C x").optionValue(Condition.ANYWHERE, List.of("-C", "--directory")));
    assertEquals(
        Optional.of("x"),
        call("tar -Cx").optionValue(Condition.ANYWHERE, List.of("-C", "--directory")));
    assertEquals(
        Optional.of("x"),
        call("tar --directory=x").optionValue(Condition.ANYWHERE, List.of("-C", "--directory")));
    assertEquals(
        Optional.empty(),
        call("tar --directory").optionValue(Condition.ANYWHERE, List.of("-C", "--directory")));
  }

  @Test
  void aSettingIsItsNameAndTheLastOperand() {
    assertEquals("a=b", call("config set a --x b").setting());
    assertEquals("a=a", call("config a").setting());
    assertEquals("=", call("config set").setting());
  }

  @Test
  void theLineShowsTheWholeCall() {
    assertEquals("rm a b", call("rm 'a' \"b\"").line());
    assertEquals("rm", call("rm").line());
  }
}
