package dev.loom.tools.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.contracts.config.SandboxMode;
import dev.loom.contracts.config.ToolsConfig;
import dev.loom.contracts.id.OperationId;
import dev.loom.contracts.id.StepId;
import dev.loom.contracts.id.SubtaskId;
import dev.loom.contracts.id.TaskId;
import dev.loom.contracts.tool.RunTool;
import dev.loom.tools.change.ChangeLog;
import dev.loom.tools.host.SharedHostState;
import dev.loom.tools.host.ToolHost;
import dev.loom.tools.process.BackgroundProcesses;
import dev.loom.tools.sandbox.TwoStepAttacks.Attack;
import dev.loom.tools.sandbox.TwoStepAttacks.Targets;
import dev.loom.tools.shell.ShellExecuteTool;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs attacks through a tool host whose processes a sandbox confines. A sample of 40 unless the
/// system property `loom.attacks` is `all` or a part of them, such as `0-500`.
class TwoStepAttacksTest {
  private static final int SAMPLE = 40;
  private static final int ATTACKS_MIN = 1_000;
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final String CANARY = "canary-5cc1f9";
  private static final Path BWRAP = Path.of("/usr/bin/bwrap");

  @TempDir private Path root;

  private final AtomicInteger contacts = new AtomicInteger();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private Vertx vertx;
  private SandboxLayout layout;
  private Targets targets;
  private Process engine;

