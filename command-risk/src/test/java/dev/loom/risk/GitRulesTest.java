package dev.loom.risk;

import static dev.loom.risk.TestCalls.assess;
import static dev.loom.risk.TestCalls.high;
import static dev.loom.risk.TestCalls.medium;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitRulesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "git push -f origin main | Overwrites or deletes remote branches",
        "git push origin :main | Overwrites or deletes remote branches",
        "git reset --hard | Discards uncommitted changes",
        "git clean -fd | Deletes untracked files",
        "git checkout -- . | Discards uncommitted changes",
        "git checkout -B main | Resets an existing branch",
        "git switch -C main | Resets an existing branch",
        "git switch --discard-changes main | Discards uncommitted changes",
        "git branch -D main | Deletes or overwrites a branch",
        "git stash drop | Deletes stashed changes",
        "git rm -r src | Deletes tracked files",
        "git rebase -x make main | Runs a command for each rebased commit",
        "git config core.hooksPath x | Changes git settings that can run programs",
        "git clone ext::sh | Runs another program from git"
      })
  void theReasonNamesTheEffectAndTheCommand(String line, String effect) {
    assertEquals(high(effect + ": `" + line + "`"), assess(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git status",
        "git push origin main",
        "git -C sub commit -m 'reset --hard'",
        "git checkout -b feature",
        "git clean -n",
        "git restore --staged a",
        "git config user.name me",
        "git config --get core.hooksPath",
        "git -c color.ui=never diff",
        "git rm --cached -r src"
      })
  void everydayCommandsNeedNoApproval(String line) {
    assertEquals(Optional.empty(), assess(line));
  }

  @Test
  void anUnknownSubcommandMayBeAnAlias() {
    assertEquals(
        medium("Runs an unknown git subcommand, possibly an alias: `git undo`"),
        assess("git undo"));
  }

  @Test
  void aSettingOnTheCommandLineMayRunAProgram() {
    assertEquals(
        high("Overrides git settings that can run programs: `git -c core.sshCommand=sh fetch`"),
        assess("git -c core.sshCommand=sh fetch"));
  }

  @Test
  void theCommandsOfBisectAndSubmoduleAreAssessed() {
    assertEquals(
        high("Deletes files recursively: `rm -rf x`"), assess("git submodule foreach 'rm -rf x'"));
    assertEquals(Optional.empty(), assess("git bisect run make test"));
  }
}
