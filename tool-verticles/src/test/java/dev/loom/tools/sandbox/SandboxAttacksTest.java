package dev.loom.tools.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.loom.contracts.tool.SandboxTier;
import dev.loom.tools.os.LandlockRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs attacks in each sandbox that this machine offers, and looks for their effects.
@Timeout(60)
class SandboxAttacksTest {
  private static final String CANARY = "canary-" + ProcessHandle.current().pid();

  /// `$OUT` is a directory outside with `secret` and `link`, `$PID` a process of the engine,
  /// `$PORT` a listener, `$SOCK` a Unix socket outside. An attack that prints `ESCAPED` has
  /// succeeded.
  private static final List<String> ATTACKS =
      List.of(
          "echo x > $OUT/new",
          "echo x >> $OUT/secret",
          "rm -rf $OUT",
          "mv $OUT $OUT.moved",
          "ln -s $OUT out && echo x > out/new",
          "ln $OUT/secret hard && echo x > hard",
          "cp -a . $OUT/copy",
          "mkfifo $OUT/fifo",
          "cat $OUT/secret",
          "cat /proc/1/root$OUT/secret /proc/self/root$OUT/secret /proc/$PID/root$OUT/secret",
          "cat /proc/$PID/environ | tr '\\0' '\\n'",
          "for p in /proc/[0-9]*; do cat $p/environ; done | tr '\\0' '\\n' | grep canary",
          "kill -9 $PID && echo ESCAPED",
          "kill -STOP $PID && echo ESCAPED",
          "prlimit --pid $PID --nofile=5:5 && echo ESCAPED",
          "renice -n 5 -p $PID && echo ESCAPED",
          "bash -c \"exec 3<>/dev/tcp/127.0.0.1/$PORT && echo ESCAPED\"",
          "python3 -c \"import socket;socket.create_connection(('127.0.0.1',$PORT));print('ESCAPED')\"",
          "python3 -c \"import socket;s=socket.socket(socket.AF_UNIX);s.connect('$SOCK');print('ESCAPED')\"",
          "python3 -c \"import socket;s=socket.socket(2,1,262);s.connect(('127.0.0.1',$PORT));"
              + "print('ESCAPED')\"",
          "python3 -c \"import socket;s=socket.socket(2,1);s.sendto(b'x',0x20000000,('127.0.0.1',$PORT));"
              + "print('ESCAPED')\"",
          "python3 -c \"import socket;s=socket.socket(2,2);s.bind(('127.0.0.1',0));"
              + "s.sendto(b'x',('192.0.2.1',53));print('ESCAPED')\"",
          "python3 -c \"import ctypes;print('ESCAPED' if"
              + " ctypes.CDLL(None).ptrace(16,$PID,0,0)==0 else '')\"",
          "python3 -c \"import ctypes;l=ctypes.CDLL(None);print('ESCAPED' if l.syscall(425,8,0)>=0"
              + " or l.syscall(321,0,0,0)>=0 else '')\"",
          "unshare -Ur true && echo ESCAPED",
          "unshare -m sh -c 'mount --bind / /mnt' && echo ESCAPED",
          "mount -t tmpfs x $OUT && echo ESCAPED",
          "umount -l /tmp && echo ESCAPED",
          "mount -o remount,rw / && echo ESCAPED",
          "chroot / sh -c 'echo ESCAPED'",
          "mknod disk b 254 0 && echo ESCAPED",
          "sudo -n true && echo ESCAPED",
          "nsenter -t $PID -n true && echo ESCAPED",
          "for f in kernel/core_pattern kernel/modprobe vm/drop_caches net/ipv4/ip_forward; do"
              + " v=$(cat /proc/sys/$f || echo 1); echo $v > /proc/sys/$f && echo ESCAPED; done",
          "echo b > /proc/sysrq-trigger && echo ESCAPED",
          "for f in /dev/mem /dev/vda /dev/sda /dev/kvm; do [ -e $f ] && cat $f && echo ESCAPED; done",
          "date -s 2001-01-01 && echo ESCAPED",
          "cat /etc/shadow | grep -q : && echo ESCAPED",
          "docker -H unix://$SOCK ps && echo ESCAPED",
          "python3 -c \"import os;d=os.open('.',0);os.chroot('.')\" && echo ESCAPED",
          "cp /bin/true s && chmod 4755 s && echo ESCAPED",
          "chmod u+s $OUT/* && echo ESCAPED",
          "python3 -c \"import os;os.fchmod(os.open('u',64|1,0o700),0o4755)\" && echo ESCAPED");

