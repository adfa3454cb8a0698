package dev.loom.risk;

import static dev.loom.risk.TestCalls.NESTED;
import static dev.loom.risk.TestCalls.call;
import static dev.loom.risk.TestCalls.high;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeletingRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rm -rf build | Deletes files recursively: `rm -rf build`",
        "rm --recursive x | Deletes files recursively: `rm --recursive x`",
        "rm -d x | Deletes directories: `rm -d x`",
        "rm *.o | Deletes files whose names are only known at run time: `rm *.o`",
        "rm $FILES | Deletes files whose names are only known at run time: `rm …`",
        "rm ../x | Deletes files outside the workspace: `rm ../x`",
        "rm .env | Writes to a protected path: `.env`",
        "srm x | Deletes files permanently: `srm x`"
      })
  void removingMoreThanNamedFilesOfTheWorkspaceNeedsApproval(String line, String reason) {
    assertEquals(high(reason), DeletingRules.remove(call(line), NESTED));
  }

  @Test
  void removingANamedFileNeedsNone() {
    assertEquals(Optional.empty(), DeletingRules.remove(call("rm -f build.log"), NESTED));
  }

  @Test
  void findIsAssessedByItsActions() {
    assertEquals(
        high("Deletes every file that matches: `find . -delete`"),
        DeletingRules.find(call("find . -delete"), NESTED));
    assertEquals(
        high("Overwrites a file with the matching file names: `find . -fprint x`"),
        DeletingRules.find(call("find . -fprint x"), NESTED));
    assertEquals(
        high("Deletes files whose names are only known at run time: `rm …`"),
        DeletingRules.find(call("find . -exec rm {} +"), NESTED));
    assertEquals(Optional.empty(), DeletingRules.find(call("find . -exec wc -l {} +"), NESTED));
  }

  @Test
  void fdIsAssessedByTheCommandThatItRuns() {
    assertEquals(
        high("Deletes files whose names are only known at run time: `rm …`"),
        DeletingRules.fd(call("fd x -X rm"), NESTED));
    assertEquals(Optional.empty(), DeletingRules.fd(call("fd x -x wc"), NESTED));
  }
}
