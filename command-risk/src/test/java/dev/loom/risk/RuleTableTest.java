package dev.loom.risk;

import static dev.loom.risk.TestCalls.assess;
import static dev.loom.risk.TestCalls.high;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTableTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rm -r x | Deletes files recursively: `rm -r x`",
        "truncate -s 0 x | Truncates files: `truncate -s 0 x`",
        "cp a .env | Writes to a protected path: `.env`",
        "sudo rm -r x | Runs a command as another user: `sudo rm -r x`",
        "git reset --hard | Discards uncommitted changes: `git reset --hard`",
        "npm publish | Publishes a package to a public registry: `npm publish`"
      })
  void theMostSpecificRuleOfAProgramApplies(String line, String reason) {
    assertEquals(high(reason), assess(line));
  }

  @Test
  void outputOptionsOfOtherProgramsAreChecked() {
    assertEquals(high("Writes to a protected path: `.env`"), assess("compile -o .env"));
    assertEquals(Optional.empty(), assess("grep -o .env x"));
  }
}
