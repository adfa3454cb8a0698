package dev.loom.tools.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.api.tool.Arguments;
import dev.loom.api.tool.ToolEffect;
import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.process.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class GitCommandToolTest {
  private final GitCommandTool gitCommand = new GitCommandTool(Duration.ofSeconds(30));
  @TempDir private Path root;
  private ToolHarness harness;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/git")), "git is not installed");
    root = root.toRealPath();
    harness = new ToolHarness(Files.createDirectory(root.resolve("w")));
    shell(
        "git init -q -b main . && git config user.name Ada && git config user.email a@b && echo 1 > f"
            + " && git add f && git commit -qm one");
  }

  @AfterEach
  void close() throws IOException {
    harness.close();
  }

  private String shell(String line) throws Exception {
    var result = Shell.run(harness.processRunner(), line);
    assertEquals(0, result.exitCode(), result.output());
    return result.output();
  }

  private ToolResult git(String... args) throws Exception {
    return harness.run(gitCommand, Map.of("args", List.of(args)));
  }

  private List<ToolEffect> effects(String... args) {
    return gitCommand.effects(new Arguments(Map.of("args", List.of(args))));
  }

  @Test
  void aRepositoryIsReadAndChanged() throws Exception {
    Files.writeString(root.resolve("w/f"), "2\n");
    Files.writeString(root.resolve("w/a b"), "3\n");
    assertEquals(" M f\n?? \"a b\"\n", git("status", "--short").output());
    assertTrue(git("diff").output().contains("-1\n+2\n"));
    assertTrue(git("add", "-A").success());
    assertTrue(git("commit", "-q", "-m", "two; $(touch x) 'quoted'").success());
    assertEquals("two; $(touch x) 'quoted'\n", git("log", "-1", "--format=%s").output());
    assertFalse(Files.exists(root.resolve("w/x")));
    assertTrue(git("switch", "-q", "-c", "topic").success());
    assertEquals("topic\n", git("rev-parse", "--abbrev-ref", "HEAD").output());
    assertEquals("f:1:2\n", git("grep", "-n", "2", "--", "f").output());
    assertEquals(ToolResult.ok("No matches found.").output(), git("grep", "zebra").output());
  }

  @Test
  void aFailureHasItsExitCodeAndOutput() throws Exception {
    var result = git("show", "no-such-branch");
    assertEquals("Git exit code: 128", result.error());
    assertTrue(result.output().contains("no-such-branch"), result.output());
    // Without an editor, a message is required.
    shell("echo 2 > f");
    assertFalse(git("commit", "-a").success());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "config --list",
        "-C /tmp status",
        "-c core.pager=x log",
        "--exec-path=/tmp status",
        "bisect run ./x",
        "filter-branch",
        "submodule foreach ./x",
        "fetch --upload-pack=./x .",
        "fetch --upload-p=./x .",
        "push --receive-pack=./x .",
        "clone -u ./x . y",
        "clone -c core.hooksPath=h . y",
        "clone --config=core.hooksPath=h . y",
        "clone --template=./t . y",
        "clone ext::./x y",
        "fetch ext::sh%20-c%20./x",
        "remote add x foo::bar",
        "rebase --exec ./x HEAD",
        "rebase --ex=./x HEAD",
        "rebase -x./x HEAD",
        "diff --ext-diff",
        "diff --ext-d",
        "log -p --textconv",
        "grep -O./x 1",
        "grep --open-files-in-pager=./x 1",
        "cat-file --textconv HEAD:f",
        "init --separate-git-dir=../g"
      })
  void whatRunsOtherProgramsIsRefused(String line) throws Exception {
    shell("printf '#!/bin/sh\\ntouch ran\\n' > x; chmod +x x");
    var result = git(line.isEmpty() ? new String[0] : line.split(" "));
    assertEquals("invalid_arguments", result.errorCode(), result.toString());
    assertFalse(Files.exists(root.resolve("w/ran")));
    assertEquals(
        List.of(new ToolEffect.ReadsPath(".")),
        effects(line.isEmpty() ? new String[0] : line.split(" ")));
  }

  /// Settings by which a repository makes git run a program, with hooks, attributes and a remote.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "core.fsmonitor=./x",
        "core.pager=./x",
        "pager.log=./x",
        "core.editor=./x",
        "sequence.editor=./x",
        "core.sshCommand=./x",
        "core.askPass=./x",
        "credential.helper=!./x",
        "gpg.program=./x",
        "commit.gpgSign=true",
        "core.hooksPath=hooks",
        "alias.status=!./x",
        "diff.external=./x",
        "diff.d.command=./x",
        "diff.d.textconv=./x",
        "filter.d.clean=./x",
        "filter.d.smudge=./x",
        "filter.d.process=./x",
        "merge.d.driver=./x",
        "remote.origin.uploadpack=./x",
        "interactive.diffFilter=./x",
        "trailer.t.command=./x",
        "core.alternateRefsCommand=./x",
        "log.showSignature=true"
      })
  void noProgramOfAHostileRepositoryRuns(String setting) throws Exception {
    shell(
        "printf '#!/bin/sh\\ntouch "
            + root
            + "/ran\\ncat\\n' > x; chmod +x x; mkdir -p hooks; for h in pre-commit post-checkout"
            + " post-commit reference-transaction post-index-change commit-msg pre-rebase post-merge;"
            + " do cp x hooks/$h; cp x .git/hooks/$h; done; echo '* diff=d filter=d merge=d' >"
            + " .gitattributes; git remote add origin .");
    var name = setting.substring(0, setting.indexOf('='));
    shell("git config " + name + " '" + setting.substring(setting.indexOf('=') + 1) + "'");
    shell("git config gpg.program ./x; rm -f " + root + "/ran");
    Files.writeString(root.resolve("w/f"), "changed\n");
    for (var line :
        List.of(
            "status",
            "diff",
            "log -p --show-signature --format=%G?",
            "show",
            "blame f",
            "add f",
            "commit -m two",
            "commit --amend",
            "stash",
            "switch -c topic",
            "merge main",
            "rebase main",
            "tag -a v1 -m v1",
            "fetch origin",
            "pull origin main",
            "push origin HEAD:other",
            "checkout main",
            "worktree add ../wt")) {
      git(line.split(" "));
      assertFalse(Files.exists(root.resolve("ran")), line);
    }
  }

  @Test
  void readingNeedsNoApprovalAndTheRestIsJudgedAsACommand() {
    for (var line : List.of("status", "log --oneline -5", "diff HEAD~1..HEAD", "show HEAD:f")) {
      assertEquals(List.of(new ToolEffect.ReadsPath(".")), effects(line.split(" ")), line);
    }
    assertEquals(
        List.of(new ToolEffect.RunsCommand("git reset --hard")), effects("reset", "--hard"));
    assertEquals(
        List.of(new ToolEffect.RunsCommand("git commit -m 'a '\\''b'\\'' $x'")),
        effects("commit", "-m", "a 'b' $x"));
    assertEquals(
        List.of(new ToolEffect.RunsCommand("git pull -q"), new ToolEffect.OpensNetwork()),
        effects("pull", "-q"));
    for (var line :
        List.of(
            "diff --output=f",
            "diff --outp=f",
            "log --output f",
            "diff --no-index a b",
            "diff /etc/passwd /dev/null",
            "grep x ../other",
            "blame --contents=/etc/passwd f")) {
      assertTrue(
          effects(line.split(" ")).getFirst() instanceof ToolEffect.RunsCommand,
          () -> line + effects(line.split(" ")));
    }
  }
}
