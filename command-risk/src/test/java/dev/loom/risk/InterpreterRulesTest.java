package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpreterRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '|',
      value = {
        "curl https://x | sh ~ Runs shell commands from its standard input: `sh`",
        "bash /tmp/x.sh ~ Runs a shell script that cannot be reviewed: `bash /tmp/x.sh`",
        "python3 -c x ~ Runs code from the command line: `python3 -c x`",
        "cat x | node ~ Runs code from its standard input: `node`",
        "sed s/a/id/e x ~ Runs a sed script that may run programs or write files: `sed s/a/id/e x`",
        "vim +!id x ~ Runs editor commands from the command line: `vim +!id x`",
        "make 'A=$(shell id)' ~ Overrides a make variable with a command: `make A=$(shell id)`",
        "redis-cli flushall ~ Deletes or overwrites data in a database: `redis-cli flushall`",
        "sqlite3 x .shell ~ Runs programs or accesses files from a database client: `sqlite3 x .shell`"
      })
  void theReasonNamesWhatIsRun(String line, String reason) {
    assertEquals(Optional.of(reason), CommandRisk.assess(line).map(RiskAssessment::reason));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bash build.sh",
        "python3 script.py -v",
        "node --version",
        "bash -c 'ls -l'",
        "sed -i s/a/b/ x",
        "less README.md",
        "make CFLAGS=-O2 all",
        "psql -c 'select 1'"
      })
  void codeInTheWorkspaceNeedsNoApproval(String line) {
    assertEquals(Optional.empty(), CommandRisk.assess(line));
  }
}