  @TempDir private Path root;

  static Stream<Arguments> attacks() {
    return Stream.of(SandboxTier.BUBBLEWRAP, SandboxTier.LANDLOCK)
        .flatMap(tier -> ATTACKS.stream().map(attack -> Arguments.of(tier, attack)));
  }

  private SandboxHarness harness(SandboxTier tier) throws Exception {
    return harness(tier, root.resolve("loom/loom.db"), () -> 0);
  }

  private SandboxHarness harness(SandboxTier tier, Path database, IntSupplier ownPort)
      throws Exception {
    var layout = SandboxLayout.of(root.resolve("loom"), database, ownPort);
    var bwrap = Path.of("/usr/bin/bwrap");
    assumeTrue(tier == SandboxTier.LANDLOCK || Files.isExecutable(bwrap));
    assumeTrue(tier == SandboxTier.BUBBLEWRAP || LandlockSandbox.isAvailable());
    var sandbox =
        tier == SandboxTier.BUBBLEWRAP
            ? new BubblewrapSandbox(layout, bwrap)
            : new LandlockSandbox(layout);
    assumeTrue(SandboxSelfTest.findWeakness(sandbox, layout).isEmpty());
    return new SandboxHarness(root, sandbox, layout);
  }

  /// Even where a user approved the network, or the path.
  @ParameterizedTest
  @EnumSource(names = {"BUBBLEWRAP", "LANDLOCK"})
  void theEngineAndItsDatabaseAreOutOfReach(SandboxTier tier) throws Exception {
    assumeTrue(LandlockRules.havePorts(), "the kernel has no rules for ports");
    var data = Files.createDirectory(root.resolve("data"));
    var database = Files.writeString(data.resolve("own.db"), CANARY);
    Files.writeString(data.resolve("own.db-wal"), CANARY);
    try (var engine = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var harness = harness(tier, database, engine::getLocalPort);
      var policy =
          new SandboxPolicy(
              harness.workspace,
              "task",
              List.of(database),
              false,
              false,
              true,
              SandboxHarness.LIMITS);
      assertEquals(
          "other answers",
          harness.run(
              policy,
              "bash -c ': < /dev/tcp/127.0.0.1/%d' 2>/dev/null && echo engine answers; "
                      .formatted(engine.getLocalPort())
                  + "bash -c ': < /dev/tcp/127.0.0.1/%d' && echo other answers"
                      .formatted(other.getLocalPort())));
      harness.run(policy, "cd %s; cat own.db*; echo x > own.db; rm -f own.db*".formatted(data));
      assertFalse(harness.run(policy, "cat %s/own.db* 2>&1".formatted(data)).contains(CANARY));
    }
    assertEquals(CANARY, Files.readString(database));
    assertEquals(CANARY, Files.readString(data.resolve("own.db-wal")));
  }

  @ParameterizedTest
  @MethodSource("attacks")
  void anAttackHasNoEffect(SandboxTier tier, String attack) throws Exception {
    var harness = harness(tier);
    var outside = Files.createDirectory(harness.loomHome.resolve("outside"));
    Files.writeString(outside.resolve("secret"), CANARY);
    var socket = root.resolve("s");
    var victim = new ProcessBuilder("sleep", "50").start();
    try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var unix = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      unix.bind(UnixDomainSocketAddress.of(socket));
      var output =
          harness.run(
              "OUT=%s PID=%d PORT=%d SOCK=%s; %s"
                  .formatted(outside, victim.pid(), listener.getLocalPort(), socket, attack));
      assertFalse(output.contains("ESCAPED"), output);
      assertFalse(output.contains(CANARY), output);
      assertTrue(victim.isAlive());
      assertEquals(CANARY, Files.readString(outside.resolve("secret")));
      assertEquals(List.of("secret"), names(outside));
    } finally {
      victim.destroyForcibly();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    }
  }
}
