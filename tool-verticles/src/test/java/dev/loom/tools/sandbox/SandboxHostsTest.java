package dev.loom.tools.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.api.tool.ProcessRunner.ProcessResult;
import dev.loom.tools.ToolHarness;
import dev.loom.tools.egress.ProxyHarness;
import dev.loom.tools.process.CallProcesses;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Programs in bubblewrap that contact listed and other hosts through the relay.
@Timeout(60)
class SandboxHostsTest {
  private static final Path BWRAP = Path.of("/usr/bin/bwrap");

  @TempDir private Path root;
  private SandboxHarness harness;
  private ProxyHarness network;

  @BeforeEach
  void prepare() throws Exception {
    assumeTrue(Files.isExecutable(BWRAP), "bubblewrap is not installed");
    var layout = SandboxLayout.of(root.resolve("loom"), root.resolve("loom/loom.db"), () -> 0);
    var sandbox = new BubblewrapSandbox(layout, BWRAP);
    var weakness = SandboxSelfTest.findWeakness(sandbox, layout);
    assumeTrue(weakness.isEmpty(), weakness);
    assumeTrue(sandbox.relaysToProxy(), "perl is not installed");
    harness = new SandboxHarness(root, sandbox, layout);
    network = new ProxyHarness(root.resolve("loom/p"));
  }

  @AfterEach
  void close() throws Exception {
    if (network != null) {
      network.close();
    }
  }

  private ProcessResult run(String script) throws Exception {
    var confinement =
        new Confinement(harness.sandbox, harness.policy(), Optional.of(network.proxies));
    try (var processes =
        new CallProcesses(
            confinement, Map.of(), () -> Duration.ofSeconds(30), ToolHarness.noBackground())) {
      return processes.run(
          List.of("/bin/sh", "-c", script.replace("PORT", "" + network.port)), Map.of());
    }
  }

  @Test
  void curlReachesListedHostsAndNoOthers() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
    var plain = run("curl -sS http://a.test:PORT/x");
    assertEquals("host=a.test:" + network.port + " ", plain.output(), plain.errorOutput());
    var tunnel = run("curl -sS -p http://x.b.test:PORT/x");
    assertEquals("host=x.b.test:" + network.port + " ", tunnel.output(), tunnel.errorOutput());
    var refused = run("curl -sS -p http://evil.test:PORT/x");
    assertTrue(
        refused
            .errorOutput()
            .contains("Note: the command was refused evil.test:%d.".formatted(network.port)),
        refused.errorOutput());
    assertEquals(2, network.requests.size());
  }

  @Test
  void gitClonesFromAListedHost() throws Exception {
    var made =
        run(
            "git init -q r && cd r && git -c user.name=a -c user.email=a@b commit -q --allow-empty"
                + " -m first && cd .. && git clone -q --bare r r.git && cd r.git"
                + " && git update-server-info");
    assertEquals(0, made.exitCode(), made.errorOutput());
    Files.move(harness.workspace.resolve("r.git"), network.files.resolve("r.git"));
    var cloned =
        run("git clone -q http://a.test:PORT/r.git c && git -C c log --format=%s; echo $?");
    assertEquals("first\n0\n", cloned.output(), cloned.errorOutput());
    var refused = run("git clone -q http://evil.test:PORT/r.git d");
    assertTrue(refused.errorOutput().contains("was refused evil.test"), refused.errorOutput());
  }

  @Test
  void npmInstallsFromAListedRegistry() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/npm")), "npm is not installed");
    var packed =
        run(
            "mkdir p && cd p && echo '{\"name\":\"small\",\"version\":\"1.0.0\"}' > package.json"
                + " && tar czf ../small.tgz --transform 's,^,package/,' package.json");
    assertEquals(0, packed.exitCode(), packed.errorOutput());
    Files.move(harness.workspace.resolve("small.tgz"), network.files.resolve("small.tgz"));
    Files.writeString(
        network.files.resolve("small"),
        """
        {"name": "small", "dist-tags": {"latest": "1.0.0"}, "versions": {"1.0.0": {
          "name": "small", "version": "1.0.0",
          "dist": {"tarball": "http://a.test:%d/small.tgz"}}}}
        """
            .formatted(network.port));
    var installed =
        run(
            "mkdir n && cd n && npm install --no-audit --no-fund --registry http://a.test:PORT small"
                + " && cat node_modules/small/package.json");
    assertTrue(installed.output().contains("\"version\":\"1.0.0\""), "" + installed);
  }

  @Test
  void programsCannotPassTheProxyBy() throws Exception {
    var around =
        run(
            "curl -sS --noproxy '*' http://127.0.0.1:PORT/ && echo out;"
                + " curl -sS --noproxy '*' http://a.test:PORT/ && echo out;"
                + " curl -sS -H 'Host: a.test' -x http://127.0.0.1:3128 http://127.0.0.1:PORT/;"
                + " curl -sS --unix-socket /run/loom-proxy http://127.0.0.1:PORT/");
    assertTrue(!around.output().contains("out"), around.output());
    assertTrue(network.requests.isEmpty());
  }

  @Test
  void ownServersWorkBesideIt() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "node is not installed");
    var result =
        run(
            "node -e \"require('http').createServer((q,r)=>r.end('own')).listen(8123)\" &"
                + " for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; curl -sf localhost:8123 && exit; done");
    assertEquals("own", result.output(), result.errorOutput());
  }

  @Test
  void theRelayDoesNotKeepACommandFromEnding() throws Exception {
    var result = run("echo ok; exit 3");
    assertEquals("ok\n", result.output());
    assertEquals(3, result.exitCode());
    try (var sockets = Files.list(root.resolve("loom/p"))) {
      assertEquals(0, sockets.count());
    }
  }

  @Test
  void manyConnectionsAndLargeBodiesPass() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
    var result =
        run(
            "head -c 5000000 /dev/zero | tr '\\0' x > big;"
                + " for i in 1 2 3 4 5 6 7 8; do curl -sS -T big http://a.test:PORT/$i | wc -c & done;"
                + " wait");
    var line = "" + ("host=a.test:" + network.port + " ").length();
    var expected = Integer.parseInt(line) + 5_000_000;
    assertEquals((expected + "\n").repeat(8), result.output(), result.errorOutput());
  }
}
