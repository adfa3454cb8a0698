package dev.loom.tools.os;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// Linux system calls for confining processes. What restricts a thread also restricts the processes
/// that it starts, and cannot be undone.
public final class LinuxCalls {
  private static final long PR_SET_DUMPABLE = 4;
  private static final long PR_SET_SECCOMP = 22;
  private static final long PR_CAPBSET_DROP = 24;
  private static final long PR_SET_NO_NEW_PRIVS = 38;
  private static final long SECCOMP_MODE_FILTER = 2;
  private static final int O_PATH = 0x200000;
  private static final int O_CLOEXEC = 0x80000;
  private static final int O_NOFOLLOW =
      "amd64".equals(System.getProperty("os.arch")) ? 0x20000 : 0x8000;
  private static final int AT_FDCWD = -100;
  private static final int EINTR = 4;
  private static final int P_PID = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x1000000;
  private static final int SIGINFO_BYTES = 128;

  private static final boolean IS_X86 = "amd64".equals(System.getProperty("os.arch"));
  private static final int CLOSE = IS_X86 ? 3 : 57;
  private static final int PRCTL = IS_X86 ? 157 : 167;
  private static final int PIPE2 = IS_X86 ? 293 : 59;
  private static final int WAITID = IS_X86 ? 247 : 95;
  private static final int WAIT4 = IS_X86 ? 61 : 260;
  private static final int OPENAT = IS_X86 ? 257 : 56;

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private LinuxCalls() {}

  /// Returns whether the calls of this class exist on this machine.
  public static boolean areAvailable() {
    return "Linux".equals(System.getProperty("os.name"))
        && (IS_X86 || "aarch64".equals(System.getProperty("os.arch")));
  }

  /// Loaded when it is first used, because other systems lack the function.
  @SuppressWarnings("restricted")
  private static final class Syscall {
    private static final MethodHandle HANDLE =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1),
                Linker.Option.captureCallState("errno"));
  }

  static long call(String name, int number, long... arguments) throws IOException {
    var result = callUnchecked(number, arguments);
    if (result < 0) {
      throw new IOException(name + " failed with error " + -result);
    }
    return result;
  }

  /// Returns the result, or the negative error number.
  static long callUnchecked(int number, long... arguments) {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(STATE);
      var all = new long[5];
      System.arraycopy(arguments, 0, all, 0, arguments.length);
      var result =
          (long)
              Syscall.HANDLE.invokeExact(
                  state, (long) number, all[0], all[1], all[2], all[3], all[4]);
      return result < 0 ? -(int) ERRNO.get(state, 0L) : result;
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Keeps other processes of the user from reading the memory and the environment of this one.
  public static void denyInspection() throws IOException {
    call("prctl", PRCTL, PR_SET_DUMPABLE, 0);
  }

  /// Keeps this thread from gaining rights by starting programs, which the restrictions require.
  public static void denyNewRights() throws IOException {
    call("prctl", PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  }

  /// Installs a system call filter for this thread.
  public static void filterCalls(SystemCallFilter filter) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var code = filter.program();
      var program = arena.allocate(16, 8);
      var instructions = arena.allocateFrom(JAVA_LONG, code);
      program.set(JAVA_SHORT, 0, (short) code.length);
      program.set(ADDRESS, 8, instructions);
      call("seccomp", PRCTL, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program.address());
    }
  }

  /// Takes hold of what is at a path, without following its last link, opening it for reading or
  /// waiting for anything.
  ///
  /// @param path encoded for the system
  /// @return a file descriptor to close; `/proc/self/fd/N` stands for the file from now on
  public static int pin(byte[] path) throws IOException {
    return open(path, O_NOFOLLOW);
  }

  /// Takes hold of what a path leads to.
  static int open(byte[] path, int flags) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var name = arena.allocate(path.length + 1L);
      MemorySegment.copy(path, 0, name, JAVA_BYTE, 0, path.length);
      return (int) call("open", OPENAT, AT_FDCWD, name.address(), O_PATH | O_CLOEXEC | flags);
    }
  }

  /// Drops all capabilities of the programs that this thread starts. Without the right to do so
  /// there are none.
  public static void dropCapabilities() {
    for (int i = 0; callUnchecked(PRCTL, PR_CAPBSET_DROP, i) == 0; i++) {
      continue;
    }
  }

  /// Creates a pipe.
  ///
  /// @return the ends to read from and to write to, which programs do not inherit
  static int[] createPipe() throws IOException {
    try (var arena = Arena.ofConfined()) {
      var ends = arena.allocate(JAVA_INT, 2);
      call("pipe2", PIPE2, ends.address(), O_CLOEXEC);
      return ends.toArray(JAVA_INT);
    }
  }

  /// Waits until a child process has ended, and leaves it to [#takeExitCode].
  static void awaitEnd(int child) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var information = arena.allocate(SIGINFO_BYTES, 8);
      long result;
      do {
        result = callUnchecked(WAITID, P_PID, child, information.address(), WEXITED | WNOWAIT, 0);
      } while (result == -EINTR);
      if (result < 0) {
        throw new IOException("waitid failed with error " + -result);
      }
    }
  }

  /// Removes a child process that has ended from the process table.
  ///
  /// @return its exit code, or 128 and the signal that ended it
  static int takeExitCode(int child) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var status = arena.allocate(JAVA_INT);
      call("wait4", WAIT4, child, status.address(), 0, 0);
      int value = status.get(JAVA_INT, 0);
      int signal = value & 0x7F;
      return signal == 0 ? value >> 8 & 0xFF : 128 + signal;
    }
  }

  /// Closes a file descriptor.
  public static void close(int file) throws IOException {
    call("close", CLOSE, file);
  }
}
