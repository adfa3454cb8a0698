package dev.loom.risk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitCommandLineTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "git status",
        "git add -A && git commit -m 'Fix the parser'",
        "cd sub && git log --oneline | head -5",
        "git -C sub --no-pager diff",
        "git rebase main || echo failed",
        "if git diff --quiet; then echo same; fi",
        "git commit -m \"$(date) release\"",
        "git stash; git checkout -b topic; git stash pop",
        "GIT_AUTHOR_DATE='2026-01-01' TZ=UTC git commit -m x",
        "git -c user.name=a -c user.email=a@b -C sub commit -m x",
        "git commit -F - <<'EOF'\nSubject\nEOF"
      })
  void aLineOfGitCommandsAndReadersIsRecognized(String line) {
    assertEquals(true, GitCommandLine.runsOnlyGit(line), line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ls",
        "make && git commit -am x",
        "./evil.sh; git add .",
        "git add $(./evil.sh)",
        "git commit -m \"`./evil.sh`\"",
        "git -c core.fsmonitor=./evil status",
        "GIT_SSH_COMMAND=./evil git fetch",
        "TZ=UTC GIT_SSH_COMMAND=./evil git fetch",
        "GIT_AUTHOR_DATE=$(./evil) git commit",
        "TZ=UTC ./evil; git status",
        "git -c user.name=a -c core.sshcommand=./evil fetch",
        "git -c",
        "git rebase --exec ./evil main",
        "git rebase -x ./evil main",
        "git bisect run ./evil",
        "git submodule foreach ./evil",
        "git fetch --upload-pack ./evil .",
        "git clone ext::sh",
        "git --exec-path=. status",
        "git $X",
        "$X status",
        "echo x > .git/HEAD; git status",
        "git difftool",
        "env git status",
        "git status \"unclosed"
      })
  void anythingElseIsNot(String line) {
    assertEquals(false, GitCommandLine.runsOnlyGit(line), line);
  }
}