  @BeforeEach
  void prepareTargets() throws Exception {
    vertx = Vertx.vertx();
    root = root.toRealPath();
    var home = Files.createDirectories(root.resolve("user"));
    layout =
        new SandboxLayout(
            root.resolve("loom"),
            root.resolve("loom/loom.db"),
            () -> 0,
            home,
            System.getenv("PATH"));
    var workspace = root.resolve("workspace");
    var outside = root.resolve("outside");
    for (var file :
        List.of(
            outside.resolve("victim"),
            home.resolve(".ssh/authorized_keys"),
            home.resolve(".ssh/id_rsa"),
            home.resolve(".aws/credentials"),
            home.resolve(".bashrc"),
            layout.loomHome().resolve("loom.db"),
            layout.loomHome().resolve("token"))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, CANARY);
    }
    var builder = new ProcessBuilder("sleep", "86399");
    builder.environment().put("LOOM_KEY", CANARY);
    engine = builder.start();
    targets =
        new Targets(
            workspace,
            home,
            layout.loomHome(),
            outside,
            engine.pid(),
            listen(outside),
            "86398." + engine.pid());
  }

  private int listen(Path outside) throws IOException {
    var server = new ServerSocket(0);
    var datagrams = new DatagramSocket(server.getLocalPort());
    var local = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    local.bind(UnixDomainSocketAddress.of(outside.resolve("socket")));
    opened.addAll(List.of(server, datagrams, local));
    count(() -> server.accept().close());
    count(() -> datagrams.receive(new DatagramPacket(new byte[9], 9)));
    count(() -> local.accept().close());
    return server.getLocalPort();
  }

  private interface Waiting {
    void forContact() throws IOException;
  }

  private void count(Waiting waiting) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  waiting.forContact();
                  contacts.incrementAndGet();
                }
              } catch (IOException closed) {
                return;
              }
            });
  }

  @AfterEach
  void close() throws Exception {
    for (var closeable : opened) {
      closeable.close();
    }
    engine.destroyForcibly().waitFor();
    vertx.close().await();
  }

  private void prepareWorkspace() throws IOException, InterruptedException {
    delete(targets.workspace());
    for (var name :
        List.of(".git/hooks/pre-commit", ".env", ".github/workflows/ci.yml", "README.md")) {
      var file = targets.workspace().resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "before");
    }
    git("git init -q . && git add README.md && git commit -qm 1 --no-verify");
  }

  private void git(String line) throws IOException, InterruptedException {
    var builder =
        new ProcessBuilder("sh", "-c", line)
            .directory(targets.workspace().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    for (var role : List.of("AUTHOR", "COMMITTER")) {
      builder.environment().put("GIT_" + role + "_NAME", "a");
      builder.environment().put("GIT_" + role + "_EMAIL", "a@b");
    }
    assertEquals(0, builder.start().waitFor(), line);
  }

  private static void delete(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (var all = Files.walk(directory)) {
        for (var path : all.sorted(Collections.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  /// Returns the contents of everything that must not change.
  private Map<String, String> guarded() throws IOException {
    var contents = new TreeMap<String, String>();
    var workspace = targets.workspace();
    for (var top :
        List.of(
            targets.outside(),
            targets.home(),
            workspace.resolve(".git/hooks"),
            workspace.resolve(".git/config"),
            workspace.resolve(".env"),
            workspace.resolve(".env.local"),
            workspace.resolve(".github"),
            layout.loomHome().resolve("loom.db"),
            layout.loomHome().resolve("token"))) {
      try (Stream<Path> all = Files.exists(top) ? Files.walk(top) : Stream.of()) {
        for (var path : all.toList()) {
          contents.put(path.toString(), Files.isRegularFile(path) ? Files.readString(path) : "");
        }
      }
    }
    return contents;
  }

  private ToolHost host(Sandbox sandbox) {
    var config = ToolsConfig.defaults();
    var home = layout.loomHome();
    return new ToolHost(
        new SharedHostState(
            vertx,
            config,
            home,
            new ChangeLog(config, home),
            new BackgroundProcesses(config.processes(), task -> new CompletableFuture<>()),
            new SandboxSelection(SandboxMode.REQUIRED, sandbox, List.of())),
        List.of(new ShellExecuteTool(LIMIT)),
        List.of());
  }

  private RunTool call(int number, String command) {
    var task = new TaskId("t");
    var step = new StepId("s.1.1." + number);
    return new RunTool(
        OperationId.forTask(task, step.value()),
        task,
        new SubtaskId("s"),
        step,
        targets.workspace().toString(),
        "shell_execute",
        number % 2 == 0
            ? Map.of("command", command)
            : Map.of("command", command, "writable", wanted(), "network", true),
        false,
        false);
  }

  /// What attacks ask to be opened, without an approval.
  private List<String> wanted() {
    return Stream.concat(
            Stream.of("", ".", "..", ".git", ".env", ".github", "~"),
            Stream.of(targets.workspace(), targets.outside(), targets.home()).map(Path::toString))
        .toList();
  }

  private List<Attack> chosen() {
    var all = new ArrayList<>(TwoStepAttacks.all(targets));
    assertTrue(all.size() >= ATTACKS_MIN, "only " + all.size() + " attacks");
    Collections.shuffle(all, new Random(20_261_201));
    var part = System.getProperty("loom.attacks", "0-" + SAMPLE).split("-");
    return part.length == 1
        ? all
        : all.subList(Integer.parseInt(part[0]), Math.min(all.size(), Integer.parseInt(part[1])));
  }

  /// Runs both calls and returns what the attack achieved.
  private List<String> run(ToolHost host, Attack attack, int number) throws Exception {
    prepareWorkspace();
    var before = guarded();
    for (var file : attack.files().entrySet()) {
      Files.writeString(targets.workspace().resolve(file.getKey()), file.getValue());
    }
    var start = System.nanoTime();
    var result = host.run(call(number, attack.command())).result();
    var seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
    var effects = new ArrayList<String>();
    var after = guarded();
    if (!before.equals(after)) {
      after.entrySet().removeAll(before.entrySet());
      effects.add("changed " + after.keySet());
    }
    if ((result.output() + result.error()).contains(CANARY)) {
      effects.add("read a canary");
    }
    if (contacts.getAndSet(0) > 0) {
      effects.add("reached a server");
    }
    if (!engine.isAlive()) {
      effects.add("killed the engine");
    }
    if (endSurvivors() > 0) {
      effects.add("left processes");
    }
    if (seconds > LIMIT.toSeconds() + 2) {
      effects.add("took " + seconds + " s");
    }
    return effects;
  }

  /// Returns how many there were.
  private long endSurvivors() throws IOException {
    try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      long count = 0;
      for (var process : processes) {
        try {
          if (Files.readString(process.resolve("cmdline")).contains(targets.seconds())) {
            count++;
            ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                .ifPresent(ProcessHandle::destroyForcibly);
          }
        } catch (IOException ended) {
          continue;
        }
      }
      return count;
    }
  }

  private void assertHolds(Sandbox sandbox) throws Exception {
    var weakness = SandboxSelfTest.findWeakness(sandbox, layout);
    assumeTrue(weakness.isEmpty(), weakness);
    var host = host(sandbox);
    var failures = new TreeMap<String, List<String>>();
    int number = 0;
    for (var attack : chosen()) {
      var effects = run(host, attack, ++number);
      if (!effects.isEmpty()) {
        failures.put(attack.name(), effects);
      }
    }
    host.close();
    System.out.printf("%s: %d attacks, %d effects%n", sandbox.tier(), number, failures.size());
    assertEquals(Map.of(), failures);
  }

  /// A checkout that fails at them would leave half of each branch.
  @Test
  void protectedFilesThatGitReplacesArePutBack() throws Exception {
    assumeTrue(Files.isExecutable(BWRAP), "bubblewrap is not installed");
    var sandbox = new BubblewrapSandbox(layout, BWRAP);
    var weakness = SandboxSelfTest.findWeakness(sandbox, layout);
    assumeTrue(weakness.isEmpty(), weakness);
    prepareWorkspace();
    git("git checkout -qb other && echo 2 > README.md && git add -f . && git commit -qm 2");
    git(
        "git checkout -q - && mkdir -p .github/workflows && echo before > .github/workflows/ci.yml");
    git("git add -f .github && git commit -qm 3");
    var host = host(sandbox);
    var result = host.run(call(1, "git checkout other")).result();
    host.close();
    assertEquals("2\n", Files.readString(targets.workspace().resolve("README.md")));
    var workflow = targets.workspace().resolve(".github/workflows/ci.yml");
    assertEquals("before\n", Files.readString(workflow));
    assertTrue(result.output().contains("put back"), result.output() + result.error());
  }

  @Test
  void bubblewrapHolds() throws Exception {
    assumeTrue(Files.isExecutable(BWRAP), "bubblewrap is not installed");
    assertHolds(new BubblewrapSandbox(layout, BWRAP));
  }

  @Test
  void landlockHolds() throws Exception {
    assumeTrue(LandlockSandbox.isAvailable(), "the kernel offers no sufficient Landlock");
    assertHolds(new LandlockSandbox(layout));
  }
}
