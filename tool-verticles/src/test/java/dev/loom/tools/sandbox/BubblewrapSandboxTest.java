package dev.loom.tools.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.api.tool.ToolEffect;
import dev.loom.contracts.config.SandboxMode;
import dev.loom.contracts.tool.SandboxTier;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BubblewrapSandboxTest {
  private static final Path BWRAP = Path.of("/usr/bin/bwrap");

  @TempDir private Path root;
  private SandboxHarness harness;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(Files.isExecutable(BWRAP), "bubblewrap is not installed");
    var layout = SandboxLayout.of(root.resolve("loom"), root.resolve("loom/loom.db"), () -> 0);
    var sandbox = new BubblewrapSandbox(layout, BWRAP);
    var weakness = SandboxSelfTest.findWeakness(sandbox, layout);
    assumeTrue(weakness.isEmpty(), weakness);
    harness = new SandboxHarness(root, sandbox, layout);
  }

  private Path file(String name) throws IOException {
    var file = harness.workspace.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "before");
  }

  @Test
  void theSelfTestFindsNoWayOut() throws Exception {
    assertEquals("", SandboxSelfTest.findWeakness(harness.sandbox, harness.layout));
    var selection = SandboxSelection.choose(SandboxMode.REQUIRED, harness.layout);
    assertEquals(SandboxTier.BUBBLEWRAP, selection.sandbox().tier());
    assertEquals("Commands run in a sandbox: bubblewrap.", selection.describe());
  }

  @Test
  void theWorkspaceIsWritableButProtectedFilesAreNot() throws Exception {
    var env = file("deep/.env");
    var hook = file(".git/hooks/pre-commit");
    assertEquals("", harness.run("echo a > a; mkdir b; mv a b/a"));
    assertEquals("a\n", Files.readString(harness.workspace.resolve("b/a")));
    var output =
        harness.run(
            "echo x > deep/.env; echo x > .git/hooks/pre-commit; echo x > .git/new; rm deep/.env;"
                + " mv deep/.env deep/e; ln -f b/a deep/.env; mv .git .g; true");
    assertTrue(output.contains("Read-only file system"), output);
    assertEquals("before", Files.readString(env));
    assertEquals("before", Files.readString(hook));
    assertFalse(Files.exists(harness.workspace.resolve(".git/new")));
  }

  @Test
  void approvedPathsAreOpenedAndNoOthers() throws Exception {
    file(".env");
    file(".env.local");
    var policy =
        new SandboxPolicy(
            harness.workspace,
            "task",
            List.of(harness.workspace.resolve(".env")),
            false,
            false,
            false,
            SandboxHarness.LIMITS);
    harness.run(policy, "echo after > .env; echo after > .env.local");
    assertEquals("after\n", Files.readString(harness.workspace.resolve(".env")));
    assertEquals("before", Files.readString(harness.workspace.resolve(".env.local")));
  }

  @Test
  void whatIsNotApprovedIsNotOpened() throws Exception {
    file("sub/.env");
    file(".github/workflows/ci.yml");
    file(".git/hooks/a");
    var outside = Files.createDirectories(root.resolve("other"));
    var all = List.of(".", "", "sub", "sub/", ".github", "" + harness.workspace, "" + outside);
    var line =
        "echo x > sub/.env; echo x > .github/workflows/ci.yml; echo x > .git/hooks/a;"
            + " echo x > .git/hooks/b; echo x > "
            + outside
            + "/f";
    // An approval of another effect is none of these, which no question names.
    for (var approved : List.of(false, true)) {
      for (var path : all) {
        harness.run(policy(List.of(path), approved, "sh ./script"), line);
        assertEquals("before", Files.readString(harness.workspace.resolve("sub/.env")), path);
        assertEquals(
            "before",
            Files.readString(harness.workspace.resolve(".github/workflows/ci.yml")),
            path);
        assertEquals("before", Files.readString(harness.workspace.resolve(".git/hooks/a")), path);
        assertFalse(Files.exists(harness.workspace.resolve(".git/hooks/b")), path);
        assertFalse(Files.exists(outside.resolve("f")), path);
      }
    }
    var opensNetwork =
        SandboxPolicy.of(
            harness.workspace,
            "task",
            List.of(new ToolEffect.OpensNetwork()),
            false,
            SandboxHarness.LIMITS);
    assertFalse(opensNetwork.network());
  }

  @Test
  void anApprovedDirectoryOpensNoProtectedFileInItAndANewFileNoOther() throws Exception {
    var hook = file(".git/hooks/a");
    file(".git/config");
    harness.run(
        policy(List.of(".git"), true, "sh ./script"),
        "echo x > .git/index; echo x > .git/hooks/a; echo x > .git/config");
    assertEquals("x\n", Files.readString(harness.workspace.resolve(".git/index")));
    assertEquals("before", Files.readString(hook));
    assertEquals("before", Files.readString(harness.workspace.resolve(".git/config")));

    harness.run(
        policy(List.of(".git/hooks/b"), true, "sh ./script"),
        "echo x > .git/hooks/b; echo x > .git/hooks/a");
    assertEquals("x\n", Files.readString(harness.workspace.resolve(".git/hooks/b")));
    assertEquals("before", Files.readString(hook));

    // Loom's own directory is in the parent of the workspace.
    harness.run(policy(List.of(".."), true, "sh ./script"), "echo x > ../f");
    assertFalse(Files.exists(root.resolve("f")));
  }

  @Test
  void gitMayChangeTheRepositoryButNotItsSettings() throws Exception {
    harness.run("git init -q . && git config user.email a@b && git config user.name a");
    var policy =
        new SandboxPolicy(
            harness.workspace, "task", List.of(), false, true, false, SandboxHarness.LIMITS);
    assertEquals("", harness.run("echo 1 > f"));
    assertEquals(
        "1", harness.run(policy, "git add f && git commit -qm 1 && git rev-list --count HEAD"));
    var output =
        harness.run(policy, "git config core.fsmonitor 'touch x'; echo x > .git/hooks/pre-commit");
    assertTrue(output.contains("busy") || output.contains("Read-only"), output);
    assertFalse(Files.exists(harness.workspace.resolve(".git/hooks/pre-commit")));
  }

  @Test
  void gitMayReplaceProtectedFilesThatArePutBackOrApproved() throws Exception {
    var workflow = harness.workspace.resolve(".github/workflows/ci.yml");
    harness.run(
        "git init -q -b one . && git config user.email a@b && git config user.name a;"
            + " mkdir -p .github/workflows; echo 1 > .github/workflows/ci.yml; echo 1 > .env;"
            + " git add . && git commit -qm 1 && git checkout -qb two");
    Files.writeString(workflow, "2\n");
    harness.run(policy(List.of(), false, "git status"), "git commit -qam 2");

    for (var branch : List.of("one", "two")) {
      var line = "git checkout -q " + branch;
      assertEquals("", harness.run(policy(List.of(), false, line), line));
      assertEquals(branch.equals("one") ? "1\n" : "2\n", Files.readString(workflow));
    }
    var approved = policy(List.of(".github/workflows"), true, "git status");
    var output = harness.run(approved, "git checkout -q one; echo x > .env");
    assertTrue(output.contains("Read-only"), output);
    assertEquals("1\n", Files.readString(workflow));
    assertEquals("", harness.run(policy(List.of(".env"), true, "true"), "rm .env; echo 2 > .env"));
  }

  private SandboxPolicy policy(List<String> writable, boolean approved, String line) {
    var effects = new ArrayList<ToolEffect>(List.of(new ToolEffect.RunsCommand(line)));
    writable.forEach(path -> effects.add(new ToolEffect.WritesPath(path)));
    return SandboxPolicy.of(harness.workspace, "task", effects, approved, SandboxHarness.LIMITS);
  }

  @Test
  void temporaryFilesAndTheHomeArePrivateAndKeptBetweenCalls() throws Exception {
    assertEquals("", harness.run("echo 1 > /tmp/loom-sandbox-test; echo 2 > ~/kept"));
    assertEquals("1\n2", harness.run("cat /tmp/loom-sandbox-test ~/kept"));
    assertFalse(Files.exists(Path.of("/tmp/loom-sandbox-test")));
    assertFalse(Files.exists(Path.of(System.getProperty("user.home"), "kept")));
    harness.layout.deleteTemporaryOf("task");
    assertEquals("2", harness.run("cat /tmp/loom-sandbox-test ~/kept 2>/dev/null"));
  }

  @Test
  void socketsOfOtherProcessesAreOutOfReach() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not installed");
    var bound = harness.workspace.resolve("bound.sock");
    var renamed = harness.workspace.resolve("renamed.sock");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(bound));
      other.bind(UnixDomainSocketAddress.of(harness.workspace.resolve("first.sock")));
      Files.move(harness.workspace.resolve("first.sock"), renamed);
      for (var socket : List.of(bound, renamed)) {
        var output =
            harness.run(
                "python3 -c \"import socket; socket.socket(socket.AF_UNIX).connect('"
                    + socket
                    + "'); print('connected')\"");
        assertFalse(output.contains("connected"), output);
      }
    }
  }

  @Test
  void serversOnLoopbackWorkInside() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "node is not installed");
    assertEquals(
        "ok",
        harness.run(
            "node -e \"const h=require('http');const s=h.createServer((q,r)=>r.end('ok'));"
                + "s.listen(0,()=>h.get({port:s.address().port},r=>r.on('data',d=>{"
                + "console.log(''+d);process.exit()})))\""));
  }
}
