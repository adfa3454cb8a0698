package dev.loom.tools.change;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.loom.api.tool.ToolResult;
import dev.loom.tools.ChangeLogHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs commands of which no text says what they write, as a script would.
class ProtectedFileGuardTest {
  @TempDir private Path temp;
  private ChangeLogHarness calls;
  private Path root;

  @BeforeEach
  void open() throws IOException {
    calls = new ChangeLogHarness(temp);
    root = calls.root;
    Files.createDirectories(root.resolve(".git/hooks"));
    Files.createDirectories(root.resolve(".github/workflows"));
    write(".git/config", "[core]\n\tbare = false\n");
    write(".git/HEAD", "ref: refs/heads/main\n");
    write(".env", "KEY=1\n");
    write(".github/workflows/ci.yml", "on: push\n");
    write("a.txt", "a\n");
  }

  @AfterEach
  void close() {
    calls.close();
  }

  private void write(String path, String text) throws IOException {
    Files.writeString(root.resolve(path), text);
  }

  private String read(String path) throws IOException {
    return Files.readString(root.resolve(path));
  }

  private ToolResult shell(String command) throws InterruptedException {
    return calls.shell("s", command);
  }

  @Test
  void protectedFilesArePutBackAndOtherChangesStay() throws Exception {
    var result =
        shell(
            "echo evil > .env; rm .github/workflows/ci.yml; echo k > id_rsa; echo b >> a.txt; mkdir"
                + " .ssh; echo c > .ssh/config");
    assertEquals("KEY=1\n", read(".env"));
    assertEquals("on: push\n", read(".github/workflows/ci.yml"));
    assertFalse(Files.exists(root.resolve("id_rsa")));
    assertFalse(Files.exists(root.resolve(".ssh")));
    assertEquals("a\nb\n", read("a.txt"));
    assertEquals(List.of("MODIFIED a.txt"), calls.kinds());
    assertTrue(
        result.output().contains(".env, .github/workflows/ci.yml, .ssh/config, id_rsa"),
        result.output());
    assertTrue(result.output().contains("'writable'"), result.output());
  }

  @Test
  void whatTheCommandWroteIsKept() throws Exception {
    var output = shell("echo evil > .env").output();
    var kept = output.replaceAll("(?s).*is in (\\S+)\\. .*", "$1");
    assertEquals("evil\n", Files.readString(Path.of(kept).resolve(".env")), output);
  }

  @Test
  void hooksAndSettingsOfGitArePutBack() throws Exception {
    var result =
        shell(
            "echo x > .git/hooks/pre-commit; echo '[alias] a = !x' >> .git/config; echo '* diff=x'"
                + " > .git/info || mkdir -p .git/info; echo data > .git/index");
    assertFalse(Files.exists(root.resolve(".git/hooks/pre-commit")));
    assertEquals("[core]\n\tbare = false\n", read(".git/config"));
    assertEquals("data\n", read(".git/index"));
    assertTrue(result.output().contains(".git/config, .git/hooks/pre-commit"), result.output());
  }

  @Test
  void aNewRepositoryKeepsWhatRunsNothing() throws Exception {
    shell(
        """
        mkdir -p sub/.git/hooks
        cat > sub/.git/config <<'EOF'
        [core]
        	bare = false
        	fsmonitor = rm -rf x
        	sshCommand = evil
        [remote "origin"]
        	url = https://example.org/a.git
        	fetch = +refs/heads/*:refs/remotes/origin/*
        [remote "b"]
        	url = ext::sh -c evil
        [include]
        	path = ../evil
        [user]
        	name = A B
        EOF
        echo x > sub/.git/hooks/post-checkout
        echo y > sub/.git/hooks/a.sample
        """);
    assertEquals(
        """
        [core]
        	bare = false
        [remote "origin"]
        	url = https://example.org/a.git
        	fetch = +refs/heads/*:refs/remotes/origin/*
        [remote "b"]
        [include]
        [user]
        	name = A B
        """,
        read("sub/.git/config"));
    assertFalse(Files.exists(root.resolve("sub/.git/hooks/post-checkout")));
    assertTrue(Files.exists(root.resolve("sub/.git/hooks/a.sample")));
  }

  @Test
  void aLinkInPlaceOfAProtectedFileIsNotFollowed() throws Exception {
    write("victim.txt", "precious\n");
    shell("ln -sf ../victim.txt .git/config; rm .env; ln -s victim.txt .env");
    assertEquals("precious\n", read("victim.txt"));
    assertEquals("[core]\n\tbare = false\n", read(".git/config"));
    assertEquals("KEY=1\n", read(".env"));
  }

