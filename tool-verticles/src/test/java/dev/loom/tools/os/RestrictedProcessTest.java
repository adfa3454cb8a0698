package dev.loom.tools.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RestrictedProcessTest {
  @BeforeEach
  void requireLinux() {
    assumeTrue(LinuxCalls.areAvailable());
  }

  private static void restrict() throws IOException {
    LinuxCalls.denyNewRights();
    LinuxCalls.filterCalls(SystemCallFilter.besideNamespaces());
  }

  private static ProcessBuilder shell(String script) {
    return new ProcessBuilder("/bin/sh", "-c", script);
  }

  private static Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    return RestrictedProcess.start(builder, RestrictedProcessTest::restrict);
  }

  private static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @Test
  void theProgramIsRestrictedAndNoOtherThreadOfTheEngine() throws Exception {
    assertEquals("Seccomp:\t2", output(start(shell("grep Seccomp: /proc/self/status"))));
    var ends = new ArrayList<CompletableFuture<?>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        threads.submit(
            () -> {
              var process = start(shell("sleep 0.1"));
              synchronized (ends) {
                ends.add(process.onExit().thenRunAsync(() -> {}));
                ends.add(process.toHandle().onExit());
              }
              return process.waitFor();
            });
      }
    }
    ends.forEach(CompletableFuture::join);
    assertTrue(
        Set.of("process-start").containsAll(restrictedThreads()), restrictedThreads()::toString);
  }

  private static Set<String> restrictedThreads() throws IOException {
    var names = new TreeSet<String>();
    try (var threads = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (var thread : threads) {
        try {
          var status = Files.readString(thread.resolve("status"), StandardCharsets.ISO_8859_1);
          if (status.contains("NoNewPrivs:\t1")) {
            names.add(status.lines().findFirst().orElseThrow().replaceFirst("Name:\\s*", ""));
          }
        } catch (NoSuchFileException ended) {
          continue;
        }
      }
    }
    return names;
  }

  @Test
  void streamsDirectoryAndEnvironmentArePassed() throws Exception {
    var builder = shell("cat; pwd; echo $A; echo error >&2; exit 3").directory(new File("/usr"));
    builder.environment().put("A", "a b");
    var process = start(builder);
    process.getOutputStream().write("in\n".getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    assertEquals("in\n/usr\na b", output(process));
    assertEquals("error\n", new String(process.getErrorStream().readAllBytes()));
    assertEquals(3, process.waitFor());
    assertEquals(3, process.exitValue());
    var merged =
        start(
            shell("cat; echo error >&2")
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true));
    assertEquals("error", output(merged));
  }

  @Test
  void theProgramHasOneSessionAndNoFilesOfTheEngine() throws Exception {
    try (var open = Files.newInputStream(Path.of("/dev/zero"))) {
      assertEquals(0, open.read());
      assertEquals("0\n1\n2\n3", output(start(new ProcessBuilder("/bin/ls", "/proc/self/fd"))));
    }
    var process = start(shell("cut -d' ' -f6 /proc/self/stat; grep SigBlk /proc/self/status"));
    assertEquals(process.pid() + "\nSigBlk:\t0000000000000000", output(process));
  }

  @Test
  void aProcessIsEndedAndReported() throws Exception {
    var process = start(new ProcessBuilder("/bin/sleep", "50"));
    assertTrue(process.isAlive());
    assertFalse(process.waitFor(1, TimeUnit.MILLISECONDS));
    assertThrows(IllegalThreadStateException.class, process::exitValue);
    assertEquals(process.pid(), process.toHandle().pid());
    process.destroy();
    assertEquals(143, process.waitFor());
    assertFalse(process.isAlive());
    process.destroyForcibly();
    assertFalse(ProcessHandle.of(process.pid()).isPresent());
    assertEquals(137, start(new ProcessBuilder("/bin/sleep", "50")).destroyForcibly().waitFor());
  }

  @Test
  void aFailedStartSaysWhyAndLeavesNoOpenFiles() throws Exception {
    start(new ProcessBuilder("/bin/true")).waitFor();
    int files = openFiles();
    for (int i = 0; i < 20; i++) {
      var missing = new ProcessBuilder("/no/program");
      assertThrows(IOException.class, () -> start(missing));
      var large = new ProcessBuilder("/bin/true", "x".repeat(1 << 20));
      var failure = assertThrows(IOException.class, () -> start(large));
      assertEquals("Argument list too long", failure.getMessage());
    }
    assertTrue(openFiles() < files + 20, "open files");
  }

  private static int openFiles() throws IOException {
    try (var files = Files.list(Path.of("/proc/self/fd"))) {
      return (int) files.count();
    }
  }
}
