package dev.loom.risk;

import static dev.loom.risk.TestCalls.assess;
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
    assertEquals(high(reason), assess(line));
  }

  @Test
  void removingANamedFileNeedsNone() {
    assertEquals(Optional.empty(), assess("rm -f build.log"));
  }

  @Test
  void findIsAssessedByItsActions() {
    assertEquals(
        high("Deletes every file that matches: `find . -delete`"), assess("find . -delete"));
    assertEquals(
        high("Overwrites a file with the matching file names: `find . -fprint x`"),
        assess("find . -fprint x"));
    assertEquals(
        high("Deletes files whose names are only known at run time: `rm …`"),
        assess("find . -exec rm {} +"));
    assertEquals(Optional.empty(), assess("find . -exec wc -l {} +"));
  }

  @Test
  void fdIsAssessedByTheCommandThatItRuns() {
    assertEquals(
        high("Deletes files whose names are only known at run time: `rm …`"), assess("fd x -X rm"));
    assertEquals(Optional.empty(), assess("fd x -x wc"));
  }
}