  /// Each makes git run a program, or take its settings from a place that is not guarded.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo ../../evil > DIR/commondir",
        "rm -rf DIR/hooks; ln -s ../../evil DIR/hooks",
        "rm -f DIR/config; ln -s ../../evil DIR/config",
        "(printf '[core]\\n fsmonitor = x\\n'; head -c 1300000 /dev/zero | tr '\\0' '#') > DIR/config",
        "for i in $(seq 1100); do echo > DIR/hooks/$i.sample; done; echo x > DIR/hooks/pre-commit;"
            + " chmod +x DIR/hooks/pre-commit",
        "mkdir -p DIR/modules/lib/foo; printf '[core]\\n fsmonitor = x\\n' > DIR/modules/lib/foo/config",
        "mkdir -p DIR/modules/a/hooks; echo x > DIR/modules/a/hooks/post-checkout",
        "mkdir -p DIR/worktrees/w; echo ../../../evil > DIR/worktrees/w/commondir",
        "mkfifo DIR/config.worktree",
        "mkdir -p DIR/info; echo '* filter=x' > DIR/info/attributes"
      })
  void aRepositoryKeepsNothingThatRunsAProgram(String attack) throws Exception {
    shell(attack.replace("DIR", ".git"));
    shell(
        "mkdir -p new/.git/hooks; echo 'ref: refs/heads/main' > new/.git/HEAD;"
            + attack.replace("DIR", "new/.git"));
    for (var directory : List.of(".git", "new/.git")) {
      try (var files = Files.walk(root.resolve(directory))) {
        for (var file : files.filter(each -> !Files.isDirectory(each, NOFOLLOW_LINKS)).toList()) {
          assertTrue(Files.isRegularFile(file, NOFOLLOW_LINKS), file.toString());
          var name = root.resolve(directory).relativize(file).toString();
          var text = Files.readString(file);
          assertFalse(
              name.matches("(.*/)?(commondir|attributes)")
                  || name.contains("hooks/") && !name.endsWith(".sample")
                  || text.contains("fsmonitor"),
              file + ": " + text.substring(0, Math.min(100, text.length())));
        }
      }
    }
    assertEquals("[core]\n\tbare = false\n", read(".git/config"));
  }

  @Test
  void whatIsReplacedByALinkOrADirectoryIsPutBackOrNamed() throws Exception {
    write("victim.txt", "precious\n");
    Files.createDirectories(root.resolve("elsewhere/workflows"));
    write("elsewhere/workflows/ci.yml", "mine\n");
    shell("rm -rf .github; ln -s elsewhere .github");
    assertEquals("on: push\n", read(".github/workflows/ci.yml"));
    assertEquals("mine\n", read("elsewhere/workflows/ci.yml"));
    var output = shell("rm .env; mkdir -p .env/x; echo 1 > .env/x/y; echo x > id_rsa").output();
    assertTrue(output.contains(".env"), output);
    assertFalse(Files.exists(root.resolve("id_rsa")));
  }

  @Test
  void closedDirectoriesHideNothing() throws Exception {
    assumeFalse("root".equals(System.getProperty("user.name")), "root may read everything");
    shell("mkdir -p a/b/.git/hooks; echo x > a/b/.git/hooks/pre-commit; chmod 0 a/b a");
    for (var directory : List.of("a", "a/b")) {
      Files.setPosixFilePermissions(
          root.resolve(directory), PosixFilePermissions.fromString("rwx------"));
    }
    assertTrue(Files.exists(root.resolve("a/b/.git/hooks")));
    assertFalse(Files.exists(root.resolve("a/b/.git/hooks/pre-commit")));
  }

  @Test
  void manyNewProtectedFilesAreRemovedInTime() throws Exception {
    shell("mkdir n; cd n; seq 3000 | xargs -n 500 sh -c 'for f; do echo x > .env.$f; done' x");
    assertFalse(Files.exists(root.resolve("n")));
  }

  @Test
  void aWorktreeOfGitStays() throws Exception {
    shell("mkdir -p .git/worktrees/w; echo ../.. > .git/worktrees/w/commondir");
    assertEquals("../..\n", read(".git/worktrees/w/commondir"));
  }

  /// More files than are recorded for undo.
  @Test
  void theSizeOfTheWorkspaceDoesNotMatter() throws Exception {
    shell("mkdir many; cd many; seq 30000 | xargs touch; cd ..; echo evil > .env; echo x > id_rsa");
    assertEquals("KEY=1\n", read(".env"));
    assertFalse(Files.exists(root.resolve("id_rsa")));
    shell("echo evil > .env; echo x > .git/hooks/pre-commit; rm -rf many");
    assertEquals("KEY=1\n", read(".env"));
    assertFalse(Files.exists(root.resolve(".git/hooks/pre-commit")));
  }

  @Test
  void whatIsTooLargeToBePutBackIsNamed() throws Exception {
    shell("true");
    Files.write(root.resolve(".env.local"), new byte[20 << 20]);
    var output = shell("echo evil > .env.local").output();
    assertTrue(
        output.contains("could not be put back (too large, or replaced): .env.local"), output);
  }

  @Test
  void anApprovedCommandMayChangeThem() throws Exception {
    calls.approved("s", "echo 'KEY=2' > .env; echo x > .git/hooks/pre-commit");
    assertEquals("KEY=2\n", read(".env"));
    assertEquals("x\n", read(".git/hooks/pre-commit"));
  }
}
